"""Verification of an issued XML: exactly one XAdES signature, over the whole document, by a trusted signer."""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from lxml import etree
from signxml import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.xades import XAdESSignatureConfiguration, XAdESVerifier

from gateway.signing.chain import leads_to_root, notes_on_time
from gateway.signing.facts import facts_of
from gateway.signing.material import TrustBundle, is_specimen, subject, thumbprint
from gateway.signing.report import RefusedError, Report

LARGEST_XML = 16_000_000
MOST_TAGS = 600_000
DS, XADES = "{http://www.w3.org/2000/09/xmldsig#}", "{http://uri.etsi.org/01903/v1.3.2#}"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
INCLUSIVE = {"http://www.w3.org/2006/12/xml-c14n11", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"}
MOST_CERTIFICATES = 10


def check_xml(content: bytes, bundle: TrustBundle, now: datetime) -> Report:
    """The report about an XML document; facts only from what the signature covers. Raises RefusedError."""
    root = _parse(content)
    signature = _only_signature(root)
    _covers_everything(root, signature)
    chain = _certificates(signature)
    signed_at = _signing_time(signature)
    signed = _signed(content, chain[0], signed_at)
    if signed is None:
        return Report("xml", subject(chain[0]), problems=("broken_signature",))

    specimen = is_specimen(chain[0])
    trusted = leads_to_root(chain[0], chain[1:], bundle, signed_at)
    problems = [] if trusted else ["unknown_signer"]
    facts = facts_of(signed)
    if facts is None:
        problems.append("unknown_document")
    elif facts.pop("specimen") != specimen:
        problems.append("specimen_differs")
    notes = notes_on_time(chain[0], signed_at, now)
    return Report(
        "xml",
        subject(chain[0]),
        trusted=trusted,
        intact=True,
        specimen=specimen,
        facts={
            **(facts or {}),
            "xml_sha256": hashlib.sha256(content).hexdigest(),
            "signed_at": signed_at.isoformat(),
            "signer_thumbprint": thumbprint(chain[0]),
        },
        problems=tuple(problems),
        notes=("specimen", *notes) if specimen else tuple(notes),
    )


def _parse(content: bytes) -> etree._Element:
    if len(content) > LARGEST_XML or content.count(b"<") > MOST_TAGS:
        raise RefusedError("too_large")
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        raise RefusedError("doctype")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("unreadable") from error
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.externalDTD is not None:  # in UTF-16 the search above sees nothing
        raise RefusedError("doctype")
    return root


def _only_signature(root: etree._Element) -> etree._Element:
    found = list(root.iter(f"{DS}Signature"))
    if not found:
        raise RefusedError("unsigned")
    if len(found) > 1:
        raise RefusedError("several_signatures")
    return found[0]


def _covers_everything(root: etree._Element, signature: etree._Element) -> None:
    """Refuses every form but our own: wrapping attacks live on the freedom of the others.

    The signature is the root's last child; three references: the whole document but the signature, the signed
    properties and the key, each identifier once; canonical XML inclusive; no comments, which nothing would cover.
    """
    properties = signature.findall(f"{DS}Object/{XADES}QualifyingProperties/{XADES}SignedProperties")
    keys = signature.findall(f"{DS}KeyInfo")
    references = signature.findall(f"{DS}SignedInfo/{DS}Reference")
    places_fit = (
        signature.getparent() is root
        and signature.getnext() is None
        and len(properties) == len(keys) == 1
        and len(signature.findall(f"{DS}Object")) == 1
        and len(references) == 3
        and len(signature.findall(f".//{DS}Reference")) == 3
        and not root.getroottree().xpath("boolean(//comment() | //processing-instruction())")
    )
    if not places_fit:
        raise RefusedError("not_wholly_signed")
    transforms = [each.get("Algorithm") for each in references[0].iterfind(f"{DS}Transforms/{DS}Transform")]
    methods = signature.findall(f"{DS}SignedInfo/{DS}CanonicalizationMethod")
    wanted = {f"#{properties[0].get('Id')}", f"#{keys[0].get('Id')}"}
    identifiers = [
        value
        for node in root.iter(etree.Element)
        for name, value in node.attrib.items()
        if etree.QName(name).localname.lower() == "id"
    ]
    references_fit = (
        references[0].get("URI") == ""
        and len(transforms) == 2
        and transforms[0] == ENVELOPED
        and transforms[1] in INCLUSIVE
        and all(len(each) == 0 for each in references[0].iter(f"{DS}Transform"))
        and {each.get("URI") for each in references[1:]} == wanted
        and all(each.find(f"{DS}Transforms") is None for each in references[1:])
        and all(identifiers.count(uri.removeprefix("#")) == 1 for uri in wanted)
        and all(each.get("Algorithm") in INCLUSIVE for each in methods)
    )
    if not references_fit:
        raise RefusedError("not_wholly_signed")


def _certificates(signature: etree._Element) -> list[x509.Certificate]:
    texts = [node.text or "" for node in signature.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")]
    if not 1 <= len(texts) <= MOST_CERTIFICATES:
        raise RefusedError("broken_signature")
    try:
        return [x509.load_der_x509_certificate(b64decode(text)) for text in texts]
    except (ValueError, binascii.Error) as error:
        raise RefusedError("broken_signature") from error


def _signing_time(signature: etree._Element) -> datetime:
    text = signature.findtext(f".//{XADES}SignedSignatureProperties/{XADES}SigningTime") or ""
    try:
        stated = datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedError("broken_signature") from error
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


def _signed(content: bytes, certificate: x509.Certificate, signed_at: datetime) -> Any:
    """The document as the signature covers it, or None where the signature does not hold."""
    expected = XAdESSignatureConfiguration(
        location="./",
        expect_references=3,
        signature_methods=frozenset({SignatureMethod.ECDSA_SHA256}),
        digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
        verification_time=signed_at,
    )
    try:
        results = XAdESVerifier().verify(content, x509_cert=certificate, expect_config=expected)
    except (SignXMLException, etree.LxmlError, ValueError, KeyError, TypeError, AttributeError):
        return None
    signed = results[0].signed_xml
    return signed if signed is not None and next(signed.iter(f"{DS}Signature"), None) is None else None
