"""Words, numbers and currencies in a printed text: `6 000,00 EUR` is the amount 6000.00 in EUR. Exact, never a float.

Read as printed in many countries: 1 234,56  1.234,56  1,234.56  1'234.56  5950.000, Arabic digits, spaces of any width.
One mark with three digits behind it (1,234) parts thousands, unless the same document prints an amount of the same
currency that has three decimals behind that mark without doubt (TND 12 345,678 makes TND 1,234 a little over one).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from parsers.pdf.wording import CURRENCIES

MOST_DIGITS = 15

_CODES = {printed: code for code, prints in CURRENCIES.items() for printed in prints}
_CURRENCY = "|".join(re.escape(printed) for printed in sorted(_CODES, key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<currency>(?<![^\W\d_])(?:{_CURRENCY})(?![^\W\d_]))"
    r"|(?P<number>[-−(]?\d(?:[\d.,']|\ (?=\d{3}(?!\d)))*-?)"
    r"|(?P<word>[^\W\d_](?:\.?[^\W\d_])*\.?)"
    r"|(?P<other>[^\s:=._*…|/()\[\]'’–—-])",
    re.IGNORECASE,
)
_FORMS = tuple(
    (re.compile(pattern), mark)
    for pattern, mark in (
        (r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{1,4})?", None),
        (r"\d{1,3}(?:\.\d{3})+,\d{1,4}", ","),
        (r"\d{1,3}(?:,\d{3})+\.\d{1,4}", "."),
        (r"\d{1,3}(?:\.\d{3}){2,}", ""),
        (r"\d{1,3}(?:,\d{3}){2,}", ""),
        (r"[1-9]\d{0,2}[.,]\d{3}", "ambiguous"),
        (r"\d+(?:[.,]\d{1,4})?", None),
    )
)
_MARKS = str.maketrans({"٫": ".", "٬": "'", "’": "'", "‘": "'", "ʼ": "'", "′": "'", "،": ","})


@dataclass(frozen=True, slots=True)
class Amount:
    """One printed number.

    `doubtful`: the mark that may part thousands (as it is read) or decimals. `decimals`: the mark in front of three
    decimals. `bare`: an integer without groups, as counts are printed. `currency`: ISO code printed beside it.
    """

    value: Decimal
    currency: str | None = None
    doubtful: str = ""
    decimals: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A currency (`text` is its ISO code), a number, a word (plain capitals), or something else; where it starts."""

    kind: str
    text: str
    start: int


def plain(text: str) -> str:
    """The text with ordinary digits, marks and single spaces, without invisible characters."""
    text = unicodedata.normalize("NFKC", text).translate(_MARKS)
    kept = (each for each in text if unicodedata.category(each) not in ("Cf", "Cc") or each.isspace())
    return " ".join("".join(str(unicodedata.digit(each, each)) for each in kept).split())


def plain_word(text: str) -> str:
    """A word in capitals without accents, vowel signs, tatweel and dots."""
    parts = unicodedata.normalize("NFKD", text.upper())
    return "".join(each for each in parts if unicodedata.category(each) != "Mn" and each not in ".ـ")


def tokens(text: str) -> list[Token]:
    """What stands in a `plain` text, in order; marks that only fill (colons, leader dots, brackets) are left out."""
    found = []
    for match in _TOKEN.finditer(text):
        kind, printed = match.lastgroup or "", match.group()
        if kind == "currency":
            printed = _CODES[printed.upper()]
        elif kind == "word":
            printed = plain_word(printed)
        found.append(Token(kind, printed, match.start()))
    return found


def words(text: str) -> list[str]:
    """The words of a `plain` text as `plain_word` gives them, its numbers as they are."""
    return [
        plain_word(part) for part in re.findall(r"[^\W_]*(?:-[^\W_]+)*\d[\w./-]*|[^\W\d_](?:\.?[^\W\d_])*\.?", text)
    ]


def read_amount(number: str) -> Amount | None:
    """The amount that a number token prints; None where it is no positive number in a form known here."""
    without_cents = number.endswith((",-", ".-"))  # 5.950,-
    number = number.removesuffix("-").rstrip(".,'") if without_cents else number.rstrip(".,'")
    if not 0 < sum(each.isdigit() for each in number) <= MOST_DIGITS:
        return None
    mark = next((mark for pattern, mark in _FORMS if pattern.fullmatch(number)), "none")
    if mark == "none":
        return None
    if mark == "ambiguous":
        doubtful = "" if without_cents else re.sub(r"\d", "", number)
        return Amount(Decimal(re.sub(r"\D", "", number)), doubtful=doubtful)
    integer, point, fraction = number, "", ""
    if mark != "" and (last := re.search(r"[.,](?=\d{1,4}$)", number)):
        integer, point, fraction = number[: last.start()], last.group(), number[last.end() :]
    value = Decimal(re.sub(r"\D", "", integer) + (f".{fraction}" if fraction else ""))
    return Amount(value, decimals=point if len(fraction) == 3 else "", bare=number.isdigit())
