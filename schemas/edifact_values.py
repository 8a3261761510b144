"""How values of the DUM are written in CUSDEC: dates, numbers, codes (`edifact/values.csv`), and the message number."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files

WRITTEN_FORMATS = {"date": "102", "time": "204"}
"""The format (2379) in which a date and a time are written, and read where none is named."""

DIGITS_OF_FORMATS = {"102": 8, "101": 6, "203": 12, "204": 14}
"""The formats of 2379 that are read, and how many digits each has: year (in 101 of two digits: of this century), month,
day, then hour, minute, second."""


@lru_cache
def values() -> dict[str, dict[str, str]]:
    """The codes that CUSDEC writes otherwise than the DUM XML: by list, from the code of CUSDEC to the DUM's."""
    text = (files("schemas") / "edifact" / "values.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found: dict[str, dict[str, str]] = {}
    for each in csv.DictReader(lines):
        found.setdefault(each["values"], {})[each["edifact"]] = each["dum"]
    return found


def from_edifact(how: str, text: str, form: str = "") -> str:
    """A value as the DUM XML has it; what cannot be understood stays as it is, and the XSD says so. `form` is the date
    format (2379) beside it, if there is one."""
    if how in WRITTEN_FORMATS:
        return _moment(how, text, form or WRITTEN_FORMATS[how])
    if how == "number":
        return text.replace(",", ".")
    if how == "hex":
        return text.lower()  # UNOA has capitals only
    if how == "function" and text not in values()[how]:
        return f"1225:{text}"  # never one of the DUM's own codes, which mean something else
    return values().get(how, {}).get(text, text)


def _moment(how: str, text: str, form: str) -> str:
    if not (text.isascii() and text.isdigit()) or len(text) != DIGITS_OF_FORMATS.get(form):
        return text
    full = f"20{text}" if form == "101" else text
    if how == "time" and len(full) == 8:
        return text
    day = f"{full[:4]}-{full[4:6]}-{full[6:8]}"
    return day if how == "date" else f"{day}T{full[8:10]}:{full[10:12]}:{full[12:] or '00'}"


def to_edifact(how: str, value: str) -> str:
    """A value as CUSDEC has it."""
    if how in ("date", "time"):
        return re.sub("[-:T]", "", value)
    return next((code for code, own in values().get(how, {}).items() if own == value), value)


def same_number(one: str, other: str) -> bool:
    """True where two texts are the same number."""
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other


def message_number(interchange: str, reference: str) -> str:
    """The message number made of 0020 and 0062: unique where they are.

    Where the two are what `references` gives for a number of digits, that number; else both with a stroke between them.
    """
    before = re.fullmatch("0(?:-([0-9]{1,5}))?", reference)
    if before and re.fullmatch("[0-9]{14}" if before[1] else "[0-9]{1,14}", interchange):
        return (before[1] or "") + interchange
    return "/".join(_printable(each) for each in (interchange, reference))


def _printable(reference: str) -> str:
    """A reference as the number may have it; of another one its beginning and a digest, so that no two are the same."""
    if re.fullmatch("[!-.0-~]{1,14}", reference):
        return reference
    digest = base64.b32encode(hashlib.sha256(reference.encode()).digest()).decode()[:8]
    return re.sub("[^!-.0-}]", "_", reference[:5]) + "~" + digest


def references(number: str) -> tuple[str, str]:
    """0020 and 0062 for a message number: so that `message_number` gives it back.

    A sender uses 0020 once. So all digits of a number stand there; of a long one the last 14, in which it differs from
    the next, and those before them in 0062, as `0-202`.
    """
    if "/" in number:
        interchange, _, reference = number.partition("/")
        return interchange, reference
    before, last = number[:-14], number[-14:]
    return last, f"0-{before}" if before else "0"
