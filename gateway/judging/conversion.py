"""From one form of a declaration to another: DUM XML and EDIFACT both ways, and to the printed form and JSON.

Nothing is judged and nothing is kept. What the other form cannot carry is told, value by value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from gateway.judging.edifact_file import MOST_FINDINGS, EdifactBody, judge_edifact
from parsers.edifact.interchange_records import Agreement, EdifactLimits
from parsers.xml import XmlLimits, read_xml
from renderers.dum_json import render_dum_json
from renderers.dum_pdf import COPIES, render_dum
from renderers.edifact.cusdec import CUSDEC, LeftOut, cusdec_of
from renderers.edifact.writing import Interchange
from renderers.form_records import DumDocument, OfficeBoxes
from schemas.acts import DUM, REQUEST
from schemas.days import day_of, local_moment
from schemas.declaration import text_of
from schemas.findings import Finding, finding, refused
from schemas.law import current

NOT_REGISTERED = "NON-ENREGISTREE"
"""Stands in the place of the document's number on a form that is no document."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration or request as it was read: its tree (None where it could not be), and what was found.

    `number` is the place of its message among all of the file, from 1; None where the file has no other message.
    `uncounted`: how much more was found than findings were made.
    """

    root: etree._Element | None
    findings: tuple[Finding, ...]
    number: int | None = None
    uncounted: int = 0


def declarations_in(content: bytes, edifact: bool, xml: XmlLimits, limits: EdifactLimits) -> list[Declared]:
    """The declarations of a file. Bytes above 127 under UNOA and UNOB are read as Latin-1, with a warning."""
    return list(_of_edifact(content, limits) if edifact else _of_xml(content, xml))


def _of_xml(content: bytes, limits: XmlLimits) -> Iterator[Declared]:
    reading = read_xml(content, limits)
    root = reading.root
    if root is not None and root.tag not in (DUM, REQUEST):
        found = {"found": etree.QName(root).localname, "expected": "Declaration"}
        yield Declared(None, (finding("XML08", facts=found),))
    else:
        yield Declared(root, reading.findings)


def _of_edifact(content: bytes, limits: EdifactLimits) -> Iterator[Declared]:
    body = EdifactBody(content, Agreement(latin1=True), False)
    interchanges = judge_edifact(body, None, None, limits, MOST_FINDINGS)
    several = sum(each.held for each in interchanges) > 1
    before = 0
    for interchange in interchanges:
        if interchange.rejected:
            yield Declared(None, interchange.refusal.findings)
        for message in interchange.messages:
            found = message.judgement.findings
            number = before + message.number if several else None
            uncounted = message.judgement.total - len(found)
            if refused(found):
                yield Declared(None, found, number, uncounted)
            elif message.xml is not None:
                yield Declared(etree.fromstring(message.xml), found, number, uncounted)
        before += interchange.held


def to_xml(root: etree._Element) -> bytes:
    """The DUM XML, indented."""
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def to_json(root: etree._Element) -> bytes:
    """The declaration as JSON."""
    return render_dum_json(root)


def to_edifact(
    root: etree._Element, sender: str, recipient: str, at: datetime, test: bool = False
) -> tuple[bytes, Sequence[LeftOut]]:
    """One interchange with one CUSDEC, and what it leaves out. It is dated as the declaration is, else `at`."""
    written = cusdec_of(root)
    interchange = Interchange(
        (sender, "ZZZ"), (recipient, "ZZZ"), written.interchange, _issued(root) or at, acknowledge=True, test=test
    )
    interchange.message(CUSDEC, written.segments, written.reference)
    return interchange.to_bytes(), written.left_out


class NothingToPrint(Exception):
    """A request to cancel has no declaration."""


def to_pdf(root: etree._Element, at: datetime, language: str, copies: Sequence[int] = COPIES) -> bytes:
    """The printed form of what is not registered: marked as without value, unsigned. Raises NothingToPrint, and
    InvalidDocumentError where the declaration is not of the form."""
    dum = root if root.tag == DUM else root.find(DUM)
    if dum is None:
        raise NothingToPrint
    content = to_xml(dum)
    reference = dum.findtext(f"{DUM[: DUM.index('}') + 1]}DeclarantReference") or ""
    record = DumDocument(
        number=NOT_REGISTERED,
        issued_at=at,
        dum_number="",
        version=0,
        declarant_reference=reference,
        office="",
        office_name="",
        declaration=content,
        boxes=OfficeBoxes(),
        specimen=True,
        law=current().on(day_of(at)),
    )
    seal = f"{NOT_REGISTERED} {reference} SHA-256 {hashlib.sha256(content).hexdigest()}"
    return render_dum(record, content, seal, copies, language)


def _issued(root: etree._Element) -> datetime | None:
    """When the message was made, as it says itself."""
    found = next(root.iter("{*}IssueDateTime"), None)
    try:
        return local_moment(datetime.fromisoformat(text_of(found))) if found is not None else None
    except ValueError:
        return None
