"""Who stands in a declaration, written beside its row: its sender, and the companies of its boxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.access import SENDER
from gateway.ledger import tables
from gateway.ledger.instants import utc_text
from gateway.ledger.tables import DeclarationRow
from gateway.ledger.tables import standing as table
from schemas.holder import holder_of

PARTIES = ("exporter", "importer", "other")
"""Whose boxes give a standing. The declarant of box 10 is an agent: he sees what he sent."""


def put_sender(connection: sa.Connection, declaration: str) -> None:
    """Who sent a declaration stands in it from its verdict on."""
    row = _row(connection, declaration)
    _put(connection, row, f"partner:{row.partner}", SENDER, row.judged_at)


def put_parties(connection: sa.Connection, declaration: str, at: str) -> None:
    """The companies of the boxes stand in it as of now; one that was taken out of them stood there until now."""
    row = _row(connection, declaration)
    if row.registered_at is None:
        return
    found = holders_in(row.facts)
    before = tables.rows(connection, sa.select(table).where(table.c.declaration == declaration))
    said = "parties" in row.facts  # what was judged before they were kept says nothing of who is not there
    gone = [each.holder for each in before if said and each.capacities != SENDER and each.holder not in found]
    until = utc_text(datetime.fromisoformat(at))
    connection.execute(
        sa.update(table)
        .where(table.c.declaration == declaration, table.c.holder.in_(gone), table.c.ended_at.is_(None))
        .values(ended_at=until)
    )
    for holder, capacities in found.items():
        _put(connection, row, holder, " ".join(capacities), at)


def holders_in(facts: Mapping[str, Any]) -> dict[str, list[str]]:
    """The companies in the boxes of a declaration, each with the capacities in which it stands there."""
    parties = {name: facts.get("parties", {}).get(name) for name in PARTIES} | {"payer": facts.get("payer")}
    found: dict[str, list[str]] = {}
    for capacity, party in parties.items():
        holder = holder_of(party.get("ice"), party.get("rc"), party.get("rc_centre")) if party else None
        if holder is not None:
            found.setdefault(holder, []).append(capacity)
    return found


def _put(connection: sa.Connection, row: DeclarationRow, holder: str, capacities: str, at: str) -> None:
    """Write that a holder stands in a declaration, since then or since before."""
    key = {"holder": holder, "declaration": row.id}
    known = tables.first(connection, sa.select(table).filter_by(**key))
    since = known.since if known is not None and known.ended_at is None else utc_text(datetime.fromisoformat(at))
    values = {
        "capacities": capacities,
        "at": utc_text(datetime.fromisoformat(row.judged_at)),
        "office": row.facts.get("office", ""),
        "flow": row.facts.get("flow", ""),
        "since": since,
        "ended_at": None,
    }
    if known is None:
        connection.execute(sa.insert(table).values(**key, **values))
    else:
        connection.execute(sa.update(table).filter_by(**key).values(**values))


def _row(connection: sa.Connection, declaration: str) -> DeclarationRow:
    row = tables.first(connection, sa.select(tables.declaration).where(tables.declaration.c.id == declaration))
    if row is None:
        raise LookupError(declaration)
    return row
