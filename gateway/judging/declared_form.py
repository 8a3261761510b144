"""The declaration that bytes hold, sound or not, for a page that shows what was read."""

from __future__ import annotations

from lxml import etree

from gateway.judging.edifact_file import EdifactBody, judge_edifact
from gateway.settings import Settings
from parsers.xml import XmlLimits, read_xml
from schemas.acts import DUM, REQUEST
from schemas.form import form


def declared_form(content: bytes, limits: XmlLimits) -> etree._Element | None:
    """The DUM of a declaration or of a request; None where they hold none, or cannot be read."""
    root = read_xml(content, limits).root
    if root is not None and root.tag == REQUEST:
        root = root.find(form("request").root.by_attribute["declaration"].tag)
    return root if root is not None and root.tag == DUM else None


def declared_in(body: bytes | EdifactBody, settings: Settings) -> etree._Element | None:
    """The same of a body that may be EDIFACT: its one message that is a declaration, None where it has several."""
    if isinstance(body, bytes):
        return declared_form(body, settings.xml_limits)
    interchanges = judge_edifact(body, None, None, settings.edifact_limits, 1)
    made = [message.xml for each in interchanges if not each.rejected for message in each.messages if message.xml]
    return declared_form(made[0], settings.xml_limits) if len(made) == 1 else None
