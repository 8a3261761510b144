"""The database: SQLite by default, PostgreSQL by changing one URL; transactions that are retried on conflict."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog

from gateway.ledger.mark import mark_of
from gateway.ledger.refusal import told_at_opening

log = structlog.get_logger()

Result = TypeVar("Result")

TRIES = 10

TURN = 0x64756D67
"""The key of PostgreSQL's advisory lock by which a transaction that lost to another one has the ledger to itself."""

CONFLICTS = frozenset({"23505", "40001", "40P01", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
"""PostgreSQL: unique violation, serialization failure, deadlock. SQLite: the same unique keys."""


def open_database(url: str) -> sa.Engine:
    """An engine for `url`, its tables brought up to date.

    SQLite runs in WAL with synchronous FULL: a commit is on the disk when it returns.

    Raises refusal.DatabaseRefused, with what to do, where it is away, damaged, or of a newer program.
    """
    with told_at_opening(url):
        return _opened(url)


def _opened(url: str) -> sa.Engine:
    # a server may have been restarted since a connection was last used
    engine = sa.create_engine(url, pool_size=10, max_overflow=50, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        if engine.url.database:
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_immediate)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: see _begin_immediate
    for pragma in ("journal_mode=wal", "synchronous=full", "busy_timeout=30000", "foreign_keys=on"):
        connection.execute(f"pragma {pragma}")


def _begin_immediate(connection: sa.Connection) -> None:
    # a deferred begin reads first and fails, or loses an update, when it wants to write later
    if not connection.get_execution_options().get("read_only"):
        connection.exec_driver_sql("begin immediate")


def migrate(engine: sa.Engine) -> None:
    """Bring the tables to the newest revision of `migrations/`, and what is read from the log with them.

    One process does it while the others wait; killed meanwhile, it leaves the database as it was.
    """
    from gateway.ledger.upgrade import must_have_tables, revision_of, revisions_to_run, upgrade

    with engine.connect().execution_options(read_only=True) as connection:
        before, to_run = revision_of(connection), revisions_to_run(connection)
        if not to_run:
            must_have_tables(connection)
            return
    if before is not None:
        log.warning(
            "the database is upgraded now, and there is no way back: keep the backup of before",
            **{"from": before, "to": to_run[-1]},
        )
    with engine.begin() as connection:
        _wait_for_turn(connection, alone=True)
        upgrade(connection)


def write(engine: sa.Engine, work: Callable[[sa.Connection], Result]) -> Result:
    """Run `work` in one transaction; run it again where another one was faster (a unique key, a lock).

    The second time it runs alone: however many write at once, nobody loses again and again. The mark of the engine is
    raised by the events of the commit before this returns.
    """
    from gateway.ledger.agreement import reached_by

    mark = mark_of(engine)
    for attempt in range(TRIES):
        try:
            with engine.begin() as connection:
                _wait_for_turn(connection, alone=attempt > 0)
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


def _wait_for_turn(connection: sa.Connection, alone: bool) -> None:
    # SQLite lets in one writer at a time by itself. The lock comes before all others, so that nobody who waits for it
    # holds anything, and PostgreSQL lets nobody in before who came first.
    if connection.dialect.name == "postgresql":
        lock = sa.func.pg_advisory_xact_lock if alone else sa.func.pg_advisory_xact_lock_shared
        connection.execute(sa.select(lock(TURN)))


def _is_conflict(error: sa.exc.DBAPIError) -> bool:
    """Whether another transaction was faster: by the database's own code, never by words, which quote the data."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None) or ""
    return code in CONFLICTS or code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def read(engine: sa.Engine, query: sa.Select[Any]) -> list[sa.Row[Any]]:
    """The rows of one query, without taking the write lock."""
    with engine.connect().execution_options(read_only=True) as connection:
        return list(connection.execute(query))


def one(engine: sa.Engine, table: sa.Table, key: str, column: str = "id") -> Any:
    """The one row that has this key. Raises ValueError where there is none."""
    (row,) = read(engine, sa.select(table).where(table.c[column] == key))
    return row
