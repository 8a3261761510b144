"""The code lists: each row dated, sourced and with a status, each code once at a time."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations

import pytest

from schemas.law import current

from .sources import ROOT

FORMS = {"regimes": r"[0-9]{3}", "regime_families": r"[a-z-]+", "offices": r"[0-9]{3}", "duty_types": r"[0-9]{6}"}
COLUMNS = ["code", "name_fr", "name_en", "name_ar", "from", "until", "status", "source"]


def read(name: str) -> list[dict[str, str]]:
    return rows(f"codelists/{name}.csv")


def days(row: dict[str, str]) -> tuple[date, date]:
    begins = date.fromisoformat(row["from"]) if row["from"] else date.min
    return begins, date.fromisoformat(row["until"]) if row["until"] else date.max


def overlap(one: dict[str, str], other: dict[str, str]) -> bool:
    """True where both rows hold on some day; `until` is the first day on which a row no longer holds."""
    return max(days(one)[0], days(other)[0]) < min(days(one)[1], days(other)[1])


def test_every_list_is_tested_here() -> None:
    assert {path.stem for path in (ROOT / "schemas" / "codelists").glob("*.csv")} == set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_rows_are_complete(name: str) -> None:
    for row in read(name):
        assert list(row)[: len(COLUMNS)] == COLUMNS
        assert None not in row and None not in row.values(), row["code"]
        assert re.fullmatch(FORMS[name], row["code"]), row["code"]
        assert all(row[column].strip() for column in ("name_fr", "name_en", "name_ar", "source")), row["code"]
        assert row["status"] in ("confirmed", "derived", "unconfirmed"), row["code"]
        assert days(row)[0] < days(row)[1], row["code"]


@pytest.mark.parametrize("name", FORMS)
def test_a_code_has_one_row_at_a_time(name: str) -> None:
    for one, other in combinations(read(name), 2):
        assert one["code"] != other["code"] or not overlap(one, other), one["code"]


def test_validity_is_half_open() -> None:
    old = {"from": "", "until": "2026-07-01"}
    assert not overlap(old, {"from": "2026-07-01", "until": ""})
    assert overlap(old, {"from": "2026-06-30", "until": ""})


def test_families_exist_and_are_all_used() -> None:
    families = {row["code"]: row for row in read("regime_families")}
    assert {row["family"] for row in read("regimes")} == set(families)
    assert {row["payer_box"] for row in families.values()} == {"2", "8"}
    assert {row["direction"] for row in families.values()} == {"import", "export", "other"}
    assert all((row["payer_box"] == "2") == (row["direction"] == "export") for row in families.values())


def test_regimes() -> None:
    regimes = {row["code"]: row for row in read("regimes")}
    assert len(regimes) == 108
    assert not {"000", "991", "992"} & set(regimes)
    assert {row["temporary_admission"] for row in regimes.values()} == {"yes", ""}
    families = {"010": "direct-import", "022": "economic-import", "060": "direct-export", "085": "transit"}
    assert {code: regimes[code]["family"] for code in families} == families
    assert regimes["022"]["temporary_admission"] == "yes"
    assert regimes["010"]["temporary_admission"] == ""


def test_offices_and_duties() -> None:
    offices = {row["code"]: row["name_fr"] for row in read("offices")}
    assert len(offices) == 49
    assert (offices["300"], offices["309"]) == ("Casablanca-MEAD", "Casablanca-Port")
    levels = {row["code"]: row["level"] for row in read("duty_types")}
    assert len(levels) == 8
    assert set(levels.values()) == {"article", "declaration"}
    assert (levels["000110"], levels["002701"]) == ("article", "declaration")
