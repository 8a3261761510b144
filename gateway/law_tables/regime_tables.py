"""Checks the tables of the families of régimes: known régimes, boxes, elements and words, and a row for each box."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from gateway.law_tables.rows import DATED, check_rows, check_word
from gateway.law_tables.table_faults import Faults
from gateway.law_tables.table_reading import Row, Table
from schemas.form import Field, form

COLUMNS = ["regime", "box", "element", "need", "holds", *DATED]
NEEDS = ("required", "allowed", "forbidden")
COUNTRY = r"country:-?[A-Z]{2}"
HOLDS = {
    "9": "principal",
    "11": COUNTRY,
    "14": f"{COUNTRY}|office",
    "26": "office",
    "34": "AP|SP",
    "37": r"ds|dum|dum:discharges|dum:[0-9]{3}( [0-9]{3})*",
}
"""What each box can be asked to hold: patterns of one word."""


def check_regimes(tables: Mapping[str, Table], lists: Mapping[str, Table], faults: Faults) -> None:
    """Check the tables of families, by family, against the lists of régimes and families."""
    families = {row["code"]: row.line for row in lists["regime_families"].rows} if "regime_families" in lists else {}
    family_of = {row["code"]: row["family"] for row in lists["regimes"].rows} if "regimes" in lists else {}
    for family, line in families.items():
        if family not in tables:
            faults.add("family-table", lists["regime_families"].path, line, "code", value=family)
    for family, table in tables.items():
        if families and family not in families:
            faults.add("family", table.path, value=family)
        check_rows(table, ["regime", "box", "element"], faults)
        for row in table.rows:
            if row["regime"] and family_of.get(row["regime"]) != family:
                faults.add("regime", table.path, row.line, "regime", value=row["regime"], family=family)
            check_word(table, row, "need", NEEDS, faults)
            _check_place(table, row, faults)
            _check_holds(table, row, family_of, faults)
        whole = {row["box"] for row in table.rows if not row["regime"] and not row["element"]}
        for box in sorted(set(boxes()) - whole, key=int):
            faults.add("box-missing", table.path, None, "box", value=box)


def _check_place(table: Table, row: Row, faults: Faults) -> None:
    if row["box"] not in boxes():
        faults.add("box", table.path, row.line, "box", value=row["box"])
    elif row["element"] and _box_at(row["element"]) != row["box"]:
        faults.add("element", table.path, row.line, "element", value=row["element"], box=row["box"])


def _check_holds(table: Table, row: Row, regimes: Mapping[str, str], faults: Faults) -> None:
    pattern = HOLDS.get(row["box"])
    for word in row["holds"].split("|") if row["holds"] else ():
        if pattern is None or not re.fullmatch(pattern, word):
            faults.add("holds", table.path, row.line, "holds", value=word, box=row["box"])
        elif word.startswith("dum:") and word != "dum:discharges":
            for code in word.removeprefix("dum:").split():
                if code not in regimes:
                    list_of_codes = "codelists/regimes.csv"
                    faults.add("reference", table.path, row.line, "holds", value=code, list=list_of_codes)


@lru_cache
def boxes() -> tuple[str, ...]:
    """The numbers of the boxes that a declarant fills."""
    root = form("dum").root
    article = next(child for child in root.children if child.is_article)
    found = {child.box: None for child in (*root.children, *article.children) if child.box and child.box.isdecimal()}
    return tuple(found)


@lru_cache(maxsize=1024)
def _box_at(element: str) -> str | None:
    """The box of an element named from the declaration (`GoodsItem/Packages`); None where there is no such element."""
    found: Field = form("dum").root
    for name in element.split("/"):
        inside = next((child for child in found.children if child.name == name), None)
        if inside is None:
            return None
        found = inside
    return found.box
