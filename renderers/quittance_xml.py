"""The quittance as XML: the receipt itself. The PDF shows what stands here."""

from __future__ import annotations

from renderers.records import Quittance
from renderers.xml_writer import Element, moment, money, truth

NAMESPACE = "urn:dumgate:quittance:1"


def render_quittance_xml(record: Quittance) -> bytes:
    """The quittance's XML, not yet signed, the same bytes for the same record; valid against `quittance.xsd`."""
    root = Element.root("Quittance", NAMESPACE)
    root.text("Specimen", truth(record.specimen))
    root.text("QuittanceNumber", record.number)
    root.text("IssuedAt", moment(record.issued_at))
    root.office(record.office, record.office_name)
    root.party("Payer", record.payer)
    root.declaration(record.dum_number, record.registered_at, record.declarant_reference)
    root.assessment(record.assessment)
    payment = root.child("Payment")
    payment.text("PaymentNumber", record.payment_number)
    payment.text("MethodCode", record.payment_method)
    payment.text("PaidAt", moment(record.paid_at))
    payment.text("Amount", money(record.amount))
    payment.text("ClaimNumber", record.claim)
    payment.text("DueOn", record.due_on)
    payment.text("Outstanding", money(record.outstanding) if record.claim else None)
    payment.text("Surplus", money(record.surplus) if record.surplus else None)
    payment.text("Replaces", record.replaces)
    return root.to_bytes("quittance")
