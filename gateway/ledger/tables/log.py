"""The log of events, which is the truth; the work that is to be done; and the numbers that were given."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.tables.base import metadata

event = sa.Table(
    "event",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("stream", sa.String(80), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("actor", sa.String(40), nullable=False),
    sa.Column("recorded_at", sa.String(40), nullable=False),
    sa.Column("effective_at", sa.String(40), nullable=False),
    sa.Column("zone_data", sa.String(20)),
    sa.UniqueConstraint("stream", "version"),
)
"""`zone_data` is the release of the time zone database (IANA tzdb) by which the event's local times were written; None
for what was written before it was noted."""

work = sa.Table(
    "work",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("key", sa.String(400), nullable=False),
    sa.Column("due_at", sa.Float, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("done_at", sa.Float),
    sa.Column("partner", sa.String(40)),
    sa.Column("faults", sa.Integer, nullable=False, server_default="0"),
    sa.Column("waits_for", sa.String(20)),
    sa.Column("waits_since", sa.Float),
    sa.Column("added_at", sa.Float),
    sa.Column("submission", sa.String(40)),
    sa.UniqueConstraint("kind", "key"),
)
"""`state`: pending, done, dead, forgotten. Times are seconds since 1970. `due_at` 0: ready; else it is made 0 when that
moment has come, and `added_at` is since when it could be done. `attempts` counts all failures in a row, `faults` those
that were our own exception. `waits_for` says what it waits for: the part of ours that was away at the last try;
`program`, a step that this version has not; of what is dead `fault` (our exception) or `operator` (the sender was
answered); `forgotten`. `waits_since` is since when it has failed. `partner` is whose turn it is, None: the gateway's
own; `submission` whose sender waits for it."""

_is_ready, _is_later = sa.text("state = 'pending' AND due_at = 0"), sa.text("state = 'pending' AND due_at > 0")
_waits, _is_done = sa.text("waits_for IS NOT NULL"), sa.text("state = 'done'")
sa.Index("ix_work_ready", work.c.partner, work.c.id, sqlite_where=_is_ready, postgresql_where=_is_ready)
sa.Index("ix_work_later", work.c.due_at, work.c.id, sqlite_where=_is_later, postgresql_where=_is_later)
sa.Index("ix_work_waits", work.c.submission, sqlite_where=_waits, postgresql_where=_waits)
sa.Index("ix_work_done", work.c.done_at, sqlite_where=_is_done, postgresql_where=_is_done)

series = sa.Table(
    "series",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("serial", sa.Integer, primary_key=True),
)
