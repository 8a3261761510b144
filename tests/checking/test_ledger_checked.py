"""Series, tables and database: each broken once, and right again when what the remedy says was done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.ledger import tables
from tests.checking.lived import Lived

pytestmark = pytest.mark.service


def test_a_number_that_the_table_lacks_comes_back_from_the_log(house: Lived) -> None:
    house.execute(sa.delete(tables.series).where(tables.series.c.name.like("dum:%"), tables.series.c.serial == 2))
    code, said = house.command("--only", "series")
    (fault,) = said["checks"][0]["faults"]
    assert code == 1 and fault["code"] == "series.lacking" and fault["facts"]["serial"] == "2"
    assert "--rebuild" in fault["remedy"]["en"]
    code, said = house.command("--rebuild", "--only", "series", "--only", "projections")
    assert code == 0 and said["mended"]["events_played"] > 20


def test_a_number_that_no_event_gave_is_found(house: Lived) -> None:
    house.execute(sa.insert(tables.series).values(name="dum:301:010:2026", serial=99))
    assert house.codes("series") == {"series.unknown"}
    assert house.command("--rebuild", "--only", "series")[0] == 0


def test_an_event_that_is_gone_leaves_a_gap_and_a_number_given_twice_is_found(house: Lived) -> None:
    event = tables.event
    query = sa.select(event).where(event.c.kind == "registered").order_by(event.c.position)
    first, second, *_ = house.rows(query)
    house.execute(sa.delete(event).where(event.c.position == first.position))
    series = first.data["series"]
    found = house.check("series")["series"]
    assert {each.code for each in found.faults} == {"series.gap", "series.unknown"}
    (gap,) = [each for each in found.faults if each.code == "series.gap"]
    assert gap.facts == {"series": series, "first": "1", "last": "1"}
    listed = {"series": series, "first": 1, "serial": 1, "why": "restored", "by": "operator"}
    row = {name: getattr(first, name) for name in ("actor", "recorded_at", "effective_at")}
    house.execute(sa.insert(event).values(stream="register:1", version=1, kind="series-continued", data=listed, **row))
    assert house.codes("series") == set()
    house.execute(sa.insert(event).values(stream="x:1", version=1, kind="registered", data=second.data, **row))
    assert house.codes("series") == {"series.twice", "series.number"}


def test_tables_that_say_something_else_than_the_log_are_played_again(house: Lived) -> None:
    house.execute(
        "update declaration set life = 'closed' where state = 'receipted'",
        "delete from reference",
        "insert into message_number (partner, number, submission) values ('medina', 'X', 'none')",
    )
    code, said = house.command("--only", "projections")
    assert code == 1
    codes = {each["code"] for each in said["checks"][0]["faults"]}
    assert codes == {"projections.other", "projections.fewer", "projections.more"}
    assert house.command("--rebuild", "--only", "projections")[0] == 0


def test_a_damaged_page_is_found_and_the_database_is_restored(on_sqlite: Lived, tmp_path: Path) -> None:
    shutil.copy(on_sqlite.file, tmp_path / "backup.sqlite")
    content = bytearray(on_sqlite.file.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    for page in range(4, 9):
        content[page * size : page * size + 200] = b"\xff" * 200
    on_sqlite.file.write_bytes(content)
    code, said = on_sqlite.command("--only", "database")
    assert code == 1
    assert {each["code"] for each in said["checks"][0]["faults"]} <= {"database.pages", "database.damaged"}
    shutil.copy(tmp_path / "backup.sqlite", on_sqlite.file)
    assert on_sqlite.command("--only", "database")[0] == 0


def test_what_needs_no_database_is_checked_without_it(house: Lived) -> None:
    if house.cluster is None:
        house.file.rename(house.file.with_name("away"))
    else:
        house.cluster.stop()
    try:
        code, said = house.command()
        assert code == 1
        states = {each["name"]: each["state"] for each in said["checks"]}
        assert states["database"] == "wrong"
        assert {name for name, state in states.items() if state == "right"} == {"disk", "keys", "temporaries"}
        assert house.command("--only", "series")[0] == 2
        (fault,) = next(each for each in said["checks"] if each["name"] == "database")["faults"]
        assert fault["code"] == ("database.missing" if house.cluster is None else "database.away")
        assert not house.file.exists()
    finally:
        if house.cluster is None:
            house.file.with_name("away").rename(house.file)
        else:
            house.cluster.start()
    assert house.command()[0] == 0


def test_a_database_of_another_revision_is_told(house: Lived) -> None:
    (row,) = house.rows(sa.select(sa.text("version_num from alembic_version")))
    for version, code in (("0005", "database.older"), ("9999", "database.newer")):
        house.execute(sa.text("update alembic_version set version_num = :new").bindparams(new=version))
        assert house.codes("database") == {code}
    house.execute(sa.text("update alembic_version set version_num = :new").bindparams(new=row[0]))
    assert house.codes("database") == set()
