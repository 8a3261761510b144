"""The words printed on documents and pages, from `templates/labels.csv`, and the titles of payment methods."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from lxml import etree

from schemas.findings import LANGUAGES
from schemas.form import form

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


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


@lru_cache
def payment_methods() -> Mapping[str, Mapping[str, str]]:
    """Titles per language of each payment method code, read from `payment.xsd`."""
    tree = etree.fromstring(files("schemas").joinpath("xsd/payment.xsd").read_bytes())
    methods: dict[str, Mapping[str, str]] = {}
    for each in tree.iterfind(f".//{_XSD}simpleType[@name='MethodCodeType']//{_XSD}enumeration"):
        titles = {str(text.get(_LANGUAGE)): text.text or "" for text in each.iter(f"{_XSD}documentation")}
        methods[str(each.get("value"))] = {language: titles[language] for language in LANGUAGES}
    return methods
