"""The days on which our table of public holidays and the library `holidays` differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import holidays

from referencekit.page_text import row, table
from schemas.law import Row, shipped


def holidays_part(rows: Sequence[Row] | None = None) -> list[str]:
    """What is compared, and each day that only one of the two has; `rows` are those of our table."""
    ours = _ours(shipped().rows("holidays.csv") if rows is None else rows)
    years = range(min(ours).year, max(ours).year + 1)
    compared = f"with `holidays` {holidays.__version__} (country MA), for {years[0]} to {years[-1]}"
    differing = list(differences(ours, years))
    if not differing:
        return [f"Compared {compared}: **no day differs.**"]
    lines = [f"Compared {compared}; these days differ:", "", *table("day", "our table", "`holidays`")]
    return [*lines, *(row(day.isoformat(), own or "–", theirs or "–") for day, own, theirs in differing)]


def differences(ours: dict[date, str], years: range) -> Iterator[tuple[date, str, str]]:
    """Each day of these years that only one of the two has, with its names there."""
    theirs = holidays.country_holidays("MA", years=list(years), language="en_US")
    for day in sorted(ours.keys() ^ theirs.keys()):
        yield day, ours.get(day, ""), theirs.get(day, "")


def _ours(rows: Sequence[Row]) -> dict[date, str]:
    """The days that are held for holidays now: an estimated day that was announced otherwise is none any more."""
    named = defaultdict(list)
    for each in rows:
        if not each["until"]:
            named[date.fromisoformat(each["date"])].append(each["name_en"])
    return {day: "; ".join(names) for day, names in named.items()}
