"""Verification of an issued XML: exactly one XAdES signature, over the whole document, by a trusted signer."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from io import BytesIO
from itertools import islice

from lxml import etree

from gateway.signing.certificates import subject
from gateway.signing.chain import Span, check_signer
from gateway.signing.document_facts import facts_of
from gateway.signing.limits import (
    LARGEST_XML,
    LONGEST_TAG,
    MOST_ATTRIBUTES,
    MOST_ATTRIBUTES_OF_ELEMENT,
    MOST_ELEMENTS,
    MOST_LOOKUPS,
)
from gateway.signing.material import TrustBundle
from gateway.signing.signature_shape import DS, SignatureParts, parts_of
from gateway.signing.signed_kind import SignedKinds
from gateway.signing.verification_report import RefusedError, Report
from gateway.signing.xml_signature import signature_holds, signer_of

ENCODINGS = {b"", b"utf-8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"iso-8859-1"}
"""In these, a tag and an attribute can be counted before anything is parsed. What is issued is UTF-8."""

FEW_NAMESPACES = 12
"""So many are taken to be declared about one element; of more it is found out."""

_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)[\"']")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def check_xml(content: bytes, bundle: TrustBundle, now: datetime, kinds: SignedKinds) -> Report:
    """The report about an XML document; facts only from what the signature covers. Raises RefusedError."""
    root = _parse(content)
    parts = _signature(root)
    signer = signer_of(parts)
    if signer is None:
        raise RefusedError("broken_signature")
    if not signature_holds(root, parts, signer):
        return Report("xml", subject(signer.certificate), problems=("broken_signature",))
    found = check_signer(signer.certificate, signer.others, bundle, Span.at(signer.signed_at))
    report = found.report("xml", signer.signed_at, now)
    if not found.path:
        return report
    facts = facts_of(root, kinds)
    if facts is None:
        return report.with_problem("unknown_document")
    if facts.pop("specimen") != found.specimen:
        report = report.with_problem("specimen_differs")
    proven = {
        "xml_sha256": hashlib.sha256(content).hexdigest(),
        "signed_at": signer.signed_at.isoformat(),
        "signer_thumbprint": report.signer_thumbprint,
    }
    return report.with_facts({**facts, **proven})


def _signature(root: etree._Element) -> SignatureParts:
    """The one signature, of exactly our shape. Raises RefusedError."""
    found = list(islice(root.iter(f"{DS}Signature"), 2))
    if not found:
        raise RefusedError("unsigned")
    if len(found) > 1:
        raise RefusedError("several_signatures")
    # canonical XML leaves them out: nothing would cover them
    if _says_aside(root):
        raise RefusedError("not_wholly_signed")
    parts = parts_of(root, found[0])
    if parts is None:
        raise RefusedError("not_wholly_signed")
    return parts


def _says_aside(root: etree._Element) -> bool:
    """Whether a comment or a processing instruction stands anywhere. An XPath takes the square of their number."""
    if root.getprevious() is not None or root.getnext() is not None:
        return True
    return next(root.iter(etree.Comment, etree.ProcessingInstruction), None) is not None


def _parse(content: bytes) -> etree._Element:
    plain = content.replace(b"\0", b"") if b"\0" in content[:8] else content  # UTF-16, to be counted in
    if content[:4].count(0) > 2 or content[:4] == b"\xff\xfe\0\0" or _encoding(plain) not in ENCODINGS:
        raise RefusedError("other_encoding")
    elements = plain.count(b"<") - plain.count(b"</")
    if len(content) > LARGEST_XML or elements > MOST_ELEMENTS or _has_too_many_attributes(content, plain):
        raise RefusedError("too_large")
    if _DOCTYPE.search(plain):
        raise RefusedError("doctype")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("unreadable") from error
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.externalDTD is not None:
        raise RefusedError("doctype")
    if root.xpath("boolean(//*[count(@*) > $most])", most=MOST_ATTRIBUTES_OF_ELEMENT):
        raise RefusedError("too_large")
    if elements * _namespaces(root, plain.count(b"xmlns")) ** 2 > MOST_LOOKUPS:
        raise RefusedError("too_large")
    return root


def _namespaces(root: etree._Element, declared: int) -> int:
    """The most namespaces that are declared about one element; no more than stand in the document."""
    if declared <= FEW_NAMESPACES:
        return declared
    most = now = 0
    for event, _ in etree.iterwalk(root, events=("start-ns", "end-ns")):
        now += 1 if event == "start-ns" else -1
        most = max(most, now)
    return most


def _encoding(plain: bytes) -> bytes | None:
    """The encoding that an XML declares, in lower case; empty where it declares none, None where it cannot be seen."""
    if b"<?xml" not in plain[:12]:
        return b""
    declaration = _DECLARATION.search(plain[:300])
    if declaration is None:
        return None
    named = _ENCODING.search(declaration[0])
    return named[1].lower() if named else b""


def _has_too_many_attributes(content: bytes, plain: bytes) -> bool:
    """Whether there are more than `MOST_ATTRIBUTES`.

    What looks like one in the bytes may stand in a text: of many, they are counted by reading, and no further.
    """
    if plain.count(b"=") <= MOST_ATTRIBUTES:
        return False
    if max(map(len, plain.split(b"<"))) > LONGEST_TAG:
        return True
    count = 0
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        for _, element in etree.iterparse(BytesIO(content), events=("start",), **safe):
            count += len(element.attrib)
            if count > MOST_ATTRIBUTES:
                return True
    except etree.XMLSyntaxError as error:
        raise RefusedError("unreadable") from error
    return False
