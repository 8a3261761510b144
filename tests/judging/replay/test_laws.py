"""Laws by their names: folders, tables in force, of the program, kept ones; and names that name none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gateway.judging.replay.two_laws import NoLaw, day_of, law_named
from gateway.law_tables.check_tables import check_folder
from gateway.law_tables.installing import install, keep
from gateway.law_tables.table_reading import MANIFEST
from gateway.settings import Settings
from schemas.law import Law, shipped
from tests.law_tables.days import DAY, NOON
from tests.law_tables.folders import edit

pytestmark = pytest.mark.service


HOSTILE = [
    "",
    "@",
    "@2026-01-01",
    "nowhere",
    "shipped@",
    "shipped@today",
    "shipped@2026-02-30",
    "shipped@20260101",
    "shipped@2026-W01-1",
    "shipped@٢٠٢٦-٠١-٠١",
    "shipped@2026-01-01\n",
    "shipped@2026-01-01@2026-01-02",
    "current ",
    "0" * 7,
    "0" * 8,
    "0" * 64,
    "A" * 64,
    "../" * 400,
    "x" * 5000,
    "a\0b",
    "/etc/passwd",
    "{name}",
    "\udcff",
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_told_in_three_languages(settings: Settings, name: str) -> None:
    with pytest.raises(NoLaw) as told:
        law_named(name, settings, DAY)
    for words in told.value.words.values():
        assert words.isprintable() or "\u2066" in words
        assert len(words) < 500
    assert not settings.data.exists()


def test_a_day_is_named_behind_the_tables_and_is_today_otherwise(settings: Settings) -> None:
    assert law_named("shipped", settings, DAY).day == DAY
    assert law_named("current@2020-02-29", settings, DAY).day == date(2020, 2, 29) == day_of("2020-02-29")
    assert law_named("current", settings, DAY).law is shipped()


def test_a_folder_may_be_named_like_a_law_with_a_day(settings: Settings, mine: Path) -> None:
    odd = mine.rename(mine.with_name("mine@2020-01-01"))
    assert law_named(str(odd), settings, DAY).day == DAY
    assert law_named(f"{odd}@2021-01-01", settings, DAY).day == date(2021, 1, 1)


def test_the_law_of_a_folder_is_as_it_was_checked(settings: Settings, mine: Path) -> None:
    law = law_named(str(mine), settings, DAY)
    digest = Law(mine).digest
    edit(mine, "tolerances.csv", "message_ahead,10,", "message_ahead,nonsense,")
    assert law.law.digest == digest == shipped().digest
    assert law.tolerances["message_ahead"] == 10
    assert law.row("offices", "309") == shipped().on(DAY).row("offices", "309") is not None


def test_a_faulty_folder_is_refused_with_its_faults(settings: Settings, mine: Path) -> None:
    line = edit(mine, "tolerances.csv", "message_ahead,10,", "message_ahead,nonsense,")
    with pytest.raises(NoLaw) as told:
        law_named(str(mine), settings, DAY)
    assert told.value.checked is not None
    assert [(fault.path, fault.line) for fault in told.value.checked.faults.found] == [("tolerances.csv", line)]


def test_tables_of_an_earlier_program_may_be_judged_by(settings: Settings, mine: Path) -> None:
    edit(mine, "rules/dates.csv", "DAT-1,", "#DAT-1,")
    law = law_named(str(mine), settings, DAY)
    assert "DAT-1" not in law.rules and "B24-1" in law.rules


def test_kept_tables_are_named_by_the_beginning_of_their_digest(settings: Settings, mine: Path) -> None:
    edit(mine, "tolerances.csv", "message_ahead,10,", "message_ahead,11,")
    files = check_folder(mine).files
    digest = keep(settings.data, files, (mine / MANIFEST).read_bytes())
    assert law_named(digest[:8], settings, DAY).tolerances["message_ahead"] == 11
    assert law_named(digest, settings, DAY).law.digest == digest
    assert law_named(shipped().digest[:12], settings, DAY).law is shipped()
    (settings.data / "tables" / (digest[:10] + "0" * 54)).mkdir()
    with pytest.raises(NoLaw, match=r"replay\.several"):
        law_named(digest[:8], settings, DAY)


def test_damaged_tables_are_told(settings: Settings, mine: Path) -> None:
    edit(mine, "tolerances.csv", "message_ahead,10,", "message_ahead,11,")
    digest = install(settings.data, check_folder(mine).files, mine, NOON)
    assert law_named("current", settings, DAY).law.digest == digest
    kept = Settings(data=settings.data.rename(settings.data.with_name("moved")))
    file = kept.data / "tables" / digest / "tolerances.csv"
    file.write_text(file.read_text().replace("message_ahead,11,", "message_ahead,12,"))
    for name in ("current", digest[:8]):
        with pytest.raises(NoLaw) as told:
            law_named(name, kept, DAY)
        assert "damaged" in told.value.words["en"]
