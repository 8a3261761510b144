"""The clock, passed in wherever time matters so that tests can move it. All times are of Casablanca."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

CASABLANCA = ZoneInfo("Africa/Casablanca")

Clock = Callable[[], datetime]


def casablanca_now() -> datetime:
    """The present moment in Casablanca, to the second: documents show no more."""
    return datetime.now(CASABLANCA).replace(microsecond=0)
