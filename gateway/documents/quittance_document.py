"""The quittance: the receipt of one payment of a claim."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gateway.documents.document_kind import DocumentKind, Series
from gateway.documents.from_log import Kept, moment_of
from renderers.quittance_pdf import render_quittance
from renderers.quittance_xml import render_quittance_xml
from renderers.records import Payer, Quittance


def _record(kept: Kept) -> Quittance:
    said = kept.said
    return Quittance(
        **kept.beginning(said["office"]),
        **kept.declaration(),
        payer=Payer(**said["payer"]),
        assessment=kept.assessment(),
        payment_number=said["number"],
        payment_method=said["method"],
        paid_at=moment_of(said["paid_at"]),
        amount=Decimal(said["amount"]),
        outstanding=Decimal(said["outstanding"]),
        surplus=Decimal(said["amount"]) - Decimal(said["applied"]),
        replaces=said["replaces"],
        claim=said["claim"],
        due_on=date.fromisoformat(said["due_on"]),
    )


SERIES = Series("quittance", "Q")

KIND = DocumentKind(
    name="quittance",
    root="Quittance",
    xsd="quittance",
    facts={
        "number": "QuittanceNumber",
        "dum_number": "Declaration/DUMNumber",
        "declarant_reference": "Declaration/DeclarantReference",
        "payer": "Payer/Name",
        "payer_ice": "Payer/ICE",
        "office": "Office/OfficeCode",
        "amount": "Payment/Amount",
        "payment_number": "Payment/PaymentNumber",
        "date": "IssuedAt",
    },
    series=SERIES,
    record_type=Quittance,
    record_of=_record,
    to_xml=render_quittance_xml,
    to_pdf=render_quittance,
    cause="gateway.dossier.claims.paying",
)
