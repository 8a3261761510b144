"""Transactions of the ledger, retried on conflict; reads that take no lock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import sqlalchemy as sa
import structlog

from gateway.ledger.mark import mark_of
from gateway.ledger.reached import reached_by
from gateway.ledger.tables import RowType, Table, rows

log = structlog.get_logger()

Result = TypeVar("Result")

TRIES = 10

TURN = 0x64756D67
"""The key of PostgreSQL's advisory lock by which a transaction that lost to another one has the ledger to itself."""

CONFLICTS = frozenset({"23505", "40001", "40P01", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
"""PostgreSQL: unique violation, serialization failure, deadlock. SQLite: the same unique keys."""


def write(engine: sa.Engine, work: Callable[[sa.Connection], Result]) -> Result:
    """Run `work` in one transaction; run it again where another one was faster (a unique key, a lock).

    The second time it runs alone: however many write at once, nobody loses again and again. The mark of the engine is
    raised by the events of the commit before this returns.
    """
    mark = mark_of(engine)
    for attempt in range(TRIES):
        try:
            with engine.begin() as connection:
                wait_for_turn(connection, alone=attempt > 0)
                if mark is None:
                    return work(connection)
                with _appended(connection) as positions:
                    result = work(connection)
                reached = reached_by(connection, positions)
        except sa.exc.DBAPIError as error:
            if attempt == TRIES - 1 or not _is_conflict(error):
                raise
            time.sleep(0.02 * attempt)
        else:
            if reached.position:
                mark.raise_to(reached)
            return result
    raise AssertionError("unreachable")


APPENDED = "appended"
"""Where a marked transaction notes the positions of its events, in the `info` of its connection."""


@contextmanager
def _appended(connection: sa.Connection) -> Iterator[list[int]]:
    positions: list[int] = []
    connection.info[APPENDED] = positions
    try:
        yield positions
    finally:
        del connection.info[APPENDED]


def note(connection: sa.Connection, position: int) -> None:
    """An event was appended at this position."""
    positions = connection.info.get(APPENDED)
    if positions is not None:
        positions.append(position)


def wait_for_turn(connection: sa.Connection, alone: bool) -> None:
    """Until others let this transaction in; `alone`: until it has the ledger to itself."""
    # SQLite lets in one writer at a time by itself. The lock comes before all others, so that nobody who waits for it
    # holds anything, and PostgreSQL lets nobody in before who came first.
    if connection.dialect.name == "postgresql":
        lock = sa.func.pg_advisory_xact_lock if alone else sa.func.pg_advisory_xact_lock_shared
        connection.execute(sa.select(lock(TURN)))


def _is_conflict(error: sa.exc.DBAPIError) -> bool:
    """Whether another transaction was faster: by the database's own code, never by words, which quote the data."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None) or ""
    return code in CONFLICTS or code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def read(engine: sa.Engine, query: sa.Select[RowType]) -> list[RowType]:
    """Returns the rows of one query, without taking the write lock."""
    with engine.connect().execution_options(read_only=True) as connection:
        return rows(connection, query)


def one(engine: sa.Engine, table: Table[RowType], key: str, column: str = "id") -> RowType:
    """The one row that has this key. Raises ValueError where there is none."""
    (row,) = read(engine, sa.select(table).where(table.c[column] == key))
    return row
