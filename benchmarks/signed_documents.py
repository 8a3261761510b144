"""Declarations of any length for the benchmarks: examples/import.xml with its articles copied and all sums made right.

No two articles have the same value, mass or description: what is remembered of one must not flatter the others.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from lxml import etree

SOURCE = Path(__file__).parents[1] / "examples" / "import.xml"
NAMESPACE = "{urn:dumgate:dum:1}"
THOUSANDTH = Decimal("0.001")
VAT = "002109"
"""Its base is the value and the other duties; its line is the last."""


def declaration(articles: int, fault: str = "none") -> bytes:
    """A sound import with that many articles; with a `fault` of FAULTS, one in each article."""
    root = etree.fromstring(SOURCE.read_bytes(), etree.XMLParser(remove_blank_text=True))
    models = root.findall(f"{NAMESPACE}GoodsItem")
    place = root.index(models[0])
    for model in models:
        root.remove(model)
    for number in range(articles):
        article = copy.deepcopy(models[number % len(models)])
        _child(article, "SequenceNumber").text = str(number + 1)
        _vary(article, number)
        root.insert(place + number, article)
    _total(root)
    for article in root.findall(f"{NAMESPACE}GoodsItem"):
        FAULTS[fault](article)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _vary(article: etree._Element, number: int) -> None:
    """Another value, mass and description in each article, and box B after the value."""
    for name in ("DeclaredValue", "NetMass"):
        leaf = _child(article, name)
        leaf.text = str(Decimal(leaf.text or "0") + number * THOUSANDTH)
    description = _child(_child(article, "PackagesAndDescription"), "Description")
    description.text = f"{description.text}, LOT {number + 1}"
    value = Decimal(_child(article, "DeclaredValue").text or "0")
    box_b, duties = _child(article, "DutiesAndTaxes"), Decimal(0)
    for line in box_b.findall(f"{NAMESPACE}Line"):
        base = value + duties if _child(line, "TypeCode").text == VAT else value
        due = (base * Decimal(_child(line, "Rate").text or "0") / 100).to_integral_value(ROUND_CEILING)
        _child(line, "Base").text, _child(line, "Amount").text = str(base), str(due)
        duties += due
    _child(box_b, "Total").text = str(duties)


def _total(root: etree._Element) -> None:
    """The boxes that sum up the articles: 3, 5, 6, 7, 18, 23 and C."""
    articles = root.findall(f"{NAMESPACE}GoodsItem")
    mass, value = _sum(root, "NetMass"), _sum(root, "DeclaredValue")
    costs, rate = _sum(root, "FreightAmount") + _sum(root, "InsuranceAmount"), _sum(root, "ExchangeRate")
    for name, text in {
        "GoodsItemQuantity": len(articles),
        "FormQuantity": -(-len(articles) // 2),
        "TotalGrossMass": mass,
        "TotalNetMass": mass,
        "TotalDeclaredValue": value,
    }.items():
        _child(root, name).text = str(text)
    _child(_child(root, "Invoice"), "TotalAmount").text = str(((value - costs) / rate).quantize(THOUSANDTH))
    due: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for line in root.iterfind(f"{NAMESPACE}GoodsItem/{NAMESPACE}DutiesAndTaxes/{NAMESPACE}Line"):
        due[_child(line, "TypeCode").text] += Decimal(_child(line, "Amount").text or "0")
    box_c = _child(root, "DeclarationTotal")
    for line in box_c.findall(f"{NAMESPACE}Line"):
        _child(line, "Amount").text = str(due[_child(line, "TypeCode").text])
    _child(box_c, "Total").text = str(sum(due.values()))


def _child(parent: etree._Element, name: str) -> etree._Element:
    (found,) = parent.findall(f"{NAMESPACE}{name}")
    return found


def _sum(root: etree._Element, name: str) -> Decimal:
    return sum((Decimal(each.text or "0") for each in root.iter(f"{NAMESPACE}{name}")), Decimal(0))


def _comma(article: etree._Element) -> None:
    """Box 33 with a decimal comma: no number."""
    mass = _child(article, "NetMass")
    mass.text = (mass.text or "").replace(".", ",")


def _next(article: etree._Element) -> None:
    """Box 29 with the number of the next article."""
    number = _child(article, "SequenceNumber")
    number.text = str(int(number.text or "0") % 999 + 1)


FAULTS: dict[str, Callable[[etree._Element], None]] = {"none": lambda article: None, "form": _comma, "rule": _next}
"""What is broken in each article: nothing, the form of box 33, or the rule on box 29."""
