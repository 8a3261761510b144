"""What holds for the rows of every table: days, status, source, and one row at a time for one key."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from gateway.tables.faults import Faults
from gateway.tables.reading import Row, Table

DATED = ["from", "until", "status", "source"]
STATUSES = ("confirmed", "derived", "unconfirmed")
OUR_OWN = ("dumgate:", "dumgate :")
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


def check_word(table: Table, row: Row, column: str, known: Sequence[str], faults: Faults) -> bool:
    """Check that a cell holds one of the words known."""
    if row[column] in known:
        return True
    expected = ", ".join(word or "(-)" for word in known)
    faults.add("word", table.path, row.line, column, value=row[column], expected=expected)
    return False


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
    if not value:
        return None
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    faults.add("day", path, row.line, column, value=value)
    return None
