"""The DUM as an issued document: the sender's declaration with the office's boxes A and D to H filled, as XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from lxml import etree

from renderers.form_records import DumDocument, OfficeBoxes
from renderers.xml_writer import Element, InvalidDocumentError, legal, moment, truth
from schemas.compiled import compiled
from schemas.days import in_casablanca

NAMESPACE = "urn:dumgate:dumdocument:1"
DUM = "urn:dumgate:dum:1"
MOST = 99
"""How often an entry of the office may stand (dum.xsd)."""
FREE_TEXT, ACCOUNTING_NUMBER, PERSON = 512, 35, 70
"""The longest values of these types (dum.xsd), in characters."""
_OFFICE = (
    "Registration",
    "InspectorVisa",
    "AccountingData",
    "ExaminationResult",
    "TransitExaminationResult",
    "UndertakingsAndDecisions",
)


def render_dum_xml(record: DumDocument) -> bytes:
    """The document's XML, not yet signed, the same bytes for the same record; valid against `dum_document.xsd`."""
    root = Element.root("DUMDocument", NAMESPACE)
    root.text("Specimen", truth(record.specimen))
    root.text("DocumentNumber", record.number)
    root.text("IssuedAt", moment(record.issued_at))
    root.text("DUMNumber", record.dum_number)
    root.text("Version", record.version)
    root.text("Cancelled", truth(True) if record.cancelled else None)
    root.text("DeclarantReference", record.declarant_reference)
    root.node.append(filled(record.declaration, record.boxes))
    if record.boxes.assessed is not None:
        root.assessment(record.boxes.assessed)
    return root.to_bytes("dum_document")


def filled(declaration: bytes, boxes: OfficeBoxes) -> etree._Element:
    """The sender's DUM with boxes A and D to H as the office filled them, valid against `dum.xsd`.

    Comments, processing instructions and namespaces that name nothing are left out; what the sender wrote into the
    office's boxes is replaced. A text longer than its element may be goes on in the next one. Raises
    InvalidDocumentError for bytes that are no DUM.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(declaration, parser)
    except etree.XMLSyntaxError as error:
        raise InvalidDocumentError(f"no XML: {error}") from error
    for name in _OFFICE:
        for old in root.findall(f"{{{DUM}}}{name}"):
            root.remove(old)
    place = root.find(f"{{{DUM}}}Attachment")
    for node in _office_boxes(boxes):
        root.append(node) if place is None else place.addprevious(node)
    # canonical XML looks each declaration up at each element: a thousand of them would hold the signature for hours
    etree.cleanup_namespaces(root, top_nsmap={None: DUM})  # type: ignore[dict-item]
    if not compiled("dum").validate(root):
        raise InvalidDocumentError(f"dum: {str(compiled('dum').error_log)[:400]}")
    return root


def _office_boxes(boxes: OfficeBoxes) -> Iterator[etree._Element]:
    """The elements of boxes A and D to H that have something in them, in the order of the XSD."""
    if boxes.serial and boxes.key and boxes.registered_on:
        registration = _element("Registration")
        _leaves(registration, "SerialNumber", [boxes.serial])
        _leaves(registration, "Key", [boxes.key])
        _leaves(registration, "Date", [boxes.registered_on.isoformat()])
        yield registration
    for inspector, day in _visas(boxes.visas):
        visa = _element("InspectorVisa")
        _leaves(visa, "Inspector", [inspector])
        _leaves(visa, "Date", [day.isoformat()])
        yield visa
    accounting = _element("AccountingData")
    _leaves(accounting, "AssessmentNumber", pieces(boxes.assessments, ACCOUNTING_NUMBER))
    _leaves(accounting, "ReceiptNumber", pieces(boxes.receipts, ACCOUNTING_NUMBER))
    if boxes.released_at is not None:
        local = in_casablanca(boxes.released_at).replace(tzinfo=None)
        _leaves(accounting, "ReleaseDateTime", [local.isoformat(timespec="seconds")])
    examination = _element("ExaminationResult")
    _leaves(examination, "Examination", pieces(boxes.examinations, FREE_TEXT))
    _leaves(examination, "Value", pieces(boxes.values, FREE_TEXT))
    yield from (group for group in (accounting, examination) if len(group))
    for name, texts in (("TransitExaminationResult", boxes.transit), ("UndertakingsAndDecisions", boxes.decisions)):
        for text in pieces(texts, FREE_TEXT):
            yield _element(name, text)


def _visas(visas: Sequence[tuple[str, date]]) -> list[tuple[str, date]]:
    return [(part, day) for name, day in visas for part in pieces((name,), PERSON)][:MOST]


def pieces(texts: Sequence[str], longest: int) -> list[str]:
    """`texts` as values of at most `longest` characters, at most 99 of them; each begins a value of its own.

    A longer text is broken between words, else between characters. Where they are too many they are put together,
    with a semicolon between them; an ellipsis ends what even so has no room (99 full values).
    """
    clean = [
        " ".join(legal(text).split()) for text in texts if any(each.isprintable() for each in text.replace(" ", ""))
    ]
    found = [part for text in clean for part in _broken(text, longest)]
    if len(found) > MOST:
        found = _broken(" ; ".join(clean), longest)
    if len(found) > MOST:
        found = [*found[: MOST - 1], found[MOST - 1][: longest - 1] + "…"]
    return found


def _broken(text: str, longest: int) -> list[str]:
    """`text` in parts of at most `longest` characters, without the blanks between the parts."""
    parts = []
    while len(text) > longest:
        end = text.rfind(" ", 1, longest + 1)
        end = end if end > 0 else longest
        parts.append(text[:end].strip())
        text = text[end:].strip()
    return [*parts, text] if text else parts


def _element(name: str, text: str | None = None) -> etree._Element:
    node = etree.Element(f"{{{DUM}}}{name}", nsmap={None: DUM})  # type: ignore[dict-item]
    node.text = text
    return node


def _leaves(parent: etree._Element, name: str, values: Sequence[str]) -> None:
    for value in values:
        etree.SubElement(parent, f"{{{DUM}}}{name}").text = value
