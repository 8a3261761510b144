"""How amounts, rates and times are shown to people: one place, in French, English and Arabic of Morocco."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from schemas.days import day_of, in_casablanca

LOCALES = {"fr": "fr_MA", "en": "en_GB", "ar": "ar_MA"}
NO_BREAK_SPACE = "\u00a0"
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u061c"))


def amount(value: Decimal, decimals: int = 2) -> str:
    """An amount in figures, the same on the whole page in every language: 1 234 567,50 with no-break spaces.

    One form, that of fr_MA, because two forms of one amount on one receipt would be two amounts to a quick reader.
    """
    pattern = "#,##0." + "0" * decimals + "#" * max(0, 8 - decimals)
    return str(format_decimal(value, format=pattern, locale=LOCALES["fr"])).replace("\u202f", NO_BREAK_SPACE)


def money(value: Decimal, currency: str = "MAD") -> str:
    """An amount with its currency behind it: 1 234 567,50 MAD, in one line, the same in every language."""
    return f"{amount(value)}{NO_BREAK_SPACE}{currency}"


def mass(value: Decimal) -> str:
    """A mass in kilograms: 1 234,50 kg."""
    return f"{amount(value)}{NO_BREAK_SPACE}kg"


def rate(value: Decimal) -> str:
    """A percentage: 2,5 % with a no-break space."""
    return str(format_decimal(value, format="0.######", locale=LOCALES["fr"])) + NO_BREAK_SPACE + "%"


def day(time: datetime | date, language: str) -> str:
    """The day in Casablanca with the month in words: 25 novembre 2026, 25 November 2026, 25 نونبر 2026."""
    local = day_of(time) if isinstance(time, datetime) else time
    words = str(format_date(local, "d MMMM y", locale=LOCALES[language])).translate(_MARKS)
    return f"1er{words[1:]}" if language == "fr" and local.day == 1 else words


def clock(time: datetime) -> str:
    """The time of day in Casablanca, 24 hours: 14:05."""
    return in_casablanca(time).strftime("%H:%M")


def day_and_time(time: datetime, language: str) -> str:
    """Day with the month in words, and time of day, in Casablanca."""
    return f"{day(time, language)}, {clock(time)}" if language != "ar" else f"{day(time, language)}، {clock(time)}"
