"""Companies, by what they are known in the boxes, and the mandates that they give."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import Data, change, projects


@projects(EventKind.COMPANY_ADDED)
def _company_added(connection: sa.Connection, company: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.company).values(id=company, name=data["name"]))


@projects(EventKind.COMPANY_RENAMED)
def _company_renamed(connection: sa.Connection, company: str, data: Data, at: str) -> None:
    change(connection, tables.company, company, name=data["name"])


@projects(EventKind.IDENTIFIER_GIVEN)
def _identifier_given(connection: sa.Connection, company: str, data: Data, at: str) -> None:
    values = {name: data[name] for name in ("holder", "since", "value")}
    connection.execute(sa.insert(tables.company_identifier).values(company=company, until=None, **values))


@projects(EventKind.IDENTIFIER_ENDED)
def _identifier_ended(connection: sa.Connection, company: str, data: Data, at: str) -> None:
    table, key = tables.company_identifier, {name: data[name] for name in ("holder", "since")}
    connection.execute(sa.update(table).filter_by(company=company, **key).values(until=data["until"]))


@projects(EventKind.PARTNER_ATTACHED)
def _partner_attached(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    """The keys and the folder of a partner are a company's from then on; what they may is its scope. What he sends is
    the company's too: it stands there as if a box named it.
    """
    change(connection, tables.partner, partner, company=data["company"], scope=padded(data["scope"]))
    if data["since"] is not None:
        key = {"company": data["company"], "holder": f"partner:{partner}", "since": data["since"]}
        connection.execute(sa.insert(tables.company_identifier).values(value=partner, until=None, **key))


@projects(EventKind.PARTNER_DETACHED)
def _partner_detached(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    """What he sent until then stays the company's."""
    change(connection, tables.partner, partner, company=None, scope="")
    table = tables.company_identifier
    current = sa.update(table).where(table.c.holder == f"partner:{partner}", table.c.until.is_(None))
    connection.execute(current.values(until=data["until"]))


@projects(EventKind.MANDATE_GIVEN)
def _mandate_given(connection: sa.Connection, mandate: str, data: Data, at: str) -> None:
    values = {name: data[name] for name in ("basis", "company", "flow", "holder", "since", "until")}
    words = {name: padded(data[name]) for name in ("scope", "offices")}
    row = {"id": mandate, "taken_up_at": None, "ended_at": None, **values, **words}
    connection.execute(sa.insert(tables.mandate).values(**row))


@projects(EventKind.MANDATE_TAKEN_UP)
def _mandate_taken_up(connection: sa.Connection, mandate: str, data: Data, at: str) -> None:
    change(connection, tables.mandate, mandate, taken_up_at=data["at"])


@projects(EventKind.MANDATE_ENDED)
def _mandate_ended(connection: sa.Connection, mandate: str, data: Data, at: str) -> None:
    change(connection, tables.mandate, mandate, ended_at=data["at"])


def padded(words: Iterable[str]) -> str:
    """Words with blanks around and between, so that one is found by itself in SQL; empty where there are none."""
    found = " ".join(words)
    return f" {found} " if found else ""
