"""The clock, passed in wherever time matters so that tests can move it. All times are of Casablanca."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from schemas.days import CASABLANCA as CASABLANCA
from schemas.days import day_of, later

Clock = Callable[[], datetime]


def ahead(clock: Clock, days: int) -> Clock:
    """A clock that runs some days ahead of another one."""
    return lambda: later(clock(), timedelta(days=days))


def casablanca_now() -> datetime:
    """The present moment in Casablanca, to the second: documents show no more."""
    return datetime.now(CASABLANCA).replace(microsecond=0)


def casablanca_today() -> date:
    """The day that it is in Casablanca."""
    return day_of(casablanca_now())
