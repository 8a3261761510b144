"""Amounts and currencies as invoices print them in several countries: exact decimals, or nothing where it is unclear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from schemas.law import shipped

SIGNS = {
    "EUR": ("€", "euro", "euros", "eur", "يورو", "اورو"),
    "USD": ("$", "us$", "$us", "usd$", "دولار"),
    "GBP": ("£", "gbp£"),
    "MAD": ("dh", "dhs", "dirham", "dirhams", "د.م", "درهم", "دراهم"),
    "CHF": ("sfr", "fr.s"),
    "TRY": ("₺", "tl"),
    "INR": ("₹",),
    "CNY": ("rmb",),
}
"""Signs and words for currencies besides the ISO 4217 codes. $ is read as the dollar of the United States, DH as the
Moroccan dirham (dumgate: our own choice); ¥ is left out, for it is the yen and the yuan."""

THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies of a thousand parts (ISO 4217, minor unit 3): 1,234 of them may be either."""

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬’‘`´", "01234567890123456789,.''''")
# Arabic decimal and thousands signs become those of a French page, which stand for the same when both are there.
_THOUSANDS = r"\d{1,3}(?:%s\d{3}){1,4}"
_FORMS = (
    re.compile(rf"({_THOUSANDS % ' '})(?:[.,](\d{{1,3}}))?"),
    re.compile(rf"({_THOUSANDS % chr(39)})(?:[.,](\d{{1,3}}))?"),
    re.compile(rf"({_THOUSANDS % '[.]'}),(\d{{1,3}})"),
    re.compile(rf"({_THOUSANDS % ','})[.](\d{{1,3}})"),
    re.compile(r"(\d{1,3}(?:[.]\d{3}){2,4})()"),
    re.compile(r"(\d{1,3}(?:,\d{3}){2,4})()"),
    re.compile(r"(\d{1,15})(?:[.,](\d{1,2}))?"),
    re.compile(r"(\d{4,15}|0)[.,](\d{3})"),
)
"""Whole part and decimals; the first form that fits the whole print."""

_UNCLEAR = re.compile(r"([1-9]\d{0,2})([.,])(\d{3})")
_THREE = re.compile(r"(?:\d{4,15}|0|\d{1,3}(?:[ '.,]\d{3})+)([.,])\d{3}")


def plain_digits(text: str) -> str:
    """The text with Western digits and separators in the place of Arabic ones and of typographic apostrophes."""
    return text.translate(_DIGITS)


def amount(printed: str, currency: str | None = None, three_decimals: Iterable[str] = ()) -> Decimal | None:
    """The number that is printed, with Western digits; None where it is none, or may be two.

    One separator with three digits behind it (`1,234`) is one of thousands, unless it is in `three_decimals` (the
    marks that stand before three decimals elsewhere on the document); with a currency of a thousand parts it is unclear
    (dumgate: our own choice).
    """
    if unclear := _UNCLEAR.fullmatch(printed):
        whole, mark, rest = unclear.groups()
        if mark in three_decimals:
            return Decimal(f"{whole}.{rest}")
        return None if currency in THREE_DECIMALS else Decimal(whole + rest)
    for form in _FORMS:
        if found := form.fullmatch(printed):
            return Decimal(f"{re.sub('[^0-9]', '', found[1])}.{found[2] or ''}")
    return None


def mark_of_three_decimals(printed: str) -> str | None:
    """The mark before three decimals, where the print can be nothing else (`5950.000`, `1 234,500`)."""
    found = None if _UNCLEAR.fullmatch(printed) else _THREE.fullmatch(printed)
    # A mark that comes more than once is that of the thousands: 1.234.567 has no decimals.
    return found[1] if found and printed.count(found[1]) == 1 else None


@cache
def _currencies() -> dict[str, str]:
    """Codes and signs, as printed, to ISO codes."""
    codes = {code: code for code in shipped().codelist("currencies")}
    return codes | {sign: code for code, signs in SIGNS.items() for sign in signs}


def currency(printed: str) -> str | None:
    """The ISO code of a currency's code (capitals only) or sign; None for any other word."""
    text = unicodedata.normalize("NFKC", printed).strip("()[]:*")
    known = _currencies()
    return known.get(text) or known.get(text.casefold().strip(".")) if text else None
