"""How far the ledger has come by some of its events: what its mark is raised to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.mark import Reached
from gateway.ledger.tables import EventRow

AT_ONCE = 500
"""Events in one query."""


def digest_of(row: EventRow) -> str:
    """The SHA-256 of what an event says, the same on every database."""
    said = [row.stream, row.version, row.kind, row.recorded_at, row.data]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def reached_by(connection: sa.Connection, positions: Sequence[int]) -> Reached:
    """What the events at these positions reach, as they stand in this transaction: some may be rolled back again."""
    table, reached = tables.event, Reached()
    for first in range(0, len(positions), AT_ONCE):
        these = table.c.position.in_(positions[first : first + AT_ONCE])
        reached.add(reached_of(tables.rows(connection, sa.select(table).where(these).order_by(table.c.position))))
    return reached


def reached_of(rows: Iterable[EventRow]) -> Reached:
    """What these events reach; the last one is the highest."""
    last: EventRow | None = None
    series: dict[str, int] = {}
    for row in rows:
        last, data = row, row.data
        if data.get("series") and data.get("serial"):
            series[data["series"]] = max(int(data["serial"]), series.get(data["series"], 0))
    return Reached(last.position, digest_of(last), series) if last is not None else Reached(series=series)
