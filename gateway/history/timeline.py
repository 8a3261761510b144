"""Who did what, when and why: the events of a declaration and of what belongs to it, in the order of the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.ledger import database, tables

TOLD = (
    "kind",
    "number",
    "outcome",
    "dum_number",
    "version",
    "reason",
    "what",
    "amount",
    "total",
    "due_on",
    "quittance",
    "certificate",
    "deadline",
    "cause",
    "state",
    "by",
    "request",
)
"""What of an event's data is told; all of it stands in the log."""


def timeline(engine: sa.Engine, streams: set[str], until: datetime | None = None) -> list[dict[str, Any]]:
    """The events of these streams recorded by an instant (None: all)."""
    table = tables.event
    query = sa.select(table).where(table.c.stream.in_(streams)).order_by(table.c.position)
    rows = database.read(engine, query)
    return [
        {
            "recorded_at": row.recorded_at,
            "effective_at": row.effective_at,
            "actor": row.actor,
            "stream": row.stream,
            "event": row.kind,
            **{name: row.data[name] for name in TOLD if row.data.get(name) not in (None, "", [])},
        }
        for row in rows
        if until is None or datetime.fromisoformat(row.recorded_at) <= until
    ]
