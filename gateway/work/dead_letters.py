"""What an operator sees and does of work that is not done: list it, try it again, forget what is dead."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.tables import WorkRow, work
from gateway.work import kinds
from gateway.work.work_rows import (
    BY_MOMENT,
    BY_PARTNER,
    FORGOTTEN,
    IS_DEAD,
    IS_LATER,
    IS_READY,
    OPERATOR,
    WAITS,
    WorkHealth,
    health,
    is_of,
    make_ready,
)


class NotDead(Exception):
    """There is no dead piece of work with this number: only such are forgotten."""


def undone(engine: sa.Engine, most: int, only_dead: bool = False) -> tuple[WorkHealth, list[WorkRow]]:
    """How the work stands, and the rows of what is not done or dead, the oldest first, `most` at the most; each is read
    by an index.
    """
    queries = [sa.select(work).where(IS_DEAD).order_by(work.c.submission)]
    if not only_dead:
        queries.append(sa.select(work).where(IS_READY).order_by(*BY_PARTNER))
        queries.append(sa.select(work).where(IS_LATER).order_by(*BY_MOMENT))
    with engine.connect().execution_options(read_only=True) as connection:
        stands = health(connection)
        rows = {row.id: row for query in queries for row in tables.rows(connection, query.limit(most))}
    return stands, [rows[number] for number in sorted(rows)][:most]


def retry_one(engine: sa.Engine, number: int) -> int:
    """Make one piece of work due now that waits or is dead, by the number of its row; how many (0 or 1)."""
    return database.write(engine, lambda connection: make_ready(connection, work.c.id == number))


def retry_all(engine: sa.Engine, kind: str | None = None) -> int:
    """Make due now all that waits or is dead, of one kind or of all; how many."""
    of_kind = () if kind is None else (is_of(kind),)
    lanes = (sa.and_(IS_DEAD, *of_kind), sa.and_(IS_LATER, work.c.attempts > 0, *of_kind))
    return database.write(engine, lambda connection: sum(make_ready(connection, lane) for lane in lanes))


def dead_one(engine: sa.Engine, number: int) -> WorkRow:
    """A dead piece of work. Raises NotDead."""
    with engine.connect().execution_options(read_only=True) as connection:
        return _dead(connection, number)


def forget(engine: sa.Engine, number: int, at: datetime, actor: str) -> None:
    """End a dead piece of work for good, and write down who did it. Raises NotDead.

    Where its sender was not answered, the row stays: it is why he is told that nothing further comes by itself. So does
    that of a last notice: the calendar would begin it anew.
    """
    database.write(engine, lambda connection: _forget(connection, number, at, actor))


def _forget(connection: sa.Connection, number: int, at: datetime, actor: str) -> None:
    row = _dead(connection, number)
    stream = Subject.SUBMISSION.of(row.submission) if row.submission else Subject.WORK.of(row.id)
    data = {"work": row.id, "kind": row.kind, "key": row.key, "attempts": row.attempts, "error": row.error}
    Log(connection, at, actor, "cli").append(stream, EventKind.WORK_FORGOTTEN, data)
    now = time.time()
    ended: dict[str, Any] = {"state": FORGOTTEN, "waits_for": FORGOTTEN, "waits_since": now}
    if row.waits_for == OPERATOR or (row.submission is None and row.kind != kinds.LAST_NOTICE):
        ended = {"state": "done", "waits_for": None, "done_at": now}
    connection.execute(sa.update(work).where(work.c.id == row.id).values(**ended))


def _dead(connection: sa.Connection, number: int) -> WorkRow:
    row = tables.first(connection, sa.select(work).where(work.c.id == number, WAITS, work.c.state == "dead"))
    if row is None:
        raise NotDead(str(number))
    return row
