"""How the case of a rule is written, and the cases of form, parties (first ones) and régime; the others: cases_*.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .papers import Node, Point
from .samples import NAMES

Break = Callable[[Node], object]
IMPORT, EXPORT, TRANSIT, ADMISSION = NAMES[:4]
OFFICE_BOXES = {
    "Registration": Node(
        "", [Node("SerialNumber", text="0000001"), Node("Key", text="K"), Node("Date", text="2026-07-01")]
    ),
    "InspectorVisa": Node("", [Node("Inspector", text="X"), Node("Date", text="2026-07-01")]),
    "AccountingData": Node(""),
    "ExaminationResult": Node("", [Node("Value", text="1")]),
    "TransitExaminationResult": Node("", text="x"),
    "UndertakingsAndDecisions": Node("", text="x"),
}


@dataclass(frozen=True)
class Case:
    """A fault that a rule looks for: the finding's boxes, article, and the point where it is told."""

    code: str
    name: str
    change: Break
    box: str | None
    related: tuple[str, ...] = ()
    article: int | None = None
    at: str = ""
    point: Point = "value"


def put(**values: str) -> Break:
    """Set values; a path is written with two underscores for a slash and one before a number."""
    return lambda root: [root.put(path.replace("__", "/").replace("_", ":"), text) for path, text in values.items()]


def drop(*paths: str) -> Break:
    return lambda root: [root.drop(path) for path in paths]


def office(name: str) -> Break:
    """Put in a box of the office where the form has it: behind the declarant's signature, before the attachments."""

    def change(root: Node) -> None:
        place = root.children.index(root["DeclarantSignature"]) + 1
        box = OFFICE_BOXES[name].copy()
        box.name = name
        root.children.insert(place, box)

    return change


def put_in(parent: str, before: str | None, *nodes: Node) -> Break:
    def change(root: Node) -> None:
        inside = root[parent].children if parent else root.children
        place = len(inside) if before is None else inside.index((root[parent] if parent else root)[before])
        inside[place:place] = [node.copy() for node in nodes]

    return change


OFFICE_CODE = Node("CustomsOffice", text="309")
ENGAGEMENT = Node("ImportEngagement", [Node("Number", text="1" * 19), Node("Date", text="2026-01-05")])
FIRST_LINE = "GoodsItem:2/DutiesAndTaxes/Line"
CASES = (
    Case("ICE-1", IMPORT, put(Importer__ICE="002841907000071"), "8", at="Importer/ICE"),
    Case("ICE-1", IMPORT, put(Declarant__ICE="001730466000078"), "10", at="Declarant/ICE"),
    Case("B03-1", IMPORT, put(GoodsItemQuantity="4"), "3", at="GoodsItemQuantity"),
    Case("B05-1", IMPORT, put(FormQuantity="3"), "5", ("3",), at="FormQuantity"),
    Case("B10-1", IMPORT, drop("Declarant/Name"), "10", at="Declarant/Address", point="start"),
    Case(
        "B10-1",
        IMPORT,
        drop("Declarant/Name", "Declarant/Address", "Declarant/ICE", "Declarant/RC", "Declarant/RCCentre"),
        "10",
        at="Declarant",
        point="start",
    ),
    Case(
        "B10-2",
        EXPORT,
        drop("Exporter"),
        "10",
        ("2", "8"),
        at="Declarant/SeeBox",
    ),
    Case("B14-1", TRANSIT, drop("Destination"), "14", ("1",), at="TransportMeans", point="start"),
    Case("B14-2", IMPORT, put_in("Destination", None, OFFICE_CODE), "14", ("1",), at="Destination/CustomsOffice"),
    Case("B14-3", IMPORT, drop("Destination/Country"), "14", at="Destination", point="start"),
    Case("B26-1", TRANSIT, drop("DestinationOffice"), "26", ("1",), at="DestinationOffice+", point="start"),
    Case(
        "B26-2",
        IMPORT,
        put_in("", "FinancialData", Node("DestinationOffice", text="309")),
        "26",
        ("1",),
        at="DestinationOffice",
    ),
    Case("B29-1", IMPORT, put(GoodsItem_3__SequenceNumber="4"), "29", article=3, at="GoodsItem:3/SequenceNumber"),
    Case(
        "B35-1",
        IMPORT,
        put_in("GoodsItem:2", "OriginCountry", Node("WasteRate", text="3")),
        "35",
        ("1",),
        2,
        "GoodsItem:2/WasteRate",
    ),
    Case("TAB01", IMPORT, drop("DeliveryTerms"), "16", ("1",), at="TransportDocument", point="start"),
    Case("TAB01", IMPORT, drop("GoodsItem:2/OriginCountry"), "36", ("1",), 2, "GoodsItem:2/PreviousDocument", "start"),
    Case(
        "TAB02",
        EXPORT,
        put_in("GoodsItem:1", None, ENGAGEMENT),
        "38",
        ("1",),
        1,
        "GoodsItem:1/ImportEngagement",
        "start",
    ),
    Case(
        "TAB03",
        IMPORT,
        put(ConsignmentCountry__Code="MA", ConsignmentCountry__Name="MAROC"),
        "11",
        ("1",),
        at="ConsignmentCountry/Code",
    ),
    Case(
        "TAB03",
        EXPORT,
        put(Destination__Country__Code="MA", Destination__Country__Name="MAROC"),
        "14",
        ("1",),
        at="Destination/Country/Code",
    ),
    Case("B26-3", TRANSIT, put(DestinationOffice="411"), "26", ("14",), at="DestinationOffice"),
    Case("B34-1", ADMISSION, put(GoodsItem_1__PaymentIndicator="SP"), "34", ("1",), 1, "GoodsItem:1/PaymentIndicator"),
    *(
        Case("OFF01", EXPORT, office(name), box, at=name, point="start")
        for name, box in zip(OFFICE_BOXES, "ADEFGH", strict=True)
    ),
)
