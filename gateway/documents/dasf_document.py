"""The last notice without charge (DASF) on one claim."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gateway.documents.document_kind import DocumentKind, Series
from gateway.documents.from_log import Kept
from renderers.dasf_pdf import render_dasf
from renderers.dasf_xml import render_dasf_xml
from renderers.labels import ways_to_pay
from renderers.records import LastNotice, Payer
from schemas import words


def _record(kept: Kept) -> LastNotice:
    said = kept.said
    return LastNotice(
        **kept.beginning(said["office"]),
        **kept.declaration(),
        debtor=Payer(**said["payer"]),
        claim=said["claim"],
        assessment=kept.assessment(),
        nature=words.phrase("claim.nature"),
        amount=Decimal(said["amount"]),
        paid=Decimal(said["paid"]),
        outstanding=Decimal(said["outstanding"]),
        due_on=date.fromisoformat(said["due_on"]),
        order_not_before_due=date.fromisoformat(said["order_not_before_due"]),
        order_not_before_notice=date.fromisoformat(said["order_not_before_notice"]),
        interest=None if said["interest"] is None else Decimal(said["interest"]),
        interest_rate=None if said["interest_rate"] is None else Decimal(said["interest_rate"]),
        ways_to_pay=ways_to_pay(),
    )


SERIES = Series("dasf", "N")

KIND = DocumentKind(
    name="dasf",
    root="LastNotice",
    xsd="dasf",
    facts={
        "number": "LastNoticeNumber",
        "dum_number": "Declaration/DUMNumber",
        "declarant_reference": "Declaration/DeclarantReference",
        "payer": "Debtor/Name",
        "payer_ice": "Debtor/ICE",
        "office": "Office/OfficeCode",
        "amount": "Claim/Outstanding",
        "date": "IssuedAt",
    },
    series=SERIES,
    record_type=LastNotice,
    record_of=_record,
    to_xml=render_dasf_xml,
    to_pdf=render_dasf,
    cause="gateway.dossier.claims.last_notice",
)
