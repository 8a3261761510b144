"""Builds the gateway's XML: safe text, one format for times and amounts, valid against the XSD or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from lxml import etree

from renderers.records import Assessment, FileReceived, Payer
from schemas.compiled import compiled
from schemas.days import in_casablanca
from schemas.vocabulary import LANGUAGES

# What XML 1.0 cannot carry, surrogates included (undecodable bytes of a file name); CR would come back as LF.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class InvalidDocumentError(ValueError):
    """A record that gives no document valid against its XSD: a fault of the gateway, never of the sender."""


def legal(text: str) -> str:
    """`text` with each character that XML 1.0 forbids replaced by U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def cut(text: str, longest: int) -> str:
    """`text` made legal and at most `longest` characters long; an ellipsis ends what was longer."""
    clean = legal(text[: longest + 1])
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def moment(time: datetime) -> str:
    """A time in Casablanca with its offset, to the second. Raises ValueError for a time without zone."""
    return in_casablanca(time).isoformat(timespec="seconds")


def money(amount: Decimal) -> str:
    """An amount in dirhams with two decimals. Raises ValueError rather than round."""
    exact = amount.quantize(Decimal("0.01"))
    if exact != amount:
        raise ValueError(f"an amount with more than two decimals: {amount}")
    return f"{exact:f}"


def number(value: Decimal, least_decimals: int = 0) -> str:
    """A number without exponent and without needless zeros, with `least_decimals` decimals or more."""
    plain = f"{value:f}"
    whole, _, fraction = plain.partition(".")
    fraction = fraction.rstrip("0").ljust(least_decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


class Element:
    """An element under construction; children are appended in the order of the XSD."""

    def __init__(self, node: etree._Element) -> None:
        self.node = node

    @classmethod
    def root(cls, name: str, namespace: str) -> Element:
        """A document's root in `namespace`, which is made the default one."""
        return cls(etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace}))  # type: ignore[dict-item]

    def child(self, name: str) -> Element:
        """A new child without text."""
        return Element(etree.SubElement(self.node, f"{{{etree.QName(self.node).namespace}}}{name}"))

    def text(self, name: str, value: object, longest: int = 255) -> None:
        """A new child with the text of `value`, cut at `longest`; nothing for None."""
        if value is not None:
            self.child(name).node.text = cut(str(value), longest)

    def translated(self, name: str, words: Mapping[str, str]) -> None:
        """One child per language."""
        for language in LANGUAGES:
            if language in words:
                child = self.child(name)
                child.node.set("language", language)
                child.node.text = cut(words[language], 4000)

    def office(self, code: str, name: str) -> None:
        """A customs office."""
        child = self.child("Office")
        child.text("OfficeCode", code)
        child.text("OfficeName", name)

    def party(self, element: str, party: Payer) -> None:
        """A person with what was declared of him."""
        child = self.child(element)
        child.text("Name", party.name)
        child.text("ICE", party.ice or None)
        child.text("TradeRegisterNumber", party.rc or None)
        child.text("TradeRegisterCentre", party.rc_centre or None)

    def declaration(self, dum_number: str, registered_at: datetime, reference: str) -> None:
        """A registered declaration."""
        child = self.child("Declaration")
        child.text("DUMNumber", dum_number)
        child.text("RegisteredAt", moment(registered_at))
        child.text("DeclarantReference", reference)

    def file(self, name: str, received: FileReceived) -> None:
        """A file that came in."""
        child = self.child(name)
        child.text("FileName", received.name)
        child.text("SHA256", received.sha256)
        child.text("Size", received.size)

    def assessment(self, assessment: Assessment) -> None:
        """What is due, line by line."""
        child = self.child("Assessment")
        child.text("AssessmentNumber", assessment.number)
        for each in assessment.lines:
            line = child.child("DutyLine")
            line.text("DutyCode", each.code)
            line.translated("Title", each.title)
            line.text("Base", None if each.base is None else number(each.base, 2))
            line.text("Rate", None if each.rate is None else number(each.rate))
            line.text("Amount", money(each.amount))
        child.text("Total", money(assessment.total))

    def to_bytes(self, schema_name: str) -> bytes:
        """The document in UTF-8, indented. Raises InvalidDocumentError if it does not fit `xsd/<schema_name>.xsd`."""
        etree.indent(self.node)
        content: bytes = etree.tostring(self.node, encoding="UTF-8", xml_declaration=True) + b"\n"
        law = compiled(schema_name)
        if not law.validate(self.node):
            raise InvalidDocumentError(f"{schema_name}: {str(law.error_log)[:400]}")
        return content


def truth(value: bool) -> str:
    """xs:boolean."""
    return "true" if value else "false"
