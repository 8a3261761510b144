"""The log of events, which is the truth; the work that is to be done; and the numbers that were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import sqlalchemy as sa

from gateway.ledger.tables.base import KEY, Row, table

Via = Literal["api", "folder", "cli", "calendar"]
"""By which way somebody did something."""


class EventRow(Row):
    """An event. `zone_data` is the release of the time zone database (IANA tzdb) by which its local times were written;
    None for what was written before it was noted. `via` is the way by which it came, `under` in whose name."""

    position: Annotated[int, KEY]
    stream: Annotated[str, sa.String(80)]
    version: int
    kind: Annotated[str, sa.String(40)]
    data: Annotated[Mapping[str, Any], sa.JSON]
    actor: Annotated[str, sa.String(40)]
    recorded_at: Annotated[str, sa.String(40)]
    effective_at: Annotated[str, sa.String(40)]
    zone_data: Annotated[str | None, sa.String(20)]
    via: Annotated[str | None, sa.String(10)]
    under: Annotated[str | None, sa.String(50)]


event = table("event", EventRow, sa.UniqueConstraint("stream", "version"))


class WorkRow(Row):
    """`state`: pending, done, dead, forgotten. Times are seconds since 1970. `due_at` 0: ready; else it is made 0 when
    that moment has come, and `added_at` is since when it could be done. `attempts` counts all failures in a row,
    `faults` those that were our own exception. `waits_for` says what it waits for: the part of ours that was away at
    the last try; `program`, a step that this version has not; of what is dead `fault` (our exception) or `operator`
    (the sender was answered); `forgotten`. `waits_since` is since when it has failed. `partner` is whose turn it is,
    None: the gateway's own; `submission` whose sender waits for it."""

    id: Annotated[int, KEY]
    kind: Annotated[str, sa.String(40)]
    key: Annotated[str, sa.String(400)]
    due_at: float
    state: Annotated[str, sa.String(10)]
    attempts: int
    error: Annotated[str | None, sa.Text]
    done_at: Annotated[float | None, sa.Float]
    partner: Annotated[str | None, sa.String(40)]
    faults: Annotated[int, {"server_default": "0"}]
    waits_for: Annotated[str | None, sa.String(20)]
    waits_since: Annotated[float | None, sa.Float]
    added_at: Annotated[float | None, sa.Float]
    submission: Annotated[str | None, sa.String(40)]


work = table("work", WorkRow, sa.UniqueConstraint("kind", "key"))

_is_ready, _is_later = sa.text("state = 'pending' AND due_at = 0"), sa.text("state = 'pending' AND due_at > 0")
_waits, _is_done = sa.text("waits_for IS NOT NULL"), sa.text("state = 'done'")
sa.Index("ix_work_ready", work.c.partner, work.c.id, sqlite_where=_is_ready, postgresql_where=_is_ready)
sa.Index("ix_work_later", work.c.due_at, work.c.id, sqlite_where=_is_later, postgresql_where=_is_later)
sa.Index("ix_work_waits", work.c.submission, sqlite_where=_waits, postgresql_where=_waits)
sa.Index("ix_work_done", work.c.done_at, sqlite_where=_is_done, postgresql_where=_is_done)


class SeriesRow(Row):
    """A number that was given, by its series."""

    name: Annotated[str, sa.String(40), KEY]
    serial: Annotated[int, KEY]


series = table("series", SeriesRow)
