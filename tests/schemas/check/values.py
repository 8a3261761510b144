"""Values that a box must not take, from the facets that stand in the XSD (read here as plain XML)."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from schemas.form import Field
from tests.checkout import CHECKOUT

XS = "{http://www.w3.org/2001/XMLSchema}"
XSD = CHECKOUT / "schemas" / "xsd" / "dum.xsd"

NUMBERS = ("douze", "1,5", "1 000", "-1", "+1", "1e3", "NaN", "٣", "9" * 25, "1.23456789", "0x10", ".5", "1\u00a0")
DATES = (
    "29/06/2026",
    "2026-02-30",
    "2026-13-01",
    "2026-6-1",
    "20260629",
    "2026-06-30Z",
    "٢٠٢٦-٠٦-٣٠",
    "hier",
    "2026-06-29\u00a0",
)
MOMENTS = (
    "2026-06-30",
    "2026-06-30 10:15:00",
    "2026-06-30T25:00:00",
    "2026-06-30T10:15:00+01:00",
    "maintenant",
    "\u00a02026-06-30T10:15:00",
)


@lru_cache
def _facets() -> dict[str, dict[str, str]]:
    types = etree.parse(XSD).getroot().findall(f"{XS}simpleType")
    return {
        str(each.get("name")): {
            str(facet.tag).removeprefix(XS): str(facet.get("value")) for facet in each.iterfind(f"{XS}restriction/*")
        }
        for each in types
    }


def illegal(field: Field) -> list[str]:
    """Values of many kinds that the type of this leaf refuses."""
    if field.kind in ("integer", "decimal"):
        return list(NUMBERS)
    if field.kind == "date":
        return list(DATES)
    if field.kind == "datetime":
        return list(MOMENTS)
    facets = _facets()[field.xsd.type.local_name]
    if "maxLength" in facets:
        return ["x" * (int(facets["maxLength"]) + 1), "ش" * (int(facets["maxLength"]) + 1)]
    if "enumeration" in facets:
        return ["9", facets["enumeration"] * 2, "٢", "ap", facets["enumeration"] + "\u2003"]
    given = re.fullmatch(r"\[([^\]]+)\]\{(\d+)(?:,(\d+))?\}", facets["pattern"])
    if given is None:  # more than one part: values that no part of it takes
        return ["?", "é1", "٣", "ab1", "A" * 30, "1" * 30, f"\u00a0{field.example}", f"{field.example},"]
    low, high = int(given[2]), int(given[3] or given[2])
    sound = given[1][0]
    blank = "\u00a0" + sound * low
    return [
        sound * (high + 1),
        blank,
        *([sound * (low - 1)] if low > 1 else []),
        "?" * low,
        "é" * low,
        "٣" * low,
        f"{sound},",
    ]
