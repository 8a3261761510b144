"""Partners and their keys."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.projections.register import Data, change, projects


@projects("partner-added")
def _partner_added(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.partner).values(id=partner, roles=data["roles"], edifact={}))


@projects("partner-edifact")
def _partner_edifact(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    """What is agreed with a partner for EDIFACT, whole."""
    change(connection, tables.partner, partner, edifact=dict(data))


@projects("key-added")
def _key_added(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    values = {"hash": data["hash"], "partner": partner, "label": data["label"], "active": True}
    connection.execute(sa.insert(tables.partner_key).values(**values))


@projects("key-revoked")
def _key_revoked(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    table = tables.partner_key
    connection.execute(sa.update(table).where(table.c.hash == data["hash"]).values(active=False))
