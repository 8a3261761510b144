"""Partners and their keys."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import Data, change, projects


@projects(EventKind.PARTNER_ADDED)
def _partner_added(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.partner).values(id=partner, roles=data["roles"], edifact={}))


@projects(EventKind.PARTNER_ROLES)
def _partner_roles(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    """All roles that a partner has from then on."""
    change(connection, tables.partner, partner, roles=data["roles"])


@projects(EventKind.PARTNER_OFFICES)
def _partner_offices(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    """All customs offices that an office partner acts for from then on."""
    change(connection, tables.partner, partner, offices=data["offices"])


@projects(EventKind.PARTNER_CLOSED)
def _partner_closed(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    change(connection, tables.partner, partner, closed_at=data["closed_at"])


@projects(EventKind.PARTNER_REOPENED)
def _partner_reopened(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    change(connection, tables.partner, partner, closed_at=None)


@projects(EventKind.PARTNER_EDIFACT)
def _partner_edifact(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    """What is agreed with a partner for EDIFACT, whole."""
    change(connection, tables.partner, partner, edifact=dict(data))


@projects(EventKind.KEY_ADDED)
def _key_added(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    values = {"hash": data["hash"], "partner": partner, "label": data["label"], "active": True}
    values["ends_at"] = data.get("ends_at")  # keys had no end before
    connection.execute(sa.insert(tables.partner_key).values(**values))


@projects(EventKind.KEY_END)
def _key_end(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    table = tables.partner_key
    connection.execute(sa.update(table).where(table.c.hash == data["hash"]).values(ends_at=data["ends_at"]))


@projects(EventKind.KEY_REVOKED)
def _key_revoked(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    table = tables.partner_key
    connection.execute(sa.update(table).where(table.c.hash == data["hash"]).values(active=False))
