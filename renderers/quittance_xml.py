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
    office = root.child("Office")
    office.text("OfficeCode", record.office)
    office.text("OfficeName", record.office_name)
    payer = root.child("Payer")
    payer.text("Name", record.payer.name)
    payer.text("ICE", record.payer.ice or None)
    payer.text("TradeRegisterNumber", record.payer.rc or None)
    payer.text("TradeRegisterCentre", record.payer.rc_centre or None)
    declaration = root.child("Declaration")
    declaration.text("DUMNumber", record.dum_number)
    declaration.text("RegisteredAt", moment(record.registered_at))
    declaration.text("DeclarantReference", record.declarant_reference)
    root.assessment(record.assessment)
    payment = root.child("Payment")
    payment.text("PaymentNumber", record.payment_number)
    payment.text("MethodCode", record.payment_method)
    payment.text("PaidAt", moment(record.paid_at))
    payment.text("Amount", money(record.amount))
    return root.to_bytes("quittance")
