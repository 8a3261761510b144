"""The examples of acts and requests, and what the check says of one that was changed."""

from __future__ import annotations

from datetime import date

from lxml import etree

from gateway.judging.judge import Judgement, judge
from parsers.xml import XmlLimits, read_xml
from schemas.acts import acts, form_of
from schemas.check import check
from schemas.findings import Finding
from schemas.form import Field, Form, form
from schemas.law import current
from schemas.vocabulary import LANGUAGES
from tests.checkout import EXAMPLES

ACTS = {path.stem: path.read_bytes() for path in sorted(EXAMPLES.joinpath("acts").glob("*.xml"))}
REQUESTS = {path.stem: path.read_bytes() for path in sorted(EXAMPLES.joinpath("requests").glob("*.xml"))}
LAW = current().on(date(2026, 12, 31))
DUM, REQUEST = "urn:dumgate:dum:1", "urn:dumgate:request:1"


def form_of_act(name: str) -> Form:
    """The form of an act by the name of its example."""
    return form(form_of(name))


def found_in(content: bytes) -> tuple[Finding, ...]:
    """What the check finds in an act."""
    reading = read_xml(content)
    if reading.root is None or reading.source is None:
        return reading.findings
    return check(reading.root, reading.source, form_of_act(acts()[reading.root.tag]), LAW).findings


def judged(content: bytes, most: int = 200) -> Judgement:
    """A request as the gateway judges it, without attachments."""
    return judge(content, None, LAW, XmlLimits(), most)


def written(root: etree._Element) -> bytes:
    """A tree as bytes."""
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def leaves(definition: Field) -> list[tuple[Field, ...]]:
    """The ways from a root to each of its leaves."""
    return [
        (child, *rest) for child in definition.children for rest in (leaves(child) if child.kind == "group" else [()])
    ]


def is_told(finding: Finding, title: Field) -> bool:
    """True where message and remedy are whole in three languages, and the message names the field."""
    said = [(finding.message(each), finding.fix(each), title.titles[each]) for each in LANGUAGES]
    return all(name.lower() in message.lower() and fix and "{" not in message + fix for message, fix, name in said)
