"""The database as it is looked at by a check: nothing is made, upgraded or written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from gateway.ledger.refusal import DatabaseRefused

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
