"""The database as it is looked at by checks and commands: nothing is made, upgraded or written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from gateway.ledger.refusal import DatabaseRefused
from gateway.ledger.tables import event
from gateway.ledger.upgrade import must_have_tables, revision_of, revisions_to_run

SECONDS_TO_CONNECT = 10


def inspected(address: str) -> sa.Engine:
    """An engine that only reads. Raises DatabaseRefused where an SQLite file is not there."""
    url = sa.make_url(address)
    if url.get_backend_name() != "sqlite":
        engine = sa.create_engine(
            url,
            poolclass=sa.NullPool,
            connect_args={"connect_timeout": SECONDS_TO_CONNECT},
            isolation_level="AUTOCOMMIT",
        )
        sa.event.listen(engine, "connect", _only_reads)
        return engine
    file = Path(url.database or "")
    if not file.exists():
        raise DatabaseRefused("database.missing", database=file)
    place = f"file:{quote(str(file.absolute()))}?mode=rw"  # rw: beside a running service its shared memory is needed
    return sa.create_engine("sqlite://", creator=lambda: _connected(place), poolclass=sa.NullPool)


def must_be_there(address: str) -> None:
    """Raises DatabaseRefused where there is no ledger yet; it may be one of an earlier version."""
    engine = inspected(address)
    try:
        with engine.connect() as connection:
            if revision_of(connection) is None:
                raise DatabaseRefused("database.empty")
    finally:
        engine.dispose()


def looked_into(address: str) -> sa.Engine:
    """An engine that only reads a ledger of this program.

    Raises DatabaseRefused where there is none, or an earlier one; and what `told_at_opening` tells.
    """
    must_be_there(address)
    engine = inspected(address)
    try:
        with engine.connect() as connection:
            if to_run := revisions_to_run(connection):
                raise DatabaseRefused("database.older", revision=revision_of(connection), newest=to_run[-1])
            must_have_tables(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the database, however long it reads."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("begin")
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        try:
            yield connection
        finally:
            connection.rollback()


def _connected(place: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, uri=True, isolation_level=None, check_same_thread=False)
    for pragma in ("query_only=on", "busy_timeout=30000"):
        connection.execute(f"pragma {pragma}")
    return connection


def _only_reads(connection: object, _: object) -> None:
    connection.execute("set default_transaction_read_only = on")  # type: ignore[attr-defined]


def is_read_only(engine: sa.Engine) -> bool:
    """Whether the log can be read and nothing can be written, as on a standby of PostgreSQL; of SQLite nothing tells.

    Raises what the database raises where it is away.
    """
    with engine.connect().execution_options(read_only=True) as connection:
        connection.execute(sa.select(sa.func.max(event.c.position)))
        is_server = connection.dialect.name == "postgresql"
        return is_server and connection.exec_driver_sql("show transaction_read_only").scalar() == "on"
