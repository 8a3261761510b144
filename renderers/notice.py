"""The notice as XML: a change of state of a declaration that its response did not tell."""

from __future__ import annotations

from renderers.records import Notice
from renderers.xml_writer import Element, moment, truth

NAMESPACE = "urn:dumgate:notice:1"


def render_notice(record: Notice) -> bytes:
    """The notice's XML, not yet signed, the same bytes for the same record; valid against `notice.xsd`."""
    root = Element.root("Notice", NAMESPACE)
    root.text("Specimen", truth(record.specimen))
    root.text("DeclarationID", record.declaration)
    root.text("NoticeNumber", record.number)
    root.text("IssuedAt", moment(record.issued_at))
    root.text("DUMNumber", record.dum_number)
    root.text("Version", record.version)
    root.text("DeclarantReference", record.declarant_reference)
    root.text("Cause", record.cause)
    root.translated("Title", record.title)
    root.text("Life", record.life)
    root.text("State", record.state)
    root.text("Office", record.office)
    root.text("Officer", record.officer)
    root.text("ActNumber", record.act_number)
    root.text("Reason", record.reason, 4000)
    for name, value in record.details.items():
        detail = root.child("Detail")
        detail.text("Name", name)
        detail.text("Value", value)
    for number, kind in record.documents:
        document = root.child("Document")
        document.text("Number", number)
        document.text("Kind", kind)
    return root.to_bytes("notice")
