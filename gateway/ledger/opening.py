"""The database is opened and brought up to date: SQLite by default, PostgreSQL by changing one URL."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa
import structlog

from gateway.ledger.database import wait_for_turn
from gateway.ledger.refusal import told_at_opening
from gateway.ledger.upgrade import must_have_tables, revision_of, revisions_to_run, upgrade

log = structlog.get_logger()


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


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
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
        wait_for_turn(connection, alone=True)
        upgrade(connection)
