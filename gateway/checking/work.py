"""The work: nothing was given up, nothing waits long."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa

from gateway.checking.installation import Installation
from gateway.checking.report import MOST_SHOWN, Checked
from gateway.ledger import database
from gateway.ledger.tables import work

LONG_SECONDS = 900.0
"""After a quarter of an hour a sender is told that he has to wait."""

IS_PENDING = sa.and_(sa.text("work.state = 'pending'"), work.c.due_at >= 0)
IS_DEAD = sa.and_(sa.text("work.waits_for IS NOT NULL"), work.c.state == "dead")
"""As the partial indexes have it."""


def check_work(installation: Installation, checked: Checked) -> None:
    """Dead letters are wrong; what failed and waits is noted, with its last error."""
    engine, now = installation.database, time.time()
    dead = sa.select(work.c.kind, work.c.key, work.c.error).where(IS_DEAD)
    for row in database.read(engine, dead.order_by(work.c.id)):
        checked.add("wrong", "work.dead", kind=row.kind, key=row.key, error=row.error or "")
    failing = sa.select(work).where(IS_PENDING, work.c.attempts > 0).order_by(work.c.id).limit(MOST_SHOWN)
    for row in database.read(engine, failing):
        facts = {"kind": row.kind, "key": row.key, "attempts": row.attempts, "error": row.error or ""}
        checked.add("noted", "work.failing", **facts)
    since: Any = sa.select(sa.func.count().label("pieces"), sa.func.min(work.c.added_at).label("since"))
    (due,) = database.read(engine, since.where(IS_PENDING, work.c.due_at <= now))
    waited = None if due.since is None else max(0.0, now - due.since)
    checked.facts = {"pending": due.pieces, "dead": checked.counts["wrong", "work.dead"]}
    checked.facts["oldest_seconds"] = None if waited is None else round(waited)
    if waited is not None and waited > LONG_SECONDS:
        checked.add("noted", "work.waits_long", minutes=round(waited / 60), count=due.pieces)
