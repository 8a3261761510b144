"""The last notice without charge (DASF) as XML: the notice itself. The PDF shows what stands here."""

from __future__ import annotations

from renderers.records import LastNotice
from renderers.xml_writer import Element, moment, money, number, truth

NAMESPACE = "urn:dumgate:lastnotice:1"


def render_dasf_xml(record: LastNotice) -> bytes:
    """The notice's XML, not yet signed, the same bytes for the same record; valid against `dasf.xsd`."""
    root = Element.root("LastNotice", NAMESPACE)
    root.text("Specimen", truth(record.specimen))
    root.text("LastNoticeNumber", record.number)
    root.text("IssuedAt", moment(record.issued_at))
    root.office(record.office, record.office_name)
    root.party("Debtor", record.debtor)
    root.declaration(record.dum_number, record.registered_at, record.declarant_reference)
    root.assessment(record.assessment)
    claim = root.child("Claim")
    claim.text("ClaimNumber", record.claim)
    claim.translated("Nature", record.nature)
    claim.text("Amount", money(record.amount))
    claim.text("Paid", money(record.paid))
    claim.text("Outstanding", money(record.outstanding))
    claim.text("DueOn", record.due_on)
    claim.text("Interest", None if record.interest is None else money(record.interest))
    claim.text("InterestRate", None if record.interest_rate is None else number(record.interest_rate))
    for way in record.ways_to_pay:
        root.translated("WayToPay", way)
    order = root.child("Order")
    order.text("NotBeforeByDueDate", record.order_not_before_due)
    order.text("NotBeforeByNotice", record.order_not_before_notice)
    return root.to_bytes("dasf")
