"""Days, months, working days and deadlines: the one known sample, the edges of the calendar, what always holds."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.days import CASABLANCA, add_months, count, dasf_day, day_of, due_by_credit, order_days, working_day_from
from schemas.law import Law, shipped

from .laws import DAY, HOLIDAYS, LAW, law_of

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


def test_the_first_day_is_not_counted() -> None:
    assert count(date(2026, 7, 1), 10) == date(2026, 7, 11)
    assert count(date(2028, 2, 28), 1) == date(2028, 2, 29)
    assert count(DAY, 0) == DAY


def test_the_one_sample_of_a_term_of_credit() -> None:
    assert due_by_credit(date(2026, 6, 25), LAW.deadlines["credit_term"], LAW) == date(2026, 7, 24)


@pytest.mark.parametrize(
    ("assessed", "term", "due"),
    [
        (date(2026, 7, 3), 30, date(2026, 8, 3)),  # the 30th day is a Saturday
        (date(2026, 7, 1), 30, date(2026, 7, 31)),  # Throne Day
        (date(2026, 7, 16), 30, date(2026, 8, 17)),  # Oued Ed-Dahab, then a Saturday and a Sunday
        (date(2026, 12, 1), 1, date(2026, 12, 1)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_a_term_ends_on_a_working_day(assessed: date, term: int, due: date) -> None:
    assert due_by_credit(assessed, term, LAW) == due


@given(DAYS)
def test_a_working_day_is_the_first_from_a_day_and_stays_itself(day: date) -> None:
    found = working_day_from(day, LAW)
    skipped = [day + timedelta(days=each) for each in range((found - day).days)]
    assert found.weekday() < 5 and not LAW.is_holiday(found)
    assert all(each.weekday() >= 5 or LAW.is_holiday(each) for each in skipped)
    assert working_day_from(found, LAW) == found


def test_months_end_with_the_month() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 15), 24) == date(2028, 12, 15)
    assert add_months(date(2026, 11, 30), 1) == date(2026, 12, 30)


@given(DAYS, st.integers(0, 600))
def test_months_keep_the_day_unless_the_month_is_short(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == min(day.day, monthrange(found.year, found.month)[1])


@given(st.dates(), st.integers(0, 10**9))
def test_nothing_falls_out_of_the_calendar(day: date, number: int) -> None:
    assert day <= count(day, number) <= date.max
    assert day <= add_months(day, number) <= date.max
    assert day <= due_by_credit(day, number, LAW) <= date.max


def test_the_notice_and_the_order_after_it() -> None:
    due, noticed = date(2026, 7, 24), dasf_day(date(2026, 7, 24), LAW)
    assert noticed == date(2026, 8, 3)
    assert order_days(due, noticed, LAW) == (date(2026, 8, 24), date(2026, 8, 23))
    assert order_days(due, date(2026, 9, 1), LAW) == (date(2026, 8, 24), date(2026, 9, 21))


def test_deadlines_are_those_of_the_day(tmp_path: Path) -> None:
    header = "name,value,unit,from,until,status,source,note_fr,note_en,note_ar"
    rows = "dasf_after,10,days,,2027-01-01,unconfirmed,x,,,", "dasf_after,15,days,2027-01-01,,unconfirmed,x,,,"
    law = law_of(tmp_path, "deadlines.csv", header, *rows).law
    due = date(2026, 12, 31)
    assert [dasf_day(due, law.on(day)).day for day in (due, date(2027, 1, 1))] == [10, 15]


def test_a_holiday_that_is_announced_otherwise_holds_from_then_on(tmp_path: Path) -> None:
    estimated = "2027-03-09,Aïd Al Fitr,Eid al-Fitr,x,,2027-03-08,unconfirmed,x"
    announced = "2027-03-10,Aïd Al Fitr,Eid al-Fitr,x,2027-03-08,,confirmed,x"
    law: Law = law_of(tmp_path, "holidays.csv", HOLIDAYS, estimated, announced).law
    tuesday = date(2027, 3, 9)
    assert working_day_from(tuesday, law.on(date(2027, 3, 7))) == date(2027, 3, 10)
    assert working_day_from(tuesday, law.on(date(2027, 3, 8))) == tuesday


CHANGES = [date(2025, 2, 23), date(2025, 4, 6), date(2026, 2, 15), date(2026, 3, 22), date(2026, 9, 20)]
"""Sundays on which the clock of Casablanca went back for Ramadan, forward after it, and back for good."""


@pytest.mark.parametrize("sunday", CHANGES)
@pytest.mark.parametrize("clock", [time(0, 30), time(23, 30)])
def test_a_change_of_the_clock_moves_no_day(sunday: date, clock: time) -> None:
    """Half an hour from midnight, where an hour lost or won would change the date, on the days around each change."""
    offsets = set()
    for away in range(-2, 3):
        day = sunday + timedelta(days=away)
        moment = datetime.combine(day, clock, CASABLANCA)
        offsets.add(moment.utcoffset())
        assert day_of(moment) == day_of(moment.astimezone(UTC)) == day
        assert count(day_of(moment), 30) == day + timedelta(days=30)
        assert due_by_credit(day_of(moment), 30, LAW) == due_by_credit(day, 30, LAW)
    assert offsets == {timedelta(0), timedelta(hours=1)}


def test_the_day_of_a_moment_is_that_of_casablanca() -> None:
    assert day_of(datetime(2026, 7, 24, 23, 30, tzinfo=UTC)) == date(2026, 7, 25)
    assert day_of(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)) == date(2026, 3, 1)
    with pytest.raises(ValueError, match="2026"):
        day_of(datetime(2026, 7, 24, 12, 0))


def test_accounts_have_a_unit_and_their_months() -> None:
    terms = {code: LAW.account_terms(code) for code in ("321", "322", "022", "331", "010", "999")}
    assert terms["010"] is terms["999"] is None
    known = {code: (each.unit, each.deadline_months, each.last_months) for code, each in terms.items() if each}
    assert known == {
        "321": ("mass", 6, 24),
        "322": ("mass", 24, 24),
        "022": ("mass", None, None),
        "331": ("supplementary", 6, 24),
    }


def test_each_suspensive_regime_has_terms_and_no_other() -> None:
    regimes = shipped().codelist("regimes")
    suspensive = {code for code, rows in regimes.items() if rows[0]["suspensive"] == "yes"}
    assert suspensive == {code for code in regimes if LAW.account_terms(code)}
