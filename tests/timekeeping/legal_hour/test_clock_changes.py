"""What a local time means about a change of the clock, and that moments are compared and moved as what they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cli.told import instant
from gateway.clock import ahead
from gateway.history.as_of import instant_of
from schemas.days import CASABLANCA, dasf_day, day_of, due_by_credit, in_casablanca, later, local_moment
from tests.schemas.days.laws import LAW

HOUR = timedelta(hours=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("wall", "meant"),
    [
        ("2026-02-15T01:59:59", "2026-02-15T01:59:59+01:00"),
        ("2026-02-15T02:30:00", "2026-02-15T02:30:00+01:00"),  # twice: the clock goes back at 03:00 for Ramadan
        ("2026-02-15T03:00:00", "2026-02-15T03:00:00+00:00"),
        ("2026-03-22T01:59:59", "2026-03-22T01:59:59+00:00"),
        ("2026-03-22T02:30:00", "2026-03-22T03:30:00+01:00"),  # never: it goes forward at 02:00 after Ramadan
        ("2026-03-22T03:00:00", "2026-03-22T03:00:00+01:00"),
        ("2026-09-20T00:59:59", "2026-09-20T00:59:59+01:00"),
        ("2026-09-20T01:30:00", "2026-09-20T01:30:00+01:00"),  # twice: it goes back at 02:00 for good
        ("2026-09-20T02:30:00", "2026-09-20T02:30:00+00:00"),
        ("2026-12-31T23:30:00", "2026-12-31T23:30:00+00:00"),
        ("2027-02-20T12:00:00", "2027-02-20T12:00:00+00:00"),  # a Ramadan that changes no clock
        ("2027-07-01T12:00:00", "2027-07-01T12:00:00+00:00"),
    ],
)
def test_a_time_without_zone_has_one_meaning(wall: str, meant: str) -> None:
    given_fold = datetime.fromisoformat(wall).replace(fold=1)
    assert local_moment(datetime.fromisoformat(wall)).isoformat() == local_moment(given_fold).isoformat() == meant
    assert instant_of(wall).isoformat() == meant


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)))
def test_a_time_without_zone_keeps_its_day(wall: datetime) -> None:
    meant = local_moment(wall)
    assert day_of(meant) == wall.date()
    assert in_casablanca(meant) == meant and meant.replace(tzinfo=None) - wall in (timedelta(0), HOUR)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)), st.timedeltas(timedelta(0), timedelta(days=90)))
def test_later_is_so_much_later(wall: datetime, by: timedelta) -> None:
    begun = local_moment(wall)
    assert later(begun, by).astimezone(UTC) - begun.astimezone(UTC) == by
    assert ahead(lambda: begun, 3)().astimezone(UTC) == begun.astimezone(UTC) + timedelta(days=3)


def test_python_itself_would_be_wrong_in_the_hour_that_came_twice() -> None:
    first, second = utc(2026, 9, 20, 0, 50).astimezone(CASABLANCA), utc(2026, 9, 20, 1, 10).astimezone(CASABLANCA)
    assert first > second  # why moments are compared in UTC
    assert later(first, timedelta(minutes=20)).isoformat() == second.isoformat() == "2026-09-20T01:10:00+00:00"


@pytest.mark.parametrize(
    ("last", "first_of_next"),
    [
        (utc(2026, 2, 14, 22, 59, 59), date(2026, 2, 15)),  # +01
        (utc(2026, 2, 15, 23, 59, 59), date(2026, 2, 16)),  # Ramadan
        (utc(2026, 3, 21, 23, 59, 59), date(2026, 3, 22)),
        (utc(2026, 3, 22, 22, 59, 59), date(2026, 3, 23)),  # +01 again
        (utc(2026, 9, 19, 22, 59, 59), date(2026, 9, 20)),
        (utc(2026, 9, 20, 23, 59, 59), date(2026, 9, 21)),  # +00 for good
        (utc(2026, 12, 31, 23, 59, 59), date(2027, 1, 1)),
    ],
)
def test_a_day_ends_at_midnight_in_casablanca(last: datetime, first_of_next: date) -> None:
    assert day_of(last) == first_of_next - timedelta(days=1)
    assert day_of(last + timedelta(seconds=1)) == first_of_next


@pytest.mark.parametrize(
    ("assessed", "due"),
    [
        (utc(2026, 2, 5, 22, 30), date(2026, 3, 6)),  # 23:30 on the 5th; Ramadan begins in between
        (utc(2026, 2, 5, 23, 30), date(2026, 3, 9)),  # 00:30 on the 6th; the 30th day is a Saturday
        (utc(2026, 3, 4, 23, 30), date(2026, 4, 2)),  # 23:30 on the 4th, in Ramadan, which ends in between
        (utc(2026, 9, 3, 23, 30), date(2026, 10, 5)),  # 00:30 on the 4th; UTC+1 ends in between, then a Saturday
        (utc(2026, 9, 20, 0, 30), date(2026, 10, 19)),  # the hour that came twice, first
        (utc(2026, 9, 20, 1, 30), date(2026, 10, 19)),  # and again
        (utc(2026, 12, 31, 23, 30), date(2027, 1, 29)),  # 23:30 on the last day of the year
        (utc(2027, 1, 1, 0, 0), date(2027, 2, 1)),  # midnight; the 30th day is a Saturday
    ],
)
def test_a_due_date_across_each_change(assessed: datetime, due: date) -> None:
    assert due_by_credit(day_of(assessed), 30, LAW) == due
    assert dasf_day(due, LAW) == due + timedelta(days=10)


def test_midnight_is_the_beginning_of_a_day() -> None:
    for day in (date(2026, 2, 15), date(2026, 3, 22), date(2026, 9, 20), date(2027, 1, 1)):
        midnight = local_moment(datetime.combine(day, time()))
        assert day_of(midnight) == day and day_of(later(midnight, -timedelta(seconds=1))) == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ""),
        ("2026-07-01T09:30:00+01:00", "2026-07-01 09:30"),
        ("2027-01-01T00:30:00+01:00", "2026-12-31 23:30"),  # written by old zone data
        ("2026-07-01T09:30:00Z", "2026-07-01 10:30"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01 00:00:00+14:00"),  # before the calendar begins in Casablanca
    ],
)
def test_people_are_shown_the_legal_hour(text: str | None, shown: str) -> None:
    assert instant(text) == shown
