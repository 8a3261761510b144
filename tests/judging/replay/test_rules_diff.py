"""`dumgate rules diff`: an officer changes one line and sees exactly the declarations concerned."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from gateway.ledger import database, tables
from tests.law_tables.folders import edit
from tests.service.declaring import EXAMPLES

from .conftest import DAY, House, ask_freight, kept

pytestmark = pytest.mark.service


def test_an_officer_copies_changes_a_line_and_sees_exactly_the_declarations_concerned(
    judged: House, tmp_path: Path
) -> None:
    mine = tmp_path / "copy"
    judged.run("lists", "copy", mine, code=0)
    edit(mine, "regimes/direct-import.csv", ",20,,allowed,,,,unconfirmed,", ",20,,required,,,,unconfirmed,")
    result = judged.run("rules", "diff", f"current@{DAY}", f"{mine}@{DAY}", code=1)
    without_freight = {
        name for name, id_ in judged.declarations.items() if re.search(f"^{id_} ", result.stdout, re.MULTILINE)
    }
    assert without_freight == {"import-on-credit", "verdict"}
    assert "+ Warning TAB01 [20]" in result.stdout and "Freight" in result.stdout
    assert "unchanged: 7; would now be refused: 0; would now pass: 0; only findings differ: 2" in result.stdout


def test_what_a_confirmed_text_requires_would_now_be_refused_with_its_source(judged: House, mine: Path) -> None:
    ask_freight(mine)
    told = judged.told("rules", "diff", f"shipped@{DAY}", f"{mine}@{DAY}", code=1)
    assert told["summary"] == {
        "judged": 9, "unchanged": 7, "now_refused": 2, "now_passing": 0, "only_findings": 0, "unread": 0
    }  # fmt: skip
    assert judged.names(*told["differences"]) == {"import-on-credit", "verdict"}
    for each in told["differences"]:
        change = each["difference"]
        (new,) = change["new"]
        assert change["gone"] == [] and change["outcome_now"] == "refused"
        assert (new["code"], new["box"], new["severity"]) == ("TAB01", "20", "refused")
        assert new["source"] == "Circulaire d'essai"
    back = judged.told("rules", "diff", f"{mine}@{DAY}", f"shipped@{DAY}", code=1)
    assert (back["summary"]["now_passing"], back["summary"]["now_refused"]) == (2, 0)


def test_a_code_that_ends_concerns_those_that_use_it(judged: House, mine: Path) -> None:
    text = (mine / "codelists" / "offices.csv").read_text(encoding="utf-8")
    row = re.search(r"^411,.*$", text, re.MULTILINE)
    assert row is not None
    edit(
        mine,
        "codelists/offices.csv",
        row[0],
        re.sub(",,,(confirmed|derived|unconfirmed),", r",,2026-07-15,\1,", row[0]),
    )
    told = judged.told("rules", "diff", f"current@{DAY}", f"{mine}@{DAY}", code=1)
    assert judged.names(*told["differences"]) == {"transit"}
    assert "LST01" in {each["code"] for each in told["differences"][0]["difference"]["new"]}
    assert judged.told("rules", "diff", "current@2026-07-14", f"{mine}@2026-07-14", code=0)["differences"] == []


def test_a_tolerance_concerns_those_beyond_it(judged: House, mine: Path) -> None:
    edit(mine, "tolerances.csv", "arrival_age,366,", "arrival_age,0,")
    told = judged.told("rules", "diff", f"current@{DAY}", f"{mine}@{DAY}", code=1)
    assert judged.names(*told["differences"]) == {"import", "again", "transit", "temporary-admission", "verdict"}
    assert {new["code"] for each in told["differences"] for new in each["difference"]["new"]} == {"B24-2"}


def test_a_rule_that_warns_in_place_of_refusing_is_gone_and_new(judged: House, mine: Path) -> None:
    edit(mine, "rules/form.csv", "B03-1,refused,", "B03-1,warned,")
    told = judged.told("rules", "diff", f"current@{DAY}", f"{mine}@{DAY}", code=1)
    assert judged.names(*told["differences"]) == {"faulty"}
    change = told["differences"][0]["difference"]
    assert [(each["code"], each["severity"]) for each in change["gone"]] == [("B03-1", "refused")]
    assert [(each["code"], each["severity"]) for each in change["new"]] == [("B03-1", "warned")]
    assert change["outcome_then"] == change["outcome_now"] == "refused"


def test_a_number_used_before_stays_refused_by_any_law(judged: House, mine: Path) -> None:
    ask_freight(mine, "forbidden")
    told = judged.told("rules", "diff", f"current@{DAY}", f"{mine}@{DAY}", code=1)
    assert judged.names(*told["differences"]) == {"import", "again"}
    again = next(each for each in told["differences"] if each["name"] == judged.declarations["again"])
    assert (again["difference"]["outcome_then"], again["difference"]["outcome_now"]) == ("refused", "refused")
    assert (told["summary"]["now_refused"], told["summary"]["only_findings"]) == (1, 1)


def test_nothing_is_kept_by_a_comparison(judged: House, mine: Path) -> None:
    ask_freight(mine)
    before = kept(judged)
    judged.run("rules", "diff", "current", mine, code=1)
    assert kept(judged) == before


def test_over_a_folder_its_files_are_judged_and_no_link_is_followed(judged: House, mine: Path, tmp_path: Path) -> None:
    ask_freight(mine)
    folder = tmp_path / "dums"
    (folder / "below").mkdir(parents=True)
    shutil.copy(EXAMPLES / "verdict.xml", folder / "below" / "one.XML")
    shutil.copy(EXAMPLES / "transit.xml", folder / "two.xml")
    (folder / "link.xml").symlink_to(EXAMPLES / "verdict.xml")
    (folder / "elsewhere").symlink_to(EXAMPLES)
    (folder / "note.txt").write_text("no declaration")
    os.mkfifo(folder / "pipe.xml")
    (folder / "broken.xml").write_bytes(b"<Declaration")
    told = judged.told("rules", "diff", f"shipped@{DAY}", f"{mine}@{DAY}", "--over", folder, code=1)
    assert [each["name"] for each in told["differences"]] == [str(folder / "below" / "one.XML")]
    assert (told["summary"]["judged"], told["summary"]["unchanged"]) == (3, 2)


def test_a_folder_without_declarations_and_a_gateway_without_data_are_told(judged: House, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert (
        "No .xml file" in judged.run("rules", "diff", "shipped", "shipped", "--over", tmp_path / "empty", code=2).stderr
    )
    nowhere = judged.run("rules", "--data", tmp_path / "empty", "diff", "shipped", "shipped", code=2)
    assert "No gateway has data" in nowhere.stderr
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_damaged_file_is_told_and_the_others_are_judged(house: House, mine: Path) -> None:
    ask_freight(mine)
    row = database.read(house.gateway.engine, tables.submission.select())[0]
    digest = row.body["sha256"]
    (house.gateway.settings.data / "store" / digest[:2] / digest).unlink()
    told = house.told("rules", "diff", "shipped", mine, code=2)
    assert (told["summary"]["judged"], told["summary"]["unread"]) == (8, 1)
    assert [each["difference"] for each in told["differences"]].count(None) == 1
    assert "could not be read" in house.run("rules", "diff", "shipped", mine, code=2).stdout


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_it_speaks_three_languages(judged: House, mine: Path, language: str) -> None:
    ask_freight(mine)
    said = judged.run("rules", "diff", "shipped", mine, "--language", language, code=1).stdout
    assert {"fr": "seraient refusées : 2", "en": "would now be refused: 2", "ar": "ترفض الآن: 2"}[language] in said
