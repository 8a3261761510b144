"""What the ledger says of the time: the last recorded instant, and whether the clock is held. A few index look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.tables import EventRow
from gateway.partners.known import OPERATOR

Why = Literal["ahead", "behind"]

BESIDE = frozenset({OPERATOR, "operator", "start", "upgrade"})
"""Who writes events beside the service or before it looks at its clock, maybe by the clock of another setting."""

CLOCK, DAYS_AHEAD = Subject.CLOCK, Subject.DAYS_AHEAD
"""Streams: what became of the clock; by how many days a sandbox's clock runs ahead."""

HELD, CONFIRMED, STOOD = EventKind.CLOCK_HELD, EventKind.CLOCK_CONFIRMED, EventKind.CLOCK_STOOD

BEHIND = timedelta(minutes=5)
"""The clock may be so much behind: a commit waits for another one, a daemon sets the clock right by a little."""

STANDING = timedelta(hours=1)
"""After so long in step a clock is believed."""

EVENTS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Recorded:
    """`last` is the last recorded instant before any jump that nobody confirmed; None in an empty ledger.

    `held` is why the ledger says that the clock is held, None: it does not; `version` is that of the clock's last
    event, 0 without one.
    """

    last: datetime | None
    held: Why | None
    version: int


def beyond(gap: timedelta, jump: timedelta) -> bool:
    """Whether a step from one instant to the next is a jump."""
    return gap > jump or gap < -BEHIND


def last_told(connection: sa.Connection) -> tuple[int, str, Mapping[str, Any]]:
    """Version, kind and data of the clock's last event; version 0 where there is none."""
    return _last_of(connection, CLOCK)


def days_ahead_of(connection: sa.Connection) -> tuple[int, int]:
    """By how many days the clock of the last service ran ahead, and by how many before that was changed."""
    _, _, data = _last_of(connection, DAYS_AHEAD)
    return int(data.get("days", 0)), int(data.get("before", 0))


def recorded(connection: sa.Connection, jump: timedelta) -> Recorded:
    """What the ledger says of the time.

    What is written beside the service is left out. A jump that was
    recorded just before a service was killed is found among the last events.
    """
    version, kind, data = last_told(connection)
    if kind == HELD:
        last = datetime.fromisoformat(data["last"]) if data["last"] else None
        return Recorded(last, data["why"], version)
    newest: datetime | None = None
    newer: datetime | None = None
    for row in _newest(connection):
        if _is_beside(row.actor) and row.stream != CLOCK:
            continue
        at = datetime.fromisoformat(row.recorded_at)
        if newest is None or newer is None:
            newest = at
        elif beyond(newer - at, jump):
            return Recorded(at, None, version)
        elif newest - at > STANDING:
            break
        if row.stream == CLOCK:
            break
        newer = at
    return Recorded(newest, None, version)


def last_worked(connection: sa.Connection) -> datetime | None:
    """The instant of the last event that is not the clock's own or an operator's, among the last ones."""
    rows = (row for row in _newest(connection) if not _is_beside(row.actor) and row.stream not in (CLOCK, DAYS_AHEAD))
    return next((datetime.fromisoformat(row.recorded_at) for row in rows), None)


def _is_beside(actor: str) -> bool:
    """`cli:<user>` too, where a command notes who gave it."""
    return actor.partition(":")[0] in BESIDE


def hold(log: Log, last: datetime | None, why: str) -> None:
    """Write down that the clock is held, and what it was compared with."""
    said = {"last": last.isoformat() if last else None, "now": log.at.isoformat(), "why": why}
    log.append(CLOCK, HELD, said)


def confirm(log: Log, by: str) -> None:
    """Write down that the clock is right: by `operator`, `synchronised` or `days-ahead`."""
    log.append(CLOCK, CONFIRMED, {"instant": log.at.isoformat(), "by": by})


def _newest(connection: sa.Connection) -> list[EventRow]:
    table = tables.event
    last = connection.execute(sa.select(sa.func.max(table.c.position))).scalar() or 0
    query = sa.select(table).where(table.c.position > last - EVENTS_LOOKED_AT)
    return tables.rows(connection, query.order_by(table.c.position.desc()))


def _last_of(connection: sa.Connection, stream: str) -> tuple[int, str, Mapping[str, Any]]:
    table = tables.event
    query = sa.select(table).where(table.c.stream == stream)
    row = tables.first(connection, query.order_by(table.c.version.desc()).limit(1))
    return (row.version, row.kind, row.data) if row else (0, "", {})
