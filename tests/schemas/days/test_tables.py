"""The tables of days as they come with the program: what is estimated says so, and nothing of them is confirmed."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from schemas.law import shipped

MOON = {"Eid al-Fitr": 2, "Eid al-Adha": 2, "Islamic New Year": 1, "Prophet's Birthday": 2}
"""Holidays of the lunar calendar, with the days that each has in a year."""
TABLES = ["deadlines.csv", "holidays.csv", "regime_accounts.csv"]


@pytest.mark.parametrize("path", TABLES)
def test_nothing_is_confirmed_and_our_own_choice_says_so(path: str) -> None:
    rows = shipped().rows(path)
    assert rows and {row["status"] for row in rows} <= {"derived", "unconfirmed"}
    assert all(row["status"] == "unconfirmed" for row in rows if row["source"].startswith("dumgate:"))
    assert not any(row["from"] or row["until"] for row in rows)


def test_no_rate_of_interest_comes_with_the_program() -> None:
    assert shipped().rows("interest.csv") == []


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_each_year_has_its_holidays_and_those_of_the_moon_are_estimated(year: int) -> None:
    rows = [row for row in shipped().rows("holidays.csv") if date.fromisoformat(row["date"]).year == year]
    estimated = [row for row in rows if row["status"] == "unconfirmed"]
    assert Counter(row["name_en"] for row in estimated) == MOON
    assert all("estimated" in row["source"] for row in estimated)
    fixed = {row["date"][5:] for row in rows if row["status"] == "derived"}
    always = {"01-01", "01-11", "01-14", "05-01", "07-30", "08-14", "08-20", "08-21", "11-06", "11-18"}
    assert fixed == (always if year < 2026 else always | {"10-31"})


def test_the_deadlines_of_the_program() -> None:
    deadlines = shipped().on(date(2026, 11, 24)).deadlines
    assert deadlines == {"dasf_after": 10, "order_after_due": 30, "order_after_notice": 20, "credit_term": 30}
    assert {row["unit"] for row in shipped().deadline_rows} == {"days"}
    assert {row["name"]: row["status"] for row in shipped().deadline_rows}["dasf_after"] == "unconfirmed"
