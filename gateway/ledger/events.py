"""The log: events are appended to streams, each with the next version, and projected in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.ledger import projections, tables


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `recorded_at` is when we wrote it down, `effective_at` when it took effect.

    `actor` is the partner or part of the gateway that did it.
    """

    stream: str
    version: int
    kind: str
    data: Mapping[str, Any]
    actor: str
    recorded_at: datetime
    effective_at: datetime


class Log:
    """Appends to the log within one transaction, at one moment, for one actor."""

    def __init__(self, connection: sa.Connection, at: datetime, actor: str) -> None:
        self.connection, self.at, self.actor = connection, at, actor

    def append(self, stream: str, kind: str, data: Mapping[str, Any], effective_at: datetime | None = None) -> None:
        """Append an event and project it. Two writers of one stream meet in its unique version: one is retried."""
        last = sa.select(sa.func.max(tables.event.c.version)).where(tables.event.c.stream == stream)
        version = (self.connection.execute(last).scalar() or 0) + 1
        new = Event(stream, version, kind, data, self.actor, self.at, effective_at or self.at)
        self.connection.execute(
            sa.insert(tables.event).values(
                stream=stream,
                version=version,
                kind=kind,
                data=dict(data),
                actor=new.actor,
                recorded_at=new.recorded_at.isoformat(),
                effective_at=new.effective_at.isoformat(),
            )
        )
        projections.project(self.connection, stream, kind, data, new.effective_at.isoformat())


def history(connection: sa.Connection, stream: str | None = None) -> Iterator[Event]:
    """All events, or those of one stream, oldest first."""
    query = sa.select(tables.event).order_by(tables.event.c.position)
    if stream is not None:
        query = query.where(tables.event.c.stream == stream)
    for row in connection.execute(query):
        yield Event(
            row.stream,
            row.version,
            row.kind,
            row.data,
            row.actor,
            datetime.fromisoformat(row.recorded_at),
            datetime.fromisoformat(row.effective_at),
        )


def rebuild(connection: sa.Connection) -> int:
    """Empty every projection and play the log again; the number of events played."""
    for table in reversed(tables.PROJECTIONS):
        connection.execute(sa.delete(table))
    count = 0
    for each in list(history(connection)):
        projections.project(connection, each.stream, each.kind, each.data, each.effective_at.isoformat())
        count += 1
    return count
