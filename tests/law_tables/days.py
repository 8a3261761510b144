"""The days of these tests."""

from __future__ import annotations

from datetime import date, datetime

from gateway.clock import CASABLANCA

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=CASABLANCA)
