"""Late interest: none without a rate; else each day's own balance and rate, once rounded, as the sum of its days."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.days import interest

from .laws import LAW, rates

DUE = date(2026, 7, 24)
OPEN = [(date(2026, 6, 25), Decimal(36500))]


def test_without_a_rate_there_is_none() -> None:
    assert LAW.interest_rates == ()
    assert interest(OPEN, DUE, date(2027, 7, 24), LAW) is None


def test_it_runs_from_the_day_after_the_due_date(tmp_path: Path) -> None:
    law = rates(tmp_path, "10,,")
    assert interest(OPEN, DUE, DUE, law) == interest(OPEN, DUE, date(2026, 1, 1), law) == Decimal(0)
    assert interest(OPEN, DUE, DUE + timedelta(days=1), law) == Decimal("10.00")
    assert interest(OPEN, DUE, date(2027, 7, 24), law) == Decimal("3650.00")


def test_the_day_of_a_payment_bears_interest_on_what_was_open_before_it(tmp_path: Path) -> None:
    law = rates(tmp_path, "10,,")
    history = [*OPEN, (date(2026, 7, 26), Decimal(7300)), (date(2026, 7, 28), Decimal(0))]
    expected = {25: "10", 26: "20", 27: "22", 28: "24", 29: "24", 31: "24"}
    assert {day: interest(history, DUE, date(2026, 7, day), law) for day in expected} == {
        day: Decimal(amount) for day, amount in expected.items()
    }


def test_a_payment_that_is_reversed_bears_interest_again(tmp_path: Path) -> None:
    law = rates(tmp_path, "10,,")
    history = [*OPEN, (date(2026, 7, 26), Decimal(0)), (date(2026, 7, 30), Decimal(36500))]
    assert interest(history, DUE, date(2026, 7, 31), law) == Decimal(30)


def test_it_runs_over_several_rates_and_needs_one_for_each_day(tmp_path: Path) -> None:
    law = rates(tmp_path, "20,2027-01-01,", "0,,2026-12-31", "10,2026-12-31,2027-01-01")
    assert interest(OPEN, DUE, date(2027, 1, 2), law) == Decimal(10 + 2 * 20)
    short = rates(tmp_path, "10,2026-07-27,")
    assert interest(OPEN, DUE, date(2026, 7, 31), short) is None
    assert interest(OPEN, date(2026, 7, 26), date(2026, 7, 31), short) == Decimal(50)


def test_a_day_with_nothing_open_needs_no_rate(tmp_path: Path) -> None:
    law = rates(tmp_path, "10,2026-07-27,")
    history = [(date(2026, 6, 25), Decimal(0)), (date(2026, 7, 26), Decimal(36500))]
    assert interest(history, DUE, date(2026, 7, 28), law) == Decimal(20)


def test_it_is_rounded_once_and_half_up(tmp_path: Path) -> None:
    law = rates(tmp_path, "10,,")
    assert interest([(DUE, Decimal("18.25"))], DUE, date(2026, 7, 25), law) == Decimal("0.01")
    assert interest([(DUE, Decimal("18.24"))], DUE, date(2026, 7, 25), law) == Decimal("0.00")
    assert interest([(DUE, Decimal("18.24"))], DUE, date(2026, 7, 27), law) == Decimal("0.01")


@pytest.mark.parametrize("until", [date(9999, 12, 31), date(5000, 1, 1)])
def test_the_end_of_the_calendar_is_no_error(tmp_path: Path, until: date) -> None:
    found = interest([(date.min, Decimal("999999999999999.99"))], date.min, until, rates(tmp_path, "99.9999,,"))
    assert found is not None and found > 0


AMOUNTS = st.decimals(0, 10**6, places=2)
OFFSETS = st.integers(-40, 120)


@given(st.lists(st.tuples(OFFSETS, AMOUNTS), max_size=5), OFFSETS, st.integers(-10, 60), st.decimals(0, 30, places=2))
def test_it_is_the_sum_of_its_days(
    entries: list[tuple[int, Decimal]], until_offset: int, change: int, rate: Decimal
) -> None:
    entries.sort(key=lambda entry: entry[0])
    history = [(DUE + timedelta(days=offset), amount) for offset, amount in entries]
    until, changed = DUE + timedelta(days=until_offset), DUE + timedelta(days=change)
    with tempfile.TemporaryDirectory() as folder:
        law = rates(Path(folder), f"{rate},,{changed}", f"12.5,{changed},")
        found = interest(history, DUE, until, law)
    total, day = Fraction(0), DUE + timedelta(days=1)
    while day <= until:
        before = [amount for begins, amount in history if begins < day]
        total += Fraction(before[-1] if before else 0) * Fraction(rate if day < changed else Decimal("12.5"))
        day += timedelta(days=1)
    exact = total / 36500
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert found == rounded
