"""The words printed on documents and pages, from `templates/labels.csv`, and the titles of payment methods."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from schemas.form import form


@lru_cache
def labels(language: str) -> Mapping[str, str]:
    """All words in one language (fr, en, ar) by key."""
    text = files("renderers").joinpath("templates/labels.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#"))
    return {row["key"]: row[language] for row in rows}


@lru_cache
def box_titles() -> Mapping[str, Mapping[str, str]]:
    """Titles per language of each box of the form, read from `dum.xsd`."""
    found: dict[str, Mapping[str, str]] = {}
    waiting = [form("dum").root]
    while waiting:
        field = waiting.pop(0)
        if field.is_box and field.box is not None:
            found.setdefault(field.box, field.titles)
        waiting.extend(field.children)
    return found


def payment_methods() -> Mapping[str, Mapping[str, str]]:
    """Titles per language of each payment method code, read from `payment.xsd`."""
    return form("payment").root.by_attribute["method_code"].choices
