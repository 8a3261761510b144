"""The log: events are appended to streams, each with the next version, and projected in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from gateway.ledger import database, projections, tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.mark import mark_of
from gateway.ledger.tables import Via
from schemas.zone import zone_release

log = structlog.get_logger()

EVENTS_AT_ONCE = 100
"""How many events are held in memory while many are read."""

TOLD_EVERY = 10_000
"""After so many events the log says how far a rebuild has come."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `recorded_at` is when we wrote it down, `effective_at` when it took effect.

    `actor` is the partner or part of the gateway that did it. `zone_data` is the release of the time zone database
    (IANA tzdb, as 2026c) by which local times were written then; None where it was not noted. `via` and `under` say by
    which way and in whose name he did it; None where it was the gateway itself, or not noted.
    """

    stream: str
    version: int
    kind: str
    data: Mapping[str, Any]
    actor: str
    recorded_at: datetime
    effective_at: datetime
    zone_data: str | None
    via: str | None = None
    under: str | None = None


class Log:
    """Appends to the log within one transaction, at one moment, for one actor: by which way he came (`via`, None: by
    none, it is the gateway itself), and `under` what, as `company:bahia` where his key is that company's.
    """

    def __init__(
        self, connection: sa.Connection, at: datetime, actor: str, via: Via | None = None, under: str | None = None
    ) -> None:
        self.connection, self.at, self.actor = connection, at, actor
        self.via, self.under = via, under

    def append(
        self, stream: str, kind: EventKind, data: Mapping[str, Any], effective_at: datetime | None = None
    ) -> None:
        """Append an event and project it. Two writers of one stream meet in its unique version: one is retried.

        Raises OSError where the mark of what was committed before cannot be written.
        """
        mark = mark_of(self.connection.engine)
        if mark is not None:
            mark.must_hold()
        last = sa.select(sa.func.max(tables.event.c.version)).where(tables.event.c.stream == stream)
        version = (self.connection.execute(last).scalar() or 0) + 1
        new = Event(
            stream,
            version,
            kind,
            data,
            self.actor,
            self.at,
            effective_at or self.at,
            zone_release(),
            self.via,
            self.under,
        )
        inserted = self.connection.execute(
            sa.insert(tables.event).values(
                stream=stream,
                version=version,
                kind=str(kind),
                data=dict(data),
                actor=new.actor,
                recorded_at=new.recorded_at.isoformat(),
                effective_at=new.effective_at.isoformat(),
                zone_data=new.zone_data,
                via=new.via,
                under=new.under,
            )
        )
        position: int = inserted.inserted_primary_key[0]  # type: ignore[index]
        database.note(self.connection, position)
        projections.project(self.connection, stream, kind, data, new.effective_at.isoformat())


def history(connection: sa.Connection, stream: str | None = None) -> Iterator[Event]:
    """All events, or those of one stream, oldest first. Few are held at once, and the connection is free between."""
    table = tables.event
    query = sa.select(table).order_by(table.c.position).limit(EVENTS_AT_ONCE)
    if stream is not None:
        query = query.where(table.c.stream == stream)
    last = 0
    while rows := tables.rows(connection, query.where(table.c.position > last)):
        for row in rows:
            yield Event(
                row.stream,
                row.version,
                row.kind,
                row.data,
                row.actor,
                datetime.fromisoformat(row.recorded_at),
                datetime.fromisoformat(row.effective_at),
                row.zone_data,
                row.via,
                row.under,
            )
        last = rows[-1].position


def rebuild(connection: sa.Connection) -> int:
    """Empty every projection and play the log again; the number of events played."""
    for table in reversed(tables.PROJECTIONS):
        connection.execute(sa.delete(table))
    total = connection.execute(sa.select(sa.func.count()).select_from(tables.event)).scalar()
    count = 0
    for count, each in enumerate(history(connection), 1):
        projections.project(connection, each.stream, each.kind, each.data, each.effective_at.isoformat())
        if count % TOLD_EVERY == 0:
            log.info("playing the log", played=count, of=total)
    return count
