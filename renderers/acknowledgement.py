"""The acknowledgement as XML: we have the bytes."""

from __future__ import annotations

from renderers.records import Acknowledgement
from renderers.xml_writer import Element, moment, truth

NAMESPACE = "urn:dumgate:acknowledgement:1"


def render_acknowledgement(record: Acknowledgement) -> bytes:
    """The acknowledgement's XML, the same bytes for the same record; valid against `acknowledgement.xsd`."""
    root = Element.root("Acknowledgement", NAMESPACE)
    root.text("Specimen", truth(record.specimen))
    root.text("SubmissionID", record.submission)
    root.text("PartnerID", record.partner)
    root.text("ReceivedAt", moment(record.received_at))
    root.file("Body", record.body)
    for attachment in record.attachments:
        root.file("Attachment", attachment)
    return root.to_bytes("acknowledgement")
