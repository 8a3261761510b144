"""Declarations to break: the examples, and one that fills every element that a declarant may fill."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from lxml import etree

from schemas.form import Field, form
from schemas.law import current
from tests.checkout import EXAMPLES

from .papers import Node

DAY = date(2026, 7, 1)
LAW = current().on(DAY)
OFFICE = {"A", "D", "E", "F", "G", "H"}
DUM_FORM = form("dum")
FULL = "every element"
NAMES = ("import.xml", "export.xml", "transit.xml", "temporary-admission.xml", "import-on-credit.xml")

# What must agree with other boxes where each repeated element stands twice; each example of the form stands once.
FILLED: dict[str, str | tuple[str, str]] = {
    "GoodsItemQuantity": "2",
    "FormQuantity": "1",
    "NetMass": "36",
    "DeclaredValue": "13590",
    "DutiesAndTaxes/Line/Base": "13590",
    "DutiesAndTaxes/Line/Amount": "4077",
    "DutiesAndTaxes/Total": "8154",
    "DeclarationTotal/Line/Amount": "8154",
    "DeclarationTotal/Total": "16308",
    "Destination/Country/Code": "MA",
    "Destination/Country/Name": "MAROC",
    "PreviousDocument/Number": ("301-0-2026-4127[01]", "301-0-2026-4128[01]"),
    "TypeCode": ("000110", "007217"),
    "SHA256": ("a" * 64, "b" * 64),
}


def sample(name: str) -> Node:
    """A fresh copy of a sound declaration, by the name of its example or FULL."""
    return _sample(name).copy()


@lru_cache
def _sample(name: str) -> Node:
    if name == FULL:
        return _filled(DUM_FORM.root, 0, ())
    return _node(etree.parse(EXAMPLES / name).getroot())


def _node(element: etree._Element) -> Node:
    children = [_node(child) for child in element if isinstance(child.tag, str)]
    return Node(etree.QName(element).localname, children, "" if children else (element.text or ""))


def _filled(field: Field, number: int, above: tuple[str, ...]) -> Node:
    path = (*above, field.name)
    if field.kind != "group":
        return Node(field.name, text=_value(field, number, path))
    node = Node(field.name)
    for child in field.children:
        if child.box in OFFICE:
            continue
        for again in range(1 if child.maximum == 1 else 2):
            node.children.append(_filled(child, number if child.maximum == 1 else again, path))
    return node


def _value(field: Field, number: int, path: tuple[str, ...]) -> str:
    if field.name == "SequenceNumber":
        return str(number + 1)
    for length in (3, 2, 1):
        if "/".join(path[-length:]) in FILLED:
            value = FILLED["/".join(path[-length:])]
            return value if isinstance(value, str) else value[number]
    assert field.example is not None, field.name
    return f"{number}-{field.example}" if field.name == "FileName" else field.example
