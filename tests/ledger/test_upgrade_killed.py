"""An upgrade that is killed leaves the database as it was, and the next one does all of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.ledger.opening import open_database
from tests.ledger.comparing import assert_rebuild_changes_nothing
from tests.ledger.earlier_databases import assert_as_before, held, make, rows

pytestmark = pytest.mark.service


PROGRAM = """
import sys
import threading
import sqlalchemy as sa
from gateway.ledger.opening import open_database

def stop() -> None:
    print("here", flush=True)
    threading.Event().wait()

def before(connection, cursor, statement, *_):
    if statement.split()[:len(point)] == point:
        stop()

point = sys.argv[2].split()
if point == ["commit"]:
    sa.event.listen(sa.Engine, "commit", lambda _: stop())
else:
    sa.event.listen(sa.Engine, "before_cursor_execute", before)
open_database(sys.argv[1])
print("through", flush=True)
"""
"""An upgrade that stops for ever before a statement, or before it commits."""


@contextmanager
def stopped_at(point: str, url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, url, point], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "here\n" in iter(process.stdout.readline, "")
        yield process
    finally:
        process.kill()
        process.wait(60)


def contents(url: str) -> dict[str, Any]:
    """All that is in a database, whatever its tables are."""
    engine = sa.create_engine(url)
    metadata = sa.MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        found = {
            table.name: (
                sorted((each.name, str(each.type)) for each in table.columns),
                sorted(str(each.name) for each in table.indexes),
                [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))],
            )
            for table in metadata.tables.values()
        }
    engine.dispose()
    return found


@pytest.mark.parametrize("revision", ["0001", "0003"])
@pytest.mark.parametrize(
    "point",
    ["CREATE TABLE interchange_reference", "DELETE FROM partner", "INSERT INTO message_number", "commit"],
)
def test_killed_on_its_way_it_leaves_the_database_as_it_was(url: str, revision: str, point: str) -> None:
    make(url, revision)
    before = contents(url)
    assert before["alembic_version"][2] == [(revision,)]
    with stopped_at(point, url) as process:
        process.kill()
        process.wait(60)
    assert contents(url) == before
    engine = open_database(url)
    assert_as_before(engine, revision)
    assert_rebuild_changes_nothing(engine)
    opened = [each for each in rows(engine, "event")[len(held(revision)["event"]) :] if each["kind"] == "claim-opened"]
    assert len(opened) == (1 if revision == "0001" else 0)
    engine.dispose()
