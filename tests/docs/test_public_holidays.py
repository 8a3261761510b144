"""docs/days.md lists each day on which our table and the library `holidays` differ, in both directions."""

from __future__ import annotations

from datetime import date

import holidays
from referencekit.public_holidays import holidays_part

from schemas.law import shipped

from .sources import CHECKOUT

ROWS = shipped().rows("holidays.csv")


def test_the_page_says_what_differs_now() -> None:
    page = (CHECKOUT / "docs" / "days.md").read_text(encoding="utf-8")
    assert "\n".join(holidays_part()) in page
    ours = {date.fromisoformat(row["date"]) for row in ROWS}
    theirs = set(holidays.country_holidays("MA", years=range(2025, 2029)))
    assert ("no day differs" in page) == (ours == theirs)
    assert not [day for day in ours ^ theirs if f"| {day} |" not in page]


def test_a_day_that_only_one_of_the_two_has_is_listed() -> None:
    without = [row for row in ROWS if row["date"] != "2026-07-30"]
    own = {**ROWS[0], "date": "2026-07-31", "name_en": "Day of ours"}
    made = holidays_part([*without, own])
    assert made[-2:] == ["| 2026-07-30 | – | Throne Day |", "| 2026-07-31 | Day of ours | – |"]
    assert "no day differs" not in "\n".join(made)


def test_a_day_that_was_announced_otherwise_is_listed_as_announced() -> None:
    estimated, announced = "2027-03-09", "2027-03-11"
    rows = [{**row, "until": "2027-03-08"} if row["date"] == estimated else row for row in ROWS]
    rows.append({**ROWS[0], "date": announced, "name_en": "Eid al-Fitr", "from": "2027-03-08"})
    assert holidays_part(rows)[-2:] == [
        f"| {estimated} | – | Eid al-Fitr (estimated) |",
        f"| {announced} | Eid al-Fitr | – |",
    ]
