"""The response as XML: the verdict on one declaration with all its findings and, once registered, its assessment."""

from __future__ import annotations

from renderers.records import Response
from renderers.xml_writer import Element, moment, truth
from schemas.findings import Finding, SegmentPlace
from schemas.vocabulary import LANGUAGES

NAMESPACE = "urn:dumgate:response:1"


def render_response(record: Response) -> bytes:
    """The response's XML, the same bytes for the same record; valid against `response.xsd`."""
    root = Element.root("Response", NAMESPACE)
    root.text("Specimen", truth(record.specimen))
    root.text("SubmissionID", record.submission)
    root.text("DeclarationID", record.declaration)
    root.text("PartnerID", record.partner)
    root.text("IssuedAt", moment(record.issued_at))
    root.text("Outcome", record.outcome)
    root.text("MessageNumber", record.message_number)
    root.text("DeclarantReference", record.declarant_reference)
    root.text("Function", record.function)
    root.file("Body", record.body)
    root.text("FindingsTotal", record.findings_total)
    for finding in record.findings:
        _finding(root, finding)
    if record.dum_number is not None and record.registered_at is not None:
        registration = root.child("Registration")
        registration.text("DUMNumber", record.dum_number)
        registration.text("RegisteredAt", moment(record.registered_at))
    if record.assessment is not None:
        root.assessment(record.assessment)
    if record.asked is not None:
        asked = root.child("Asked")
        asked.text("Kind", record.asked["kind"])
        asked.text("ActNumber", record.asked.get("number"))
        asked.text("About", record.about)
        asked.text("Version", record.asked.get("version"))
    return root.to_bytes("response")


def _finding(root: Element, finding: Finding) -> None:
    child = root.child("Finding")
    child.text("Code", finding.code)
    child.text("Severity", finding.severity)
    child.text("Box", finding.box)
    for box in finding.related_boxes:
        child.text("RelatedBox", box)
    child.text("Article", finding.article)
    if finding.position is not None:
        child.text("Line", finding.position.line)
        child.text("Column", finding.position.column)
        child.text("Offset", finding.position.offset)
        if finding.position.segment is not None:
            _segment(child.child("EdifactPlace"), finding.position.segment)
    child.text("Value", finding.value, 4000)
    child.text("File", finding.file)
    child.translated("Message", {language: finding.message(language) for language in LANGUAGES})
    child.translated("Fix", {language: finding.fix(language) for language in LANGUAGES})
    child.text("Source", finding.source, 4000)


def _segment(root: Element, place: SegmentPlace) -> None:
    root.text("Interchange", place.interchange)
    root.text("Message", place.message)
    root.text("Reference", place.reference)
    root.text("Segment", place.segment)
    root.text("Tag", place.tag)
    root.text("Element", place.element)
    root.text("Component", place.component)
