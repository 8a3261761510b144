"""The work: nothing was given up, nothing waits long."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from gateway.checking.installation import Installation
from gateway.checking.report import MOST_SHOWN, Checked
from gateway.ledger import database
from gateway.ledger.tables import work

LONG_SECONDS = 900.0
"""After a quarter of an hour a sender is told that he has to wait."""

IS_PENDING = sa.and_(sa.text("work.state = 'pending'"), work.c.due_at >= 0)
WAITS = sa.text("work.waits_for IS NOT NULL")
IS_DEAD = sa.and_(WAITS, work.c.state == "dead")
"""As the partial indexes have it."""


@dataclass(frozen=True, slots=True)
class WorkStanding:
    """What could be done and is not, since how many seconds the oldest of it; how much waits for which part of ours;
    how many dead letters there are.
    """

    pending: int
    oldest_seconds: float | None
    waiting: Mapping[str, int]
    dead: int


def check_work(installation: Installation, checked: Checked) -> None:
    """Dead letters are wrong; what failed and waits is noted, with its last error."""
    engine = installation.database
    dead = sa.select(work.c.kind, work.c.key, work.c.error).where(IS_DEAD)
    for row in database.read(engine, dead.order_by(work.c.id)):
        checked.add("wrong", "work.dead", kind=row.kind, key=row.key, error=row.error or "")
    failing = sa.select(work).where(IS_PENDING, work.c.attempts > 0).order_by(work.c.id).limit(MOST_SHOWN)
    for row in database.read(engine, failing):
        facts = {"kind": row.kind, "key": row.key, "attempts": row.attempts, "error": row.error or ""}
        checked.add("noted", "work.failing", **facts)
    found = standing_of(engine)
    checked.facts = asdict(found)
    if found.oldest_seconds is not None and found.oldest_seconds > LONG_SECONDS:
        minutes = round(found.oldest_seconds / 60)
        checked.add("noted", "work.waits_long", minutes=minutes, count=found.pending)


def standing_of(engine: sa.Engine) -> WorkStanding:
    """How the work stands; only what is pending, waits or is dead is read."""
    now = time.time()
    count, oldest = sa.func.count().label("pieces"), sa.func.min(work.c.added_at).label("since")
    could_be_done: Any = sa.select(count, oldest).where(IS_PENDING, work.c.due_at <= now)
    waits: Any = sa.select(work.c.state, work.c.waits_for, count).where(WAITS).group_by(work.c.state, work.c.waits_for)
    (due,) = database.read(engine, could_be_done)
    rows = database.read(engine, waits)
    return WorkStanding(
        pending=due.pieces,
        oldest_seconds=None if due.since is None else round(max(0.0, now - due.since)),
        waiting={row.waits_for: row.pieces for row in rows if row.state == "pending"},
        dead=sum(row.pieces for row in rows if row.state == "dead"),
    )
