"""Which exceptions of a database say that it is away, so that work waits, and which are our own fault."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.work.failures import Part, part_away
from tests.ledger.postgres import Cluster

pytestmark = pytest.mark.service


READ_ONLY = "set session characteristics as transaction read only"


def told(url: str, *statements: str) -> Part | None:
    """What the last statement says, which fails; the others are done before it."""
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for each in statements[:-1]:
            connection.exec_driver_sql(each)
        with pytest.raises(sa.exc.DBAPIError) as raised:
            connection.exec_driver_sql(statements[-1])
    return part_away(raised.value)


def test_of_postgresql(postgres: Cluster) -> None:
    url = postgres.url("told_away")
    made = "create table one (number integer primary key)"
    assert told(url, made, READ_ONLY, "insert into one values (1)") == "database"
    roles = ("create role stranger", "set role stranger")
    assert told(url, *roles, "insert into one values (1)") == "database"
    assert told(url, "select * from gone") == "database"
    assert told(url, "select pg_terminate_backend(pg_backend_pid())") == "database"
    assert told(url, f"select {', '.join(['1'] * 2000)}") is None, "too many columns, however often it is asked"
    assert told(url, "select 1 +") is None
    assert told(url, "insert into one values (1)", "insert into one values (1)") is None


def test_of_sqlite(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"no database" * 1000)
    url = f"sqlite:///{damaged}"
    assert told(url, "select * from one") == "database"
    whole = f"sqlite:///{tmp_path / 'whole.sqlite'}"
    assert told(whole, "create table one (number integer primary key)", "insert into one values (1), (1)") is None
