"""A toy: it says that a declaration was played with, and for how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from gateway.documents.document_kind import DocumentKind, Series
from gateway.documents.from_log import Kept
from renderers.typesetting import typeset
from renderers.xml_writer import Element, moment, money, truth

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Toy:
    """The record. `price` is MAD."""

    number: str
    issued_at: datetime
    office: str
    office_name: str
    specimen: bool
    dum_number: str
    price: Decimal


def _record(kept: Kept) -> Toy:
    said = kept.said
    given = {"dum_number": said["dum_number"], "price": Decimal(said["price"])}
    return Toy(**kept.beginning(said["office"]), **given)


def _xml(record: Toy) -> bytes:
    root = Element.root("Toy", "urn:dumgate:toy:1")
    root.text("Specimen", truth(record.specimen))
    root.text("ToyNumber", record.number)
    root.text("IssuedAt", moment(record.issued_at))
    root.text("OfficeName", record.office_name)
    game = root.child("Game")
    game.text("DUMNumber", record.dum_number)
    game.text("Price", money(record.price))
    return root.to_bytes(KIND.xsd)


def _pdf(record: Toy, signed_xml: bytes, qr_text: str) -> bytes:
    data = {"kind": "toy", "number": record.number, "attachment": f"{record.number}.toy.xml"}
    return typeset(str(HERE / "toy"), data, signed_xml, qr_text, record.issued_at)


SERIES = Series("toy", "T")

KIND = DocumentKind(
    name="toy",
    root="Toy",
    xsd=str(HERE / "toy"),
    facts={"number": "ToyNumber", "dum_number": "Game/DUMNumber", "amount": "Game/Price", "date": "IssuedAt"},
    series=SERIES,
    record_type=Toy,
    record_of=_record,
    to_xml=_xml,
    to_pdf=_pdf,
    cause="tests.documents.test_new_kind",
)
