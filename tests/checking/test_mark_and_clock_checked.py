"""The mark and the clock as `dumgate check` and /readyz tell them: each broken once, and right again by its remedy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.events import Log
from gateway.ledger.mark import Mark
from gateway.service import open_gateway, ready_to_sign
from gateway.timekeeping.recorded import confirm, days_ahead_of
from schemas.days import later
from tests.checking.lived import AT, Lived
from tests.checking.test_health import becomes, opened, ready, settings_at

pytestmark = pytest.mark.service


def test_a_mark_that_the_ledger_does_not_agree_with_is_told_as_a_start_tells_it(house: Lived, tmp_path: Path) -> None:
    gateway = open_gateway(house.settings, lambda: AT)
    ready_to_sign(gateway)  # as a service does at its start
    gateway.close()
    found = house.check("mark")["mark"]
    assert found.state == "right" and found.facts["marked"] == found.facts["last"] > 0
    file = house.settings.mark_file
    whole = file.read_bytes()

    def put_back() -> None:
        for each in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
            each.unlink(missing_ok=True)
        file.write_bytes(whole)

    with closing(sqlite3.connect(file, isolation_level=None)) as mark:
        mark.execute("update mark set digest = 'ab'")
    assert house.codes("mark") == {"mark.differs"}
    with closing(sqlite3.connect(file, isolation_level=None)) as mark:
        mark.execute("update mark set position = position + 7")
    assert house.codes("mark") == {"mark.behind"}
    for each in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        each.unlink(missing_ok=True)
    code, said = house.command("--only", "mark")
    (fault,) = said["checks"][0]["faults"]
    assert (code, fault["code"]) == (1, "mark.missing")
    assert "dumgate series continue --accept-proposed" in fault["message"]["en"]
    assert not file.exists(), "a check makes none"
    put_back()
    assert house.codes("mark") == set()
    file.write_bytes(b"no mark" * 1_000)
    assert house.codes("mark") == {"mark.damaged"}
    file.rename(tmp_path / "aside")
    assert house.says("series", "continue", "--accept-proposed")[0] == 0
    assert house.codes("mark") == set(), "the remedy works"


def test_a_ledger_whose_file_is_gone_is_told_by_its_mark(on_sqlite: Lived, tmp_path: Path) -> None:
    on_sqlite.file.rename(tmp_path / "gateway.sqlite")
    assert on_sqlite.codes("mark") == {"mark.lost"}
    (tmp_path / "gateway.sqlite").rename(on_sqlite.file)
    assert on_sqlite.codes("mark") == set()


@pytest.mark.parametrize(
    ("by", "code", "state"),
    [
        (timedelta(days=-1), "clock.behind", "wrong"),
        (timedelta(days=5), "clock.ahead", "right"),
        (timedelta(days=800), "clock.far", "wrong"),
        (timedelta(days=-800), "clock.far", "wrong"),
    ],
)
def test_a_clock_that_is_not_believed_is_told_until_it_is_confirmed(
    house: Lived, by: timedelta, code: str, state: str
) -> None:
    now = later(AT, by)
    found = house.check("clock", now=now)["clock"]
    assert found.state == state and code in {each for _, each in found.counts}
    (fault,) = (each for each in found.faults if each.code == code)
    assert "dumgate clock confirm" in fault.remedy["en"] and now.isoformat() in fault.message["ar"]
    engine = sa.create_engine(house.settings.database_url)
    database.write(engine, lambda connection: confirm(Log(connection, now, "cli"), "operator"))
    engine.dispose()
    assert not house.codes("clock", now=now) - {"clock.not_synchronised"}


def test_the_days_that_a_sandbox_runs_ahead_are_no_fault_of_the_clock(house: Lived) -> None:
    engine = sa.create_engine(house.settings.database_url)

    def note(connection: sa.Connection) -> None:
        entries = Log(connection, later(AT, timedelta(days=40)), "clock")
        entries.append("days-ahead", "days-ahead", {"days": 40, "before": 0})
        confirm(entries, "days-ahead")
        assert days_ahead_of(connection) == (40, 0)

    database.write(engine, note)
    engine.dispose()
    found = house.check("clock", now=AT)["clock"]
    assert not {code for _, code in found.counts} - {"clock.not_synchronised"}
    assert found.facts["days_ahead"] == 40 and found.facts["now"] == later(AT, timedelta(days=40)).isoformat()


@pytest.mark.parametrize(("day", "code", "state"), [(0, 200, "ok"), (5, 200, "ok"), (800, 503, "far")])
def test_readiness_tells_a_clock_that_is_held(house: Lived, day: int, code: int, state: str) -> None:
    with opened(house.settings, day) as (_, client):
        status, said = ready(client)
        assert (status, said["parts"]["clock"]["state"]) == (code, state)
        assert said["parts"]["clock"]["held"] == ("ahead" if day else None)
        assert ("clock_held" in said["warnings"]) == bool(day)


def test_a_mark_that_cannot_be_written_is_told_and_tried_again(tmp_path: Path) -> None:
    with opened(settings_at(tmp_path)) as (gateway, client):
        assert ready(client)[1]["parts"]["mark"]["state"] == "ok"
        file = gateway.settings.mark_file
        file.rename(tmp_path / "away")
        assert becomes(client, "mark", "missing")["status"] == "not_ready"
        assert gateway.partners.add("medina", ["partner"], AT), "one commit, which stands"
        with pytest.raises(OSError, match="mark"):  # no other is begun
            gateway.partners.add("atlas", ["partner"], AT)
        assert becomes(client, "mark", "not_written")["status"] == "not_ready"
        (tmp_path / "away").rename(file)
        assert becomes(client, "mark", "ok")["status"] == "ready", "nobody has to send something first"
        last = database.read(gateway.engine, sa.select(sa.func.max(tables.event.c.position)))[0][0]
        assert Mark(file).read().position == last
