"""How days are counted: terms of credit, deadlines, notices and late interest. Pure; in words in docs/days.md.

Only one date of payment was ever seen: an assessment sheet of 25 June 2026, payable by 24 July 2026, on a credit of 30
days. All else here is our own choice, unless it says otherwise. A day is a date in Casablanca: a change of the clock
never moves one. What would fall after the last day of the calendar (31 December 9999) falls on it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from schemas.zone import casablanca

if TYPE_CHECKING:
    from schemas.law import LawOfDay

CASABLANCA = casablanca()
"""The zone of every local time, whatever the machine says."""

SATURDAY = 5
DAYS_OF_YEAR = 365
"""Days by which a rate per year is divided, in leap years too."""

_ONE_DAY = timedelta(days=1)
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


def day_of(moment: datetime) -> date:
    """The day of a moment in Casablanca. Raises ValueError for a moment that has no time zone."""
    return in_casablanca(moment).date()


def local_moment(wall: datetime) -> datetime:
    """The moment in Casablanca that a sender means by a time without a zone.

    Of an hour that came twice it is the first one: the earlier moment is never in the future because of us. A time that
    the clock left out is read by the hour before: 02:30 on 22 March 2026 was 03:30.
    """
    return in_casablanca(wall.replace(tzinfo=CASABLANCA, fold=0))


def in_casablanca(moment: datetime) -> datetime:
    """The same moment as the clock of Casablanca shows it. Raises ValueError for one that has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without zone: {moment}")
    # by way of UTC: a time of this zone would stay as it is, also one that the clock never showed
    return moment.astimezone(UTC).astimezone(CASABLANCA)


def later(moment: datetime, by: timedelta) -> datetime:
    """The moment in Casablanca so much time after another one; after 24 hours the clock may show another time."""
    return in_casablanca(moment.astimezone(UTC) + by)


def count(day: date, days: int) -> date:
    """The day that is so many calendar days after `day`, which itself does not count: 1 July and 10 days, 11 July."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def working_day_from(day: date, law: LawOfDay) -> date:
    """`day`, or the next that is no Saturday, no Sunday and no public holiday."""
    while (day.weekday() >= SATURDAY or law.is_holiday(day)) and day < date.max:
        day += _ONE_DAY
    return day


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is too short: 31 January and 1, 28 February."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if years > date.max.year:
        return date.max
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def due_by_credit(assessed: date, term_days: int, law: LawOfDay) -> date:
    """The day by which duties assessed on `assessed` are payable on removal credit of so many days.

    The first day counts: 25 June 2026 and 30 days, 24 July 2026 (the one sample). A day that is no working day gives
    way to the next that is one. A term below one day is one of one day.
    """
    return working_day_from(count(assessed, max(term_days, 1) - 1), law)


def dasf_day(due_on: date, law: LawOfDay) -> date:
    """The day from which the last notice without charge (DASF) is issued for a claim that is still open."""
    return count(due_on, law.deadlines["dasf_after"])


def order_days(due_on: date, noticed_on: date, law: LawOfDay) -> tuple[date, date]:
    """The first days on which an enforcement order may follow: by the due date, and by the day of the DASF.

    The later of the two decides. Source: La Vie éco on law 15-97, second-hand: only after 30 days from the due date, so
    from the 31st on; at least 20 days after the DASF, so from the 20th on.
    """
    by_due_date = count(due_on, law.deadlines["order_after_due"] + 1)
    return by_due_date, count(noticed_on, law.deadlines["order_after_notice"])


def interest(
    balance_history: Sequence[tuple[date, Decimal]], due_on: date, until: date, law: LawOfDay
) -> Decimal | None:
    """Late interest (MAD, to the centime, half up) of a claim from the day after `due_on` to `until`, both included.

    `balance_history` says what was open (MAD) from which day on, in the order of the events. A day bears interest on
    what was open when it began: the day of a payment does so still on the amount before it. Simple interest, at the
    rate per year of each day, on 365 days; rounded once, at the end. None where no rate was set for a day that bears
    interest.
    """
    if not law.interest_rates:
        return None
    total = Decimal(0)
    for begins, ends, balance in _balances(balance_history, count(due_on, 1), count(until, 1)):
        borne = 0
        for rate in law.interest_rates:
            days = (min(ends, rate.ends) - max(begins, rate.begins)).days
            if days > 0:
                borne += days
                total = _EXACT.add(total, _EXACT.multiply(_EXACT.multiply(balance, rate.rate), Decimal(days)))
        if borne != (ends - begins).days:
            return None
    return _EXACT.divide(total, Decimal(100 * DAYS_OF_YEAR)).quantize(Decimal("0.01"), context=_EXACT)


def _balances(history: Sequence[tuple[date, Decimal]], first: date, end: date) -> Iterator[tuple[date, date, Decimal]]:
    """The balances above 0 from `first` until before `end`, each with its days: from the day after it came."""
    ordered = sorted(history, key=lambda entry: entry[0])
    for number, (day, balance) in enumerate(ordered):
        begins = max(count(day, 1), first)
        ends = min(count(ordered[number + 1][0], 1), end) if number + 1 < len(ordered) else end
        if begins < ends and balance > 0:
            yield begins, ends, balance
