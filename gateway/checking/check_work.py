"""The work: nothing was given up, nothing waits long."""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa

from gateway.checking.check_report import MOST_SHOWN, Checked
from gateway.checking.installation import Installation
from gateway.ledger import database
from gateway.ledger.tables import work
from gateway.work import work_rows


def check_work(installation: Installation, checked: Checked) -> None:
    """Dead letters are wrong; what failed and waits is noted, with its last error."""
    engine = installation.database
    dead = sa.select(work).where(work_rows.IS_DEAD)
    for row in database.read(engine, dead.order_by(work.c.id)):
        checked.add("wrong", "work.dead", kind=row.kind, key=row.key, error=row.error or "")
    with engine.connect().execution_options(read_only=True) as connection:
        found = work_rows.health(connection)
        failing = work_rows.not_done(connection, work.c.attempts > 0, most=MOST_SHOWN)
    for row in failing:
        facts = {"kind": row.kind, "key": row.key, "attempts": row.attempts, "error": row.error or ""}
        checked.add("noted", "work.failing", **facts)
    checked.facts = asdict(found)
    if found.oldest_seconds is not None and found.oldest_seconds > installation.settings.waiting_notice:
        minutes = round(found.oldest_seconds / 60)
        checked.add("noted", "work.waits_long", minutes=minutes, count=found.pending)
