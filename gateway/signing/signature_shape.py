"""The exact shape of a signature that this gateway writes into an XML: whatever else stands in there is no part of it.

A signature cannot cover itself. What is added inside `ds:Signature` changes no digest, and a reader that searches the
document finds it. So nothing may be there but what is listed here, in this order (XML Signature 4, XAdES 1.3.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from gateway.signing.limits import MOST_EMBEDDED

DS, XADES = "{http://www.w3.org/2000/09/xmldsig#}", "{http://uri.etsi.org/01903/v1.3.2#}"

_INCLUSIVE = r"http://www\.w3\.org/(2006/12/xml-c14n11|TR/2001/REC-xml-c14n-20010315)"
"""Both inclusive canonicalisations, for ever: documents were issued with 1.1, and are with 1.0."""

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]{0,100}"
_BASE64_LINES = r"[A-Za-z0-9+/\n]+={0,2}\n?"
_SHA256_VALUE = r"[A-Za-z0-9+/]{43}="


@dataclass(frozen=True)
class Part:
    """An element: its attributes with the pattern of each, its text or its parts. Up to `most` may follow each other.

    Where there are parts, there is no text between them.
    """

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    text: str = ""
    most: int = 1


def _digest() -> tuple[Part, Part]:
    method = Part(f"{DS}DigestMethod", {"Algorithm": r"http://www\.w3\.org/2001/04/xmlenc#sha256"})
    return method, Part(f"{DS}DigestValue", text=_SHA256_VALUE)


_TRANSFORMS = Part(
    f"{DS}Transforms",
    parts=(
        Part(f"{DS}Transform", {"Algorithm": r"http://www\.w3\.org/2000/09/xmldsig#enveloped-signature"}),
        Part(f"{DS}Transform", {"Algorithm": _INCLUSIVE}),
    ),
)
_SIGNED_INFO = Part(
    f"{DS}SignedInfo",
    parts=(
        Part(f"{DS}CanonicalizationMethod", {"Algorithm": _INCLUSIVE}),
        Part(f"{DS}SignatureMethod", {"Algorithm": r"http://www\.w3\.org/2001/04/xmldsig-more#ecdsa-sha256"}),
        Part(f"{DS}Reference", {"URI": "", "Id": _NAME}, (_TRANSFORMS, *_digest())),
        Part(
            f"{DS}Reference", {"URI": f"#{_NAME}", "Type": r"http://uri\.etsi\.org/01903#SignedProperties"}, _digest()
        ),
        Part(f"{DS}Reference", {"URI": f"#{_NAME}"}, _digest()),
    ),
)
_CERTIFICATE = Part(f"{DS}X509Certificate", text=_BASE64_LINES, most=MOST_EMBEDDED)
_NAMED = Part(f"{XADES}Cert", parts=(Part(f"{XADES}CertDigest", parts=_digest()),), most=MOST_EMBEDDED)
_SIGNED_PROPERTIES = Part(
    f"{XADES}SignedProperties",
    {"Id": _NAME},
    (
        Part(
            f"{XADES}SignedSignatureProperties",
            parts=(
                Part(f"{XADES}SigningTime", text=r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
                Part(f"{XADES}SigningCertificateV2", parts=(_NAMED,)),
            ),
        ),
        Part(
            f"{XADES}SignedDataObjectProperties",
            parts=(
                Part(
                    f"{XADES}DataObjectFormat",
                    {"ObjectReference": f"#{_NAME}"},
                    (Part(f"{XADES}Description"), Part(f"{XADES}MimeType", text="application/xml")),
                ),
            ),
        ),
    ),
)
SIGNATURE = Part(
    f"{DS}Signature",
    {"Id": _NAME},
    (
        _SIGNED_INFO,
        Part(f"{DS}SignatureValue", text=r"[A-Za-z0-9+/]{85}[AQgw]=="),
        Part(f"{DS}KeyInfo", {"Id": _NAME}, (Part(f"{DS}X509Data", parts=(_CERTIFICATE,)),)),
        Part(
            f"{DS}Object", parts=(Part(f"{XADES}QualifyingProperties", {"Target": f"#{_NAME}"}, (_SIGNED_PROPERTIES,)),)
        ),
    ),
)
"""ECDSA P-256: 64 bytes, so 88 characters of base64, of which the last letter has four bits that must be zero."""


@dataclass(frozen=True)
class SignatureParts:
    """The elements of a signature whose shape is right."""

    signed_info: etree._Element
    references: tuple[etree._Element, ...]
    value: etree._Element
    key: etree._Element
    properties: etree._Element


def parts_of(root: etree._Element, signature: etree._Element) -> SignatureParts | None:
    """The parts of the one signature of a document; None where its shape is not exactly ours.

    It is the root's last child. Its three references are the document without it, the signed properties and the key, by
    identifiers that stand once in the document.
    """
    if signature.getparent() is not root or signature.getnext() is not None or signature.tail:
        return None
    if not _fits(signature, SIGNATURE, signature.nsmap):
        return None
    signed_info, value, key, (qualifying,) = signature
    references, (properties,) = tuple(signed_info.iterfind(f"{DS}Reference")), qualifying
    named = {each.get("Id", "") for each in (key, properties, signature, references[0])}
    refers_right = (
        references[1].get("URI") == f"#{properties.get('Id')}"
        and references[2].get("URI") == f"#{key.get('Id')}"
        and qualifying.get("Target") == f"#{signature.get('Id')}"
        and properties[1][0].get("ObjectReference") == f"#{references[0].get('Id')}"
    )
    if not refers_right or len(named) != 4 or not all(_stands_once(root, each) for each in named):
        return None
    return SignatureParts(signed_info, references, value, key, properties)


def _stands_once(root: etree._Element, identifier: str) -> bool:
    """Whether one attribute of the document has this identifier; ID, id and Id are all looked at, of any namespace."""
    same = root.xpath("count(//@*[translate(local-name(), 'ID', 'id') = 'id'][. = $wanted])", wanted=identifier)
    return same == 1


def _fits(element: etree._Element, part: Part, namespaces: Mapping[str | None, str]) -> bool:
    """Whether an element is exactly that part, and all within it; no namespace is declared below the signature."""
    given = element.attrib
    if element.tag != part.tag or set(given) != set(part.attributes) or element.nsmap != namespaces:
        return False
    if not all(re.fullmatch(part.attributes[str(name)], str(value)) for name, value in given.items()):
        return False
    if not part.parts:
        return len(element) == 0 and re.fullmatch(part.text, element.text or "") is not None
    return not element.text and _fit_each(element, part.parts, namespaces)


def _fit_each(element: etree._Element, parts: tuple[Part, ...], namespaces: Mapping[str | None, str]) -> bool:
    child = next(iter(element), None)
    for part in parts:
        count = 0
        while child is not None and count < part.most and child.tag == part.tag:
            if child.tail or not _fits(child, part, namespaces):
                return False
            child, count = child.getnext(), count + 1
        if count == 0:
            return False
    return child is None
