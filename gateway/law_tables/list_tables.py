"""Checks code lists: the shape of each code after the form, names, the words of own columns, what refers to what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from gateway.law_tables.rows import check_rows, check_word
from gateway.law_tables.table_faults import Faults
from gateway.law_tables.table_reading import Row, Table
from schemas.form import Field, form

NAMES = ("name_fr", "name_en", "name_ar")
ENGLISH_ALONE = ("places", "package_kinds")
"""Lists taken from elsewhere in English, whose rows may lack the other names."""
SOURCE_IN_HEAD = ("places",)
"""Lists whose source stands once, in the comments, to keep them small."""

SHAPES = {"regime_families": re.compile(r"[a-z]{1,20}(-[a-z]{1,20}){0,3}"), "ds_types": re.compile("[0-9]{2}")}
"""Codes that no element of the form holds. That of a family is also the name of a file."""

YES = ("", "yes")
WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "regimes": {"temporary_admission": YES, "suspensive": YES, "payment": ("", "AP", "SP")},
    "regime_families": {
        "payer_box": ("2", "8"),
        "direction": ("import", "export", "other"),
        "box2": ("consignor", "exporter", "transferor"),
        "box8": ("importer", "consignee", "transferee"),
    },
    "duty_types": {"level": ("article", "declaration"), "base": ("", "value", "vat"), "vat_base": ("", "yes", "no")},
    "incoterms": {
        "edition": ("2000", "2010", "2020"),
        "mode": ("any", "sea"),
        "freight": ("seller", "buyer"),
        "insurance": ("seller", "buyer", "-"),
    },
    "transport_modes": {"kind": ("sea", "air", "road", "rail", "post", "fixed", "own")},
    "payment_methods": {"credit": YES},
    "document_types": {"kind": ("invoice", "transport", "origin", "health", "other")},
}
REFERENCES = {("regimes", "family"): "regime_families", ("regimes", "discharges"): "regimes", ("places", "place"): ""}
"""Columns that hold codes of a list, several with spaces between them; without a name, of their own list."""


def check_lists(lists: Mapping[str, Table], faults: Faults) -> None:
    """Check all code lists of a folder, by name."""
    for name, table in lists.items():
        check_rows(table, ["code"], faults, source_in_head=name in SOURCE_IN_HEAD)
        for row in table.rows:
            _check_code(name, table, row, faults)
            for column in NAMES:
                if not row[column] and (name not in ENGLISH_ALONE or column == "name_en"):
                    faults.add("name", table.path, row.line, column)
            for column, words in WORDS.get(name, {}).items():
                check_word(table, row, column, words, faults)
    for (name, column), other in REFERENCES.items():
        referred = lists.get(other or name)
        if name in lists and referred is not None:
            _check_references(lists[name], column, referred, faults)


def _check_references(table: Table, column: str, referred: Table, faults: Faults) -> None:
    known = {row["code"] for row in referred.rows}
    for row in table.rows:
        for code in row[column].split():
            if code not in known:
                faults.add("reference", table.path, row.line, column, value=code, list=referred.path)


def _check_code(name: str, table: Table, row: Row, faults: Faults) -> None:
    code, elements = row["code"], elements_of(name)
    shape = SHAPES.get(name)
    if shape is not None:
        sound = shape.fullmatch(code) is not None
    else:
        sound = all(element.accepts(code) for element in elements)
    if not code or not sound:
        example = next(filter(None, (element.example for element in elements)), "")
        faults.add("code", table.path, row.line, "code", value=code, example=example or "-")


@lru_cache
def elements_of(name: str) -> tuple[Field, ...]:
    """The elements of the form whose codes stand in a list, one of each type."""
    found = {each.type_name: each for each in _all(form("dum").root) if each.codelist == name}
    return tuple(found.values())


def _all(field: Field) -> Iterator[Field]:
    for child in field.children:
        yield child
        yield from _all(child)
