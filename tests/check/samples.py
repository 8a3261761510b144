"""Declarations to break: the examples, and one that fills every element that a declarant may fill."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path

from lxml import etree

from schemas.form import Field, form
from schemas.law import current

from .papers import Node

DAY = date(2026, 7, 1)
LAW = current().on(DAY)
EXAMPLES = Path(__file__).parents[2] / "examples"
OFFICE = {"A", "D", "E", "F", "G", "H"}
DUM_FORM = form("dum")
FULL = "every element"
NAMES = ("import.xml", "export.xml", "transit.xml", "temporary-admission.xml", "import-on-credit.xml")

# What the example in the words of the type does not give: what must agree with other boxes, and closed lists.
TRANSIT = "085"
FILLED = {
    "FunctionCode": "2",
    "Regime": TRANSIT,
    "GoodsItemQuantity": "2",
    "FormQuantity": "1",
    "TotalGrossMass": "2600",
    "TotalNetMass": "2501.000",
    "TotalDeclaredValue": "25785.980",
    "ICE": "002841907000070",
    "SeeBox": "8",
    "PaymentIndicator": "AP",
    "SHA256": "be255a43b09c86fe59137ccab300f6199cd5d472bd17348708ce03eb4dce1fa7",
    "DutiesAndTaxes/Line/Amount": "2257",
    "DutiesAndTaxes/Total": "4514",
    "DeclarationTotal/Line/Amount": "4514",
    "DeclarationTotal/Total": "9028",
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
    if field.name == "TypeCode":
        return ("000110", "002109")[number]
    for length in (3, 2, 1):
        if "/".join(path[-length:]) in FILLED:
            return FILLED["/".join(path[-length:])]
    example = re.search(r"\(e\.g\. (.+)\)$", field.expected["en"])
    assert example is not None, field.name
    if field.name == "FileName":
        return f"{number}-{example[1]}"
    return example[1]
