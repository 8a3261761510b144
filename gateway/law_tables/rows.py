"""What holds for the rows of every table: days, status, source, and one row at a time for one key."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from gateway.law_tables.table_faults import Faults
from gateway.law_tables.table_reading import Row, Table

DATED = ["from", "until", "status", "source"]
STATUSES = ("confirmed", "derived", "unconfirmed")
OUR_OWN = ("dumgate:", "dumgate :")
MOST = 9999
"""The most days or months that a cell may give: enough for any, and no day falls out of the calendar."""
_DIGITS = re.compile(r"[0-9]{1,4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check_rows(table: Table, key: Sequence[str], faults: Faults, *, source_in_head: bool = False) -> None:
    """Check days, status and source of each row, and that rows of one key do not overlap."""
    spans: dict[tuple[str, ...], list[tuple[date, date, Row]]] = defaultdict(list)
    for row in table.rows:
        _check_origin(table.path, row, faults, source_in_head)
        begins, ends = (_day(table.path, row, column, faults) for column in ("from", "until"))
        if begins and ends and begins >= ends:
            faults.add("days-order", table.path, row.line, "until", begins=row["from"], ends=row["until"])
        else:
            span = (begins or date.min, ends or date.max, row)
            spans[tuple(row[column] for column in key)].append(span)
    for name, of_one in spans.items():
        of_one.sort(key=lambda span: span[:2])
        for (_, until, one), (begins, _, other) in pairwise(of_one):
            if begins < until:
                shown = " ".join(filter(None, name))
                faults.add("overlap", table.path, other.line, key[0], value=shown, other=str(one.line))


def check_always(table: Table, name: str, rows: Sequence[Row], faults: Faults, *, open_sides: bool = False) -> None:
    """Check that between the rows of one name no day is left out; nor before and after them, unless `open_sides`."""
    ordered = sorted(rows, key=lambda row: row["from"])
    first = _as_day(ordered[0]["from"]) if ordered and not open_sides else None
    if first and first > date.min:
        before = date.fromordinal(first.toordinal() - 1)
        faults.add("gap", table.path, ordered[0].line, "from", value=name, day=before.isoformat())
    for row, begins in zip(ordered, [*(_as_day(row["from"]) for row in ordered[1:]), date.max], strict=False):
        ends = _as_day(row["until"])
        if ends and begins and ends < begins and not (open_sides and row is ordered[-1]):
            faults.add("gap", table.path, row.line, "until", value=name, day=ends.isoformat())


def check_word(table: Table, row: Row, column: str, known: Sequence[str], faults: Faults) -> bool:
    """Check that a cell holds one of the words known."""
    if row[column] in known:
        return True
    expected = ", ".join(word or "(-)" for word in known)
    faults.add("word", table.path, row.line, column, value=row[column], expected=expected)
    return False


def check_whole(table: Table, row: Row, column: str, least: int, faults: Faults) -> int | None:
    """The whole number in a cell, from `least` to MOST; None, with a fault, where there is none."""
    value = row[column]
    if _DIGITS.fullmatch(value) and least <= int(value) <= MOST:
        return int(value)
    faults.add("whole", table.path, row.line, column, value=value, least=str(least), most=str(MOST))
    return None


def check_day(table: Table, row: Row, column: str, faults: Faults) -> date | None:
    """The day in a cell, which must hold one; None, with a fault, where there is none."""
    if not row[column]:
        faults.add("day", table.path, row.line, column, value="")
    return _day(table.path, row, column, faults)


def is_amount(text: str) -> bool:
    """True for a decimal number from 0, with a point."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return text.isascii() and value.is_finite() and 0 <= value < 10**15 and "e" not in text.lower() and "_" not in text


def _check_origin(path: str, row: Row, faults: Faults, source_in_head: bool) -> None:
    if row["status"] not in STATUSES:
        faults.add("status", path, row.line, "status", value=row["status"])
    if not row["source"]:
        if not source_in_head:
            faults.add("source", path, row.line, "source")
    elif row["status"] == "confirmed" and row["source"].startswith(OUR_OWN):
        faults.add("confirmed-own", path, row.line, "status")


def _day(path: str, row: Row, column: str, faults: Faults) -> date | None:
    value = row[column]
    found = _as_day(value)
    if value and found is None:
        faults.add("day", path, row.line, column, value=value)
    return found


def _as_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None
