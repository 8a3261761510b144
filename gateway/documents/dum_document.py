"""The printed DUM: one edition of a registered declaration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from gateway.documents.document_kind import DocumentKind
from gateway.documents.from_log import Kept, moment_of
from gateway.documents.message_records import duty_title
from gateway.ledger.settled import FORM_COPIES
from parsers.xml import read_xml
from renderers.dum_pdf import COPIES, render_dum
from renderers.dum_xml import render_dum_xml
from renderers.form_records import DumDocument, OfficeBoxes
from renderers.records import Assessment, DutyLine
from schemas.acts import DUM, REQUEST


def _record(kept: Kept) -> DumDocument:
    said, boxes = kept.said, kept.said["boxes"]
    return DumDocument(
        **kept.beginning(said["office"]),
        dum_number=said["dum_number"],
        version=said["version"],
        law=kept.law_of_day,
        cancelled=bool(said.get("cancelled")),
        declarant_reference=said["reference"],
        declaration=_declaration_in(kept.store.get(said["body"])),
        six_copies=said.get("form_copies", FORM_COPIES.history) == "six",
        boxes=OfficeBoxes(
            serial=boxes["serial"],
            key=boxes["key"],
            registered_on=date.fromisoformat(boxes["registered_on"]),
            visas=tuple((name, date.fromisoformat(day)) for name, day in boxes["visas"]),
            released_at=moment_of(boxes["released_at"]) if boxes["released_at"] else None,
            assessed=_assessed(kept, boxes.get("assessment")),
            **{
                name: tuple(boxes[name])
                for name in ("assessments", "receipts", "examinations", "values", "transit", "decisions")
            },
        ),
    )


def _assessed(kept: Kept, said: Mapping[str, Any] | None) -> Assessment | None:
    """What the office assessed, line by line as it wrote them."""
    if said is None:
        return None
    lines = (
        DutyLine(
            code=line["type_code"],
            title=duty_title(kept.law_of_day, line["type_code"]),
            base=Decimal(line["base"]),
            rate=Decimal(line["rate"]),
            amount=Decimal(line["amount"]),
        )
        for line in said["lines"]
    )
    return Assessment(said["number"], tuple(lines), Decimal(said["total"]))


def _issued(record: DumDocument, signed_xml: bytes, qr_text: str) -> bytes:
    return render_dum(record, signed_xml, qr_text, COPIES if record.six_copies else None)


def _declaration_in(body: bytes) -> bytes:
    """A declaration as it was sent, or the one that a request holds."""
    root = read_xml(body).root
    inside = root.find(DUM) if root is not None and root.tag == REQUEST else None
    return body if inside is None else etree.tostring(inside, encoding="UTF-8", xml_declaration=True)


KIND = DocumentKind(
    name="dum",
    root="DUMDocument",
    xsd="dum_document",
    facts={
        "number": "DocumentNumber",
        "dum_number": "DUMNumber",
        "declarant_reference": "DeclarantReference",
        "version": "Version",
        "cancelled": "Cancelled",
        "date": "IssuedAt",
    },
    series=None,
    record_type=DumDocument,
    record_of=_record,
    to_xml=render_dum_xml,
    to_pdf=_issued,
    cause="gateway.dossier.acts.editions",
)
