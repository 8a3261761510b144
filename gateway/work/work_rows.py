"""The rows of work: how they are added, found, changed and forgotten. Every query finds its rows by an index.

The conditions below are written out, not given as parameters: a database uses a partial index only where it sees in the
text of the query that the rows it looks for are in it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.tables import WorkRow, work

IS_READY = sa.text("work.state = 'pending' AND work.due_at = 0")
IS_LATER = sa.text("work.state = 'pending' AND work.due_at > 0")
WAITS = sa.text("work.waits_for IS NOT NULL")
IS_DEAD = sa.and_(WAITS, work.c.state == "dead")

BY_PARTNER, BY_MOMENT = (work.c.partner, work.c.id), (work.c["due_at"], work.c.id)
"""The orders of the indexes of what is ready, and of what is due later."""

FAULT, OPERATOR, FORGOTTEN, PROGRAM = "fault", "operator", "forgotten", "program"
"""What work waits for besides a part of ours (`waits_for`)."""


def is_of(*kinds: str) -> sa.ColumnElement[bool]:
    """Whether work is of one of these kinds, said so that no database looks for them in the index by kind and key: it
    would read all that was ever done of them.
    """
    return sa.func.coalesce(work.c.kind, "").in_(kinds)


NEXT_OF_EACH = sa.text("""
WITH RECURSIVE turn(partner) AS (
    SELECT min(partner) FROM work WHERE state = 'pending' AND due_at = 0
    UNION ALL
    SELECT (SELECT min(partner) FROM work WHERE state = 'pending' AND due_at = 0 AND partner > turn.partner)
    FROM turn WHERE turn.partner IS NOT NULL
)
SELECT min((
    SELECT added_at FROM work WHERE state = 'pending' AND due_at = 0 AND partner = turn.partner ORDER BY id LIMIT 1
)) FROM turn
""")
"""The oldest of each partner's next ready piece: found by stepping over all others of the partner before."""

AT_ONCE = 1_000
"""Rows that are deleted or changed in one transaction at the most: nobody waits long for the database."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A piece of work that is not done: how often it was tried and what went wrong last."""

    kind: str
    key: str
    attempts: int
    error: str | None


@dataclass(frozen=True, slots=True)
class WorkHealth:
    """How the work stands: pieces that are not done, since how many seconds the oldest of them could be (None where
    there is none), how many wait for which part of ours, how many are dead.
    """

    pending: int
    oldest_seconds: float | None
    waiting: Mapping[str, int]
    dead: int


def add(
    connection: sa.Connection, kind: str, key: str, due_at: float, partner: str | None, submission: str | None
) -> None:
    """Add a piece of work within the caller's transaction; the same kind and key again changes nothing."""
    known = sa.select(work.c.id).where(work.c.kind == kind, work.c.key == key)
    if connection.execute(known).first() is None:
        row = {"kind": kind, "key": key, "due_at": due_at, "state": "pending", "attempts": 0}
        row |= {"partner": partner, "submission": submission, "added_at": max(time.time(), due_at)}
        connection.execute(sa.insert(work).values(**row))


def not_done(connection: sa.Connection, *which: sa.ColumnElement[bool], most: int | None = None) -> list[WorkRow]:
    """The rows of what is not done yet, oldest first, so many at the most."""
    # in one query, which sees one moment: a piece that becomes ready meanwhile would be seen twice, or not at all
    lanes = sa.union_all(*(sa.select(work.c.id).where(condition) for condition in (IS_READY, IS_LATER)))
    by_age = sa.func.coalesce(work.c.id, 0)  # said so that no database walks through all that is done by its id
    query = sa.select(work).where(work.c.id.in_(lanes), *which).order_by(by_age)
    return tables.rows(connection, query.limit(most))


def make_ready(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    """Make pieces of work that are not done due now, as if none of their failures had counted; how many."""
    again = {"state": "pending", "due_at": 0, "attempts": 0, "faults": 0}
    undone = work.c.state.in_(("pending", "dead"))
    return connection.execute(sa.update(work).where(which, undone).values(**again)).rowcount


def hurry(connection: sa.Connection, submission: str) -> None:
    """Make due now what waits of a submission; its failures stay counted."""
    waits = sa.and_(WAITS, IS_LATER, work.c.submission == submission)
    connection.execute(sa.update(work).where(waits).values(due_at=0))


def purge(connection: sa.Connection, before: float) -> int:
    """Delete what was done before a time, the oldest first, `AT_ONCE` rows at the most; how many."""
    is_done = sa.text("work.state = 'done'")
    old = sa.select(work.c.id).where(is_done, work.c.done_at < before).order_by(work.c["done_at"]).limit(AT_ONCE)
    return connection.execute(sa.delete(work).where(work.c.id.in_(old))).rowcount


def health(connection: sa.Connection, most: int | None = None) -> WorkHealth:
    """How the work stands: what is not done and what waits is counted, and nothing else is read.

    With `most`, so many rows are looked at for each number: one that is as high means so many or more, and the oldest
    is that of these rows and of each partner's next one.
    """
    now = time.time()
    could_be_done = sa.case((sa.or_(work.c.due_at <= now, work.c.attempts > 0), work.c.added_at))
    lanes = []
    for condition, order in ((IS_READY, BY_PARTNER), (IS_LATER, BY_MOMENT)):
        # in the order of its index: otherwise a database may look for a few rows among all that are done
        rows = sa.select(could_be_done.label("since")).where(condition).order_by(*order).limit(most).subquery()
        lanes.append(connection.execute(sa.select(sa.func.count(), sa.func.min(rows.c.since))).one())
    pending, since = sum(pieces for pieces, _ in lanes), [oldest for _, oldest in lanes]
    if lanes[0][0] == most:
        since.append(connection.execute(NEXT_OF_EACH).scalar())
    oldest = min((each for each in since if each is not None), default=None)
    waits = sa.select(work.c.state, work.c.waits_for).where(WAITS, work.c.state.in_(("pending", "dead")))
    some = waits.order_by(work.c.submission).limit(most).subquery()
    counted = sa.select(some.c.state, some.c.waits_for, sa.func.count().label("pieces"))
    found = connection.execute(counted.group_by(some.c.state, some.c.waits_for)).all()
    return WorkHealth(
        pending=pending if most is None else min(pending, most),
        oldest_seconds=None if oldest is None else round(max(0.0, now - oldest)),
        waiting={row.waits_for: row.pieces for row in found if row.state == "pending"},
        dead=sum(row.pieces for row in found if row.state == "dead"),
    )
