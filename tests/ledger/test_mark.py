"""The mark follows the ledger: after each commit, after a kill between both, and never beyond what was committed."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.backup import databases
from gateway.clock import CASABLANCA
from gateway.ledger import database, mark, tables
from gateway.ledger.agreement import LedgerRefused, compare, follow, refuse_lost, whole
from gateway.ledger.events import Log
from gateway.ledger.opening import open_database
from gateway.service import open_ledger
from gateway.settings import Settings
from tests.service.running import wait_for

pytestmark = pytest.mark.service


AT = datetime(2026, 11, 30, 10, tzinfo=CASABLANCA)


def gap(name: str, serial: int, connection: sa.Connection) -> None:
    """An event that gives a number of a series."""
    data = {"series": name, "first": serial, "serial": serial, "why": "test", "by": "test"}
    Log(connection, AT, "test").append(f"series:{name}", "series-continued", data)


@pytest.fixture
def kept(engine: sa.Engine, tmp_path: Path) -> Iterator[mark.Mark]:
    made = mark.Mark(tmp_path / "mark.sqlite")
    follow(engine, made)
    mark.attach(engine, made)
    yield made
    made.close()


def test_each_commit_raises_it(engine: sa.Engine, kept: mark.Mark) -> None:
    for serial in (1, 2, 3):
        database.write(engine, lambda connection, serial=serial: gap("dum", serial, connection))  # type: ignore[misc]
        assert kept.read().series == {"dum": serial}
        assert compare(engine, kept).kind == "agrees"
    assert kept.read().position == whole(engine).position


def test_what_is_rolled_back_is_not_marked(engine: sa.Engine, kept: mark.Mark) -> None:
    def work(connection: sa.Connection) -> None:
        gap("dum", 1, connection)
        with connection.begin_nested() as attempt:
            gap("dum", 2, connection)
            attempt.rollback()

    database.write(engine, work)
    assert kept.read().series == {"dum": 1}
    assert compare(engine, kept).kind == "agrees"

    def fails(connection: sa.Connection) -> None:
        gap("dum", 2, connection)
        raise ValueError("our own")

    with pytest.raises(ValueError, match="our own"):
        database.write(engine, fails)
    assert kept.read().series == {"dum": 1}


def test_threads_share_a_write(engine: sa.Engine, kept: mark.Mark) -> None:
    written: list[mark.Reached] = []
    write = kept._write
    kept._write = lambda reached: (written.append(reached), write(reached))[1]  # type: ignore[func-returns-value, method-assign]
    threads = [
        threading.Thread(target=database.write, args=(engine, lambda connection, n=n: gap(f"s{n}", 1, connection)))
        for n in range(6)
    ]
    with kept._writing:  # the disk is busy
        for each in threads:
            each.start()
        wait_for("all wait for the disk", lambda: len(kept._waiting.series) == 6)
    for each in threads:
        each.join()
    assert len(written) == 1
    assert kept.read().series == {f"s{n}": 1 for n in range(6)}


KILLED = """
import os, signal, sys
from pathlib import Path
from gateway.ledger import database, mark, opening
from gateway.ledger.agreement import follow
from tests.ledger.test_mark import gap
engine = opening.open_database(sys.argv[1])
kept = mark.Mark(Path(sys.argv[2]))
follow(engine, kept)
mark.attach(engine, kept)
database.write(engine, lambda connection: gap("dum", 1, connection))
kept._write = lambda reached: os.kill(os.getpid(), signal.SIGKILL)
database.write(engine, lambda connection: gap("dum", 2, connection))
"""


def test_killed_between_commit_and_mark(url: str, tmp_path: Path) -> None:
    file = tmp_path / "mark.sqlite"
    ended = subprocess.run([sys.executable, "-c", KILLED, url, str(file)], check=False, timeout=60)
    assert ended.returncode == -9
    engine, kept = open_database(url), mark.Mark(file)
    assert kept.read().series == {"dum": 1}
    assert [row.serial for row in database.read(engine, sa.select(tables.series))] == [1, 2]
    assert compare(engine, kept).kind == "agrees"
    follow(engine, kept)
    assert kept.read().series == {"dum": 2}
    assert kept.read().position == whole(engine).position
    kept.close()
    engine.dispose()


def test_a_mark_that_cannot_be_written_lets_nothing_more_in(engine: sa.Engine, kept: mark.Mark) -> None:
    database.write(engine, lambda connection: gap("dum", 1, connection))
    aside = kept.file.with_name("aside")
    kept.file.rename(aside)
    database.write(engine, lambda connection: gap("dum", 2, connection))  # committed: that is not taken back
    with pytest.raises(OSError, match="the mark cannot be written"):
        database.write(engine, lambda connection: gap("dum", 3, connection))
    assert [row.serial for row in database.read(engine, sa.select(tables.series))] == [1, 2]
    aside.rename(kept.file)
    database.write(engine, lambda connection: gap("dum", 3, connection))
    assert kept.read().series == {"dum": 3}
    assert compare(engine, kept).kind == "agrees"


def test_a_ledger_that_is_behind_or_another_one_is_told(engine: sa.Engine, kept: mark.Mark) -> None:
    for serial in (1, 2):
        database.write(engine, lambda connection, serial=serial: gap("dum", serial, connection))  # type: ignore[misc]
    marked = kept.read()
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.event).where(tables.event.c.position == marked.position))
    found = compare(engine, kept)
    assert (found.kind, found.marked, found.last) == ("behind", marked.position, marked.position - 1)
    with pytest.raises(LedgerRefused, match="dumgate series continue"):
        found.must_be_sound()
    with engine.begin() as connection:
        values = {"position": marked.position, "stream": "partner:x", "version": 1, "kind": "key-revoked"}
        values |= {"data": {}, "actor": "x", "recorded_at": AT.isoformat(), "effective_at": AT.isoformat()}
        connection.execute(sa.insert(tables.event).values(**values))
    assert compare(engine, kept).kind == "differs"


def test_the_comparison_reads_no_whole_table(engine: sa.Engine, kept: mark.Mark) -> None:
    for serial in range(1, 40):
        database.write(engine, lambda connection, serial=serial: gap("dum", serial, connection))  # type: ignore[misc]
    asked: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert compare(engine, kept).kind == "agrees"
    assert len(asked) <= 3, asked


def test_where_the_ledger_is_gone_nothing_is_made_in_its_place(new_url: Callable[[], str], tmp_path: Path) -> None:
    """An SQLite file that is missing, and a PostgreSQL database that is empty."""
    settings = Settings(database=new_url(), data=tmp_path / "data")
    kept = mark.Mark(settings.mark_file)
    refuse_lost(settings.database_url, kept)  # there never was one
    kept.make(mark.Reached(7, "digest", {"dum": 3}))
    with pytest.raises(LedgerRefused, match="event 7"):
        open_ledger(settings)
    databases.must_be_empty(sa.make_url(settings.database_url))  # so that a backup can be put back into it
