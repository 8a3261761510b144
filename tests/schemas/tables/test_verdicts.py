"""lxml and xmlschema agree on what the form takes: single values, missing, repeated and misplaced elements."""

from __future__ import annotations

from copy import deepcopy

import pytest
from lxml import etree

from .sources import DUM, both, example

GOOD = [
    ("TotalGrossMass", " 2014.3\n"),
    ("TotalGrossMass", "0"),
    ("ExchangeRate", "0.000001"),
    ("TotalDeclaredValue", "999999999999999.999"),
    ("IssueDateTime", "2028-02-29T23:59:59"),
    ("ArrivalDate", "2028-02-29"),
    ("GoodsItemQuantity", "003"),
    ("Exporter/Name", "شركة الأطلس"),
    ("Exporter/Name", "x" * 175),
    ("Attachment/FileName", "فاتورة رقم 1.pdf"),
    ("Attachment/FileName", "x" * 150),
]
BAD = [
    ("MessageNumber", "١٢٣"),
    ("MessageNumber", "1" * 20),
    ("FunctionCode", "3"),
    ("IssueDateTime", "2026-02-30T00:00:00"),
    ("IssueDateTime", "2026-06-30T24:00:00"),
    ("IssueDateTime", "2026-06-30T23:59:60"),
    ("IssueDateTime", "2026-06-30T10:15:00Z"),
    ("ArrivalDate", "2026-06-29+01:00"),
    ("ArrivalDate", "2026-02-29"),
    ("Regime", "10"),
    ("GoodsItemQuantity", "0"),
    ("GoodsItemQuantity", "1000"),
    ("FormQuantity", "501"),
    ("TotalGrossMass", "2 014,300"),
    ("TotalGrossMass", "2014.3000"),
    ("TotalGrossMass", "-0"),
    ("TotalGrossMass", "+1"),
    ("TotalGrossMass", "1e3"),
    ("TotalGrossMass", "NaN"),
    ("TotalGrossMass", "٢٠١٤"),
    ("ExchangeRate", "0.000000"),
    ("TotalDeclaredValue", "1000000000000000"),
    ("Exporter/Name", "\u00a0\u200b"),
    ("Exporter/Name", "x" * 176),
    ("Importer/ICE", "00284190700007"),
    ("DeliveryTerms/IncotermCode", "Fob"),
    ("GoodsItem/PaymentIndicator", "ap"),
    ("Attachment/FileName", "../import.xml"),
    ("Attachment/FileName", "a\\b.pdf"),
    ("Attachment/FileName", ".hidden.pdf"),
    ("Attachment/FileName", "invoice\u202efdp.exe"),
    ("Attachment/FileName", "x" * 151),
    ("Attachment/SHA256", "E" * 64),
]


def with_value(path: str, value: str) -> etree._Element:
    root = example("import.xml")
    leaf = root.find("/".join(DUM + step for step in path.split("/")))
    assert leaf is not None
    leaf.text = value
    return root


@pytest.mark.parametrize(("path", "value"), GOOD)
def test_a_good_value(path: str, value: str) -> None:
    assert both(with_value(path, value)) == (True, True)


@pytest.mark.parametrize(("path", "value"), BAD)
def test_a_bad_value(path: str, value: str) -> None:
    assert both(with_value(path, value)) == (False, False)


@pytest.mark.parametrize(("value", "sound"), [("99.9999", True), ("0", True), ("100", False), ("7.12345", False)])
def test_waste_rate_is_a_percentage_under_100(value: str, sound: bool) -> None:
    root = example("temporary-admission.xml")
    rate = root.find(f".//{DUM}WasteRate")
    assert rate is not None
    rate.text = value
    assert both(root) == (sound, sound)


REQUIRED = {
    *("MessageNumber", "DeclarantReference", "IssueDateTime", "FunctionCode", "Regime", "GoodsItemQuantity"),
    *("CustomsOffice", "FormQuantity", "TotalGrossMass", "TotalNetMass", "Declarant", "TotalDeclaredValue"),
    *("GoodsItem", "DeclarantSignature"),
}


def test_what_may_be_missing_and_what_may_come_twice() -> None:
    """Each child of the declaration taken out, doubled, and moved to the end: both libraries say the same."""
    sound = example("import-on-credit.xml")
    names = [etree.QName(child).localname for child in sound if isinstance(child.tag, str)]
    for place, name in enumerate(names):
        without, twice, misplaced = deepcopy(sound), deepcopy(sound), deepcopy(sound)
        without.remove(without[place])
        assert both(without) == (name not in REQUIRED,) * 2, name
        twice.insert(place, deepcopy(twice[place]))
        assert both(twice) == (name == "GoodsItem",) * 2, name
        misplaced.append(misplaced[place])
        assert both(misplaced) == (place == len(names) - 1,) * 2, name


def test_no_more_attachments_than_fifty() -> None:
    root = example("export.xml")
    attachment = root[-1]
    for _ in range(49):
        root.append(deepcopy(attachment))
    assert both(root) == (True, True)
    root.append(deepcopy(attachment))
    assert both(root) == (False, False)
