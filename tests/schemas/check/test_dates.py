"""Dates at their limits: the day itself is allowed, the next one is told; leap days count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from parsers.xml import read_xml
from schemas.check import check
from schemas.law import current

from .papers import Node, write
from .rule_cases import IMPORT
from .samples import DUM_FORM, sample

OURS = {"DAT-1", "B24-1", "SIG-1", "SIG-2", "B37-5", "B38-1"}
TOLERANCES = current().on(date(2026, 7, 1)).tolerances


def codes_on(root: Node, day: date) -> set[str]:
    """The codes of dates that are found by the law of a day."""
    reading = read_xml(write(root).content)
    assert reading.root is not None and reading.source is not None
    verdict = check(reading.root, reading.source, DUM_FORM, current().on(day), max_findings=100)
    return {each.code for each in verdict.findings} & OURS


@pytest.mark.parametrize("message", [date(2026, 6, 30), date(2028, 2, 29), date(2027, 12, 31)])
def test_a_message_may_be_ahead_of_the_day_by_the_tolerance(message: date) -> None:
    root = sample(IMPORT).put("IssueDateTime", f"{message}T23:59:59")
    allowed = timedelta(days=int(TOLERANCES["message_ahead"]))
    assert codes_on(root, message - allowed) == set()
    assert codes_on(root, message - allowed - timedelta(days=1)) == {"DAT-1"}
    assert codes_on(root, message + timedelta(days=3650)) == set()


@pytest.mark.parametrize("message", [date(2026, 6, 30), date(2028, 1, 15), date(2027, 12, 31)])
def test_an_arrival_may_be_ahead_of_the_message_by_the_tolerance(message: date) -> None:
    last = message + timedelta(days=int(TOLERANCES["anticipation"]))
    root = sample(IMPORT).put("IssueDateTime", f"{message}T00:00:00")
    assert codes_on(root.put("ArrivalDate", last.isoformat()), message) == set()
    late = (last + timedelta(days=1)).isoformat()
    assert codes_on(root.put("ArrivalDate", late), message) == {"B24-1"}


@pytest.mark.parametrize(
    ("path", "code"), [("DeclarantSignature/Date", "SIG-1"), ("GoodsItem:2/PreviousDocument/Date", "B37-5")]
)
def test_the_day_of_the_message_is_its_calendar_day(path: str, code: str) -> None:
    root = sample(IMPORT).put("IssueDateTime", "2028-02-29T00:00:00")
    day = date(2028, 2, 29)
    assert codes_on(root.put(path, "2028-02-29"), day) == set()
    assert codes_on(root.put(path, "2028-03-01"), day) == {code}


@pytest.mark.parametrize("year", ["1000", "2999"])
def test_the_first_and_the_last_year_are_told_and_no_error(year: str) -> None:
    root = sample(IMPORT)
    for path in ("ArrivalDate", "DeclarantSignature/Date", "GoodsItem:1/PreviousDocument/Date"):
        root.put(path, f"{year}-12-31")
    assert codes_on(root, date(2026, 7, 1)) == ({"SIG-2"} if year == "1000" else {"B24-1", "SIG-1", "B37-5"})
    assert "DAT-1" in codes_on(sample(IMPORT).put("IssueDateTime", "2999-12-31T23:59:59"), date(2026, 7, 1))


def test_a_faulty_date_of_the_message_silences_what_needs_it() -> None:
    root = sample(IMPORT).put("IssueDateTime", "hier").put("ArrivalDate", "2062-01-01")
    root.put("DeclarantSignature/Date", "1991-12-31")
    assert codes_on(root, date(2026, 7, 1)) == {"SIG-2"}
