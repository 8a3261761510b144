"""Two folders of tables side by side: rows added, removed and changed, by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.law_tables.diff import Change, differences
from schemas.law import Law

from .folders import edit, tables_at

OFFICES = "codelists/offices.csv"
IMPORT = "regimes/direct-import.csv"
AGADIR = "100,Agadir,Agadir,أكادير,,,derived,"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tables_at(tmp_path / "tables")


def changes(folder: Path, edits: list[tuple[str, str, str]]) -> list[Change]:
    before = Law(folder).files()
    for path, old, new in edits:
        edit(folder, path, old, new)
    return list(differences(before, Law(folder).files()))


def test_the_same_tables_do_not_differ(folder: Path) -> None:
    assert changes(folder, [(OFFICES, "# Customs offices", "# The customs offices")]) == []


def test_a_cell_that_changes_is_told_with_both_values(folder: Path) -> None:
    (change,) = changes(folder, [(OFFICES, AGADIR, AGADIR.replace("derived", "confirmed"))])
    assert (change.kind, change.path, change.key, change.begins) == ("changed", OFFICES, "100", "")
    assert change.columns == {"status": ("derived", "confirmed")}


def test_a_dated_change_is_the_end_of_one_row_and_a_new_one(folder: Path) -> None:
    ended = AGADIR.replace(",,,derived,", ",,2027-01-01,derived,")
    new = AGADIR.replace(",,,derived,", ",2027-01-01,,derived,").replace("100,Agadir,", "100,Agadir port,")
    old, added = changes(folder, [(OFFICES, AGADIR, f"{new}A source\n{ended}")])
    assert (old.kind, old.columns) == ("changed", {"until": ("", "2027-01-01")})
    assert (added.kind, added.begins, added.columns["name_fr"]) == ("added", "2027-01-01", ("", "Agadir port"))


def test_rows_of_a_regime_table_and_tolerances_have_their_own_keys(folder: Path) -> None:
    found = changes(
        folder,
        [
            (IMPORT, "\n,16,,", "\n010,16,,allowed,,,,derived,x\n,16,,"),
            ("tolerances.csv", "invoice,0.01,", "invoice,0.05,"),
        ],
    )
    assert [(each.kind, each.key) for each in found] == [("added", "010 16"), ("changed", "invoice")]


def test_deadlines_holidays_rates_and_accounts_have_their_own_keys(folder: Path) -> None:
    rates = "rate,period,from,until,status,source"
    found = changes(
        folder,
        [
            ("deadlines.csv", "credit_term,30,", "credit_term,60,"),
            ("holidays.csv", "2027-08-14,Aïd Al Mawlid,", "2027-08-16,Aïd Al Mawlid,"),
            ("interest.csv", rates, f"{rates}\n1,year,2027-01-01,,derived,x"),
            ("regime_accounts.csv", "\n321,mass,6,24,", "\n321,mass,6,18,"),
        ],
    )
    assert [(each.kind, each.key) for each in found] == [
        ("changed", "credit_term"),
        ("removed", "2027-08-14 Aïd Al Mawlid"),
        ("added", "2027-08-16 Aïd Al Mawlid"),
        ("added", "year"),
        ("changed", "321"),
    ]
    assert found[-2].begins == "2027-01-01" and found[-1].columns == {"last_months": ("24", "18")}


def test_a_file_that_is_gone_has_all_rows_removed(folder: Path) -> None:
    before = Law(folder).files()
    rows = len(Law(folder).rows(OFFICES))
    (folder / OFFICES).unlink()
    found = list(differences(before, Law(folder).files()))
    assert {each.kind for each in found} == {"removed"}
    assert len(found) == rows


def test_a_code_that_stands_twice_is_not_lost(folder: Path) -> None:
    found = changes(folder, [(OFFICES, AGADIR, f"{AGADIR}x\n{AGADIR}")])
    assert [(each.kind, each.key) for each in found] == [("changed", "100"), ("added", "100")]
