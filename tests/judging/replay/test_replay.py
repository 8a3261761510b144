"""`dumgate replay` and `dumgate validate --law-of`: the verdict of then and of another day, keeping nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.law_tables.check_tables import check_folder
from gateway.law_tables.installing import install
from gateway.ledger import database, tables
from schemas.law import shipped
from tests.law_tables.days import NOON
from tests.law_tables.folders import edit
from tests.service.declaring import EXAMPLES

from .conftest import DAY, House, ask_freight, kept

pytestmark = pytest.mark.service


@pytest.fixture
def later(mine: Path) -> Path:
    """Tables by which direct imports need box 20 from 2026-08-01 on."""
    ask_freight(mine, begins="2026-08-01")
    return mine


def test_the_same_document_has_two_verdicts_on_two_days(judged: House, later: Path) -> None:
    document = EXAMPLES / "import-on-credit.xml"
    before = judged.told("validate", document, "--law-of", "2026-07-31", "--tables", later, code=0)
    after = judged.told("validate", document, "--law-of", "2026-08-01", "--tables", later, code=1)
    assert before["findings"] == [] and before["law"]["day"] == "2026-07-31"
    (found,) = after["findings"]
    assert (found["code"], found["box"], found["severity"]) == ("TAB01", "20", "refused")
    assert found["source"] == "Circulaire d'essai"
    assert after["law"] == {**before["law"], "day": "2026-08-01"} and after["law"]["tables"] != shipped().digest


def test_severity_and_source_are_those_of_the_law_given(judged: House, mine: Path) -> None:
    row = "B03-1,refused,3,,,confirmed,"
    source = '"L\'Economiste 9 janv. 1992, case 3"'
    edit(mine, "rules/form.csv", row + source, "B03-1,warned,3,,,derived,Autre source")
    told = judged.told("validate", EXAMPLES / "faulty.xml", "--tables", mine, code=1)
    (found,) = (each for each in told["findings"] if each["code"] == "B03-1")
    assert (found["severity"], found["source"]) == ("warned", "Autre source")
    sarif = judged.run("validate", EXAMPLES / "faulty.xml", "--tables", mine, "--format", "sarif", code=1).stdout
    assert "Autre source" in sarif


def test_validate_judges_by_the_tables_in_force(house: House, mine: Path) -> None:
    ask_freight(mine)
    document = EXAMPLES / "import-on-credit.xml"
    house.run("validate", document, code=0)
    house.run("lists", "install", mine, code=0)
    house.run("validate", document, code=1)
    house.run("validate", document, "--tables", "shipped", code=0)


@pytest.mark.parametrize("day", ["", "2026-7-1", "01/07/2026", "2026-02-30", "demain", "20260701"])
def test_a_day_that_is_none_is_told(judged: House, day: str) -> None:
    result = judged.run("validate", EXAMPLES / "import.xml", f"--law-of={day}")
    assert result.exit_code == (2 if day else 0)
    assert not day or f"“{day}” is no day. Write it as 2026-11-24." in result.stderr


def test_the_verdict_of_then_and_of_the_law_asked_for_stand_apart(judged: House, later: Path) -> None:
    declaration = judged.declarations["import-on-credit"]
    told = judged.told("replay", declaration, "--law", f"{later}@2026-08-01", code=1)
    assert (told["then"]["outcome"], told["then"]["findings"]) == ("registered", [])
    assert told["then"]["law"] == {"tables": shipped().digest, "day": DAY}
    assert (told["now"]["outcome"], told["now"]["law"]["day"]) == ("refused", "2026-08-01")
    difference = told["difference"]
    assert ([each["box"] for each in difference["new"]], difference["gone"], difference["same"]) == (["20"], [], False)
    text = judged.run("replay", declaration, "--law", f"{later}@2026-08-01", code=1).stdout
    assert "The verdict then (as of 2026-07-15" in text and "nothing refuses it → refused" in text
    assert judged.told("replay", declaration, "--law", f"{later}@2026-07-31", code=0)["difference"]["same"]


def test_as_judged_gives_what_was_given_after_other_tables_were_installed(house: House, mine: Path) -> None:
    ask_freight(mine)
    edit(mine, "tolerances.csv", "arrival_age,366,", "arrival_age,0,")
    install(house.gateway.settings.data, check_folder(mine).files, mine, NOON)
    differ = {name for name, id_ in house.declarations.items() if house.run("replay", id_).exit_code == 1}
    assert differ == {"import", "import-on-credit", "again", "transit", "temporary-admission", "verdict"}
    for name, declaration in house.declarations.items():
        told = house.told("replay", declaration, "--as-judged", code=0)
        then = [each for each in told["then"]["findings"] if each["code"] not in ("MSG01", "MSG02")]
        assert then == told["now"]["findings"] and told["then"]["law"] == told["now"]["law"], name
    assert len(house.told("replay", house.declarations["faulty"], "--as-judged")["now"]["findings"]) > 15


def test_tables_that_are_not_kept_and_rows_without_a_law_are_told(house: House) -> None:
    declaration, table = house.declarations["verdict"], tables.declaration
    for law, words in (({"tables": "0" * 64, "day": DAY}, "not kept here"), ({}, "was not noted which tables")):
        with house.gateway.engine.begin() as connection:
            connection.execute(table.update().where(table.c.id == declaration).values(law=law))
        assert words in house.run("replay", declaration, "--as-judged", code=2).stderr
        assert house.told("replay", declaration, "--law", f"current@{DAY}", code=0)["then"]["law"] == (law or None)
    assert "law not noted" in house.run("replay", declaration, "--law", f"current@{DAY}", code=0).stdout


def test_a_number_used_before_is_of_then_alone(judged: House) -> None:
    told = judged.told("replay", judged.declarations["again"], "--law", f"shipped@{DAY}", code=0)
    assert (told["then"]["outcome"], told["now"]["outcome"]) == ("refused", "registered")
    difference = told["difference"]
    assert (difference["gone"], difference["new"], difference["same"]) == ([], [], True)
    assert [each["code"] for each in difference["of_then_only"]] == ["MSG01", "MSG02"]
    text = judged.run("replay", judged.declarations["again"], "--law", f"shipped@{DAY}", code=0).stdout
    assert "Came of what was registered then, not of the law: Refused MSG01" in text


def test_a_declaration_is_named_by_any_of_its_numbers(judged: House) -> None:
    declaration = judged.declarations["import"]
    row = next(
        row for row in database.read(judged.gateway.engine, tables.declaration.select()) if row.id == declaration
    )
    for number in (row.id, row.submission, row.dum_number):
        assert judged.told("replay", number, "--law", f"current@{DAY}", code=0)["declaration"] == declaration
    for number in ("dec_test_nothing-1", "", "' or 1=1 --", "x" * 5000, "%"):
        assert "Nothing is kept here" in judged.run("replay", "--", number, code=2).stderr


def test_wrong_use_is_told(judged: House, mine: Path) -> None:
    declaration = judged.declarations["import"]
    assert "one of the two" in judged.run("replay", declaration, "--law", "shipped", "--as-judged", code=2).stderr
    assert "no folder" in judged.run("replay", declaration, "--law", "nowhere", code=2).stderr
    line = edit(mine, "tolerances.csv", "message_ahead,10,", "message_ahead,nonsense,")
    faulty = judged.run("replay", declaration, "--law", mine, code=2)
    assert f"mine/tolerances.csv:{line}  [value]" in faulty.stdout and "are faulty" in faulty.stderr


def test_attachments_are_examined_again(house: House) -> None:
    row = next(row for row in database.read(house.gateway.engine, tables.submission.select()) if row.attachments)
    digest = row.attachments[0]["sha256"]
    (house.gateway.settings.data / "store" / digest[:2] / digest).unlink()
    assert "missing or damaged" in house.run("replay", row.id, code=2).stderr


def test_nothing_is_kept_by_a_replay(judged: House, later: Path) -> None:
    before = kept(judged)
    for declaration in judged.declarations.values():
        judged.run("replay", declaration, "--law", f"{later}@2026-08-01")
        judged.run("replay", declaration, "--as-judged", code=0)
    assert kept(judged) == before
