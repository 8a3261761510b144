"""Nothing can be put into the signature of an XML, where no signature covers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.xades import XAdESSignatureConfiguration, XAdESVerifier

from gateway.documents.verification import verify
from gateway.signing.material import SignerMaterial
from gateway.signing.xades import sign_xml
from renderers.quittance_xml import render_quittance_xml
from tests.documents.conftest import Issued
from tests.documents.examples import LAWFUL_QUITTANCE, NOON
from tests.documents.odd_certificates import common, holder

DS, XADES = "{http://www.w3.org/2000/09/xmldsig#}", "{http://uri.etsi.org/01903/v1.3.2#}"
EVIL = b'<Payment xmlns="urn:dumgate:quittance:1"><Amount>1.00</Amount></Payment>'


def _count(signed: bytes) -> int:
    return len(list(etree.fromstring(signed).find(f"{DS}Signature").iter()))


def _changed(signed: bytes, place: int, change: Callable[[etree._Element], None]) -> bytes:
    """The document with a change at one element of its signature, counted in document order."""
    tree = etree.fromstring(signed)
    change(list(tree.find(f"{DS}Signature").iter())[place])
    return etree.tostring(tree)


def _duplicate(element: etree._Element) -> None:
    element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))


def _set(name: str, value: str) -> Callable[[etree._Element], None]:
    return lambda element: element.set(name, value)


CHANGES: dict[str, Callable[[etree._Element], None]] = {
    "an element first": lambda element: element.insert(0, etree.fromstring(EVIL)),
    "an element last": lambda element: element.append(etree.fromstring(EVIL)),
    "an element behind": lambda element: element.addnext(etree.fromstring(EVIL)),
    "the same again": _duplicate,
    "text in it": lambda element: setattr(element, "text", (element.text or "") + " 1.00"),
    "text behind it": lambda element: setattr(element, "tail", "1.00"),
    "a blank behind it": lambda element: setattr(element, "tail", "\n"),
    "another Id": _set("Id", "other"),
    "a foreign attribute": _set("{urn:x}amount", "1.00"),
    "a plain attribute": _set("MimeType", "text/xml"),
    "an encoding": _set("Encoding", "http://www.w3.org/2000/09/xmldsig#base64"),
    "a language": _set("{http://www.w3.org/XML/1998/namespace}lang", "fr"),
    "nothing": lambda element: element.getparent().remove(element),
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_at_any_element_of_the_signature_is_taken(
    change: str, issued: Issued, sandbox: SignerMaterial
) -> None:
    for place in range(_count(issued.xml)):
        changed = _changed(issued.xml, place, CHANGES[change])
        report = verify(changed, sandbox.bundle_pem, NOON)
        assert not report.ok, place
        assert not report.facts, place


def test_a_time_beside_the_signed_one_is_not_read(sandbox: SignerMaterial) -> None:
    """Made after its certificate's end, and then said to be made before: the unsigned words must not count."""
    ended = holder(common("signer"), holder(common("root"), authority=True), until=NOON - timedelta(days=30))
    bundle = b"".join(each.public_bytes(Encoding.PEM) for each in (ended.certificate, *ended.above))
    late = sign_xml(render_quittance_xml(LAWFUL_QUITTANCE), ended.material, NOON)
    assert verify(late, bundle, NOON).problems == ("certificate_not_valid_then",)
    before = (NOON - timedelta(days=60)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for wrapper in ("{urn:x}Wrapper", f"{XADES}QualifyingProperties"):
        tree = etree.fromstring(late)
        forged = etree.Element(wrapper)
        properties = etree.SubElement(forged, f"{XADES}SignedSignatureProperties")
        etree.SubElement(properties, f"{XADES}SigningTime").text = before
        for place, added in ((0, forged), (0, properties), (1, forged)):
            tree.find(f"{DS}Signature/{DS}Object").insert(place, added)
            assert verify(etree.tostring(tree), bundle, NOON).problems == ("not_wholly_signed",)


@pytest.mark.parametrize("letters", [b" ", b"\n", b"!", b"=", b"&#10;"])
def test_base64_is_read_strictly(letters: bytes, issued: Issued, sandbox: SignerMaterial) -> None:
    for name in (b"SignatureValue", b"DigestValue", b"X509Certificate"):
        for at in (0, 7):
            begin = issued.xml.index(b"<ds:" + name + b">") + len(name) + 5 + at
            changed = issued.xml[:begin] + letters + issued.xml[begin:]
            assert not verify(changed, sandbox.bundle_pem, NOON).ok


def test_a_namespace_is_declared_in_no_element_of_the_signature(issued: Issued, sandbox: SignerMaterial) -> None:
    for name in (b"SignedInfo", b"SignatureValue", b"KeyInfo", b"Object", b"X509Data", b"DigestValue"):
        changed = re.sub(b"<ds:" + name + rb"\b", b"<ds:" + name + b' xmlns:pay="urn:1.00"', issued.xml, count=1)
        assert changed != issued.xml
        assert not verify(changed, sandbox.bundle_pem, NOON).ok


def _letters_changed(signed: bytes) -> Iterator[bytes]:
    """The document with one byte changed, all along it; what is left is mostly well-formed."""
    for at in range(60, len(signed) - 10, 23):
        yield signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]


def test_what_is_taken_holds_for_the_library_that_signed_it_too(issued: Issued, sandbox: SignerMaterial) -> None:
    """Our own check of the digests against signxml's, on the genuine document and a few hundred changed ones."""
    lax = XAdESSignatureConfiguration(
        location="./",
        expect_references=3,
        signature_methods=frozenset({SignatureMethod.ECDSA_SHA256}),
        digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
        verification_time=NOON,
    )

    def by_library(content: bytes) -> bool:
        try:
            XAdESVerifier().verify(content, x509_cert=sandbox.certificate, expect_config=lax)
        except (SignXMLException, etree.LxmlError, ValueError, TypeError, KeyError, AttributeError):
            return False
        return True

    assert by_library(issued.xml)
    assert verify(issued.xml, sandbox.bundle_pem, NOON).ok
    for changed in _letters_changed(issued.xml):
        ours = verify(changed, sandbox.bundle_pem, NOON)
        assert not ours.ok
        assert ours.intact <= by_library(changed)


@pytest.mark.parametrize("last", "BCDEFHIJ")
def test_the_last_letter_of_a_signature_is_written_in_one_way(
    last: str, issued: Issued, sandbox: SignerMaterial
) -> None:
    """Of its last letter four bits say nothing."""
    changed = re.sub(rb".==</ds:SignatureValue>", last.encode() + b"==</ds:SignatureValue>", issued.xml)
    assert verify(changed, sandbox.bundle_pem, NOON).problems == ("not_wholly_signed",)


def test_comments_and_instructions_are_refused_however_many(issued: Issued, sandbox: SignerMaterial) -> None:
    for added in (b"<!---->", b"<?a?>"):
        for changed in (
            issued.xml.replace(b"</Specimen>", b"</Specimen>" + added * 3_000),
            issued.xml.replace(b"<Quittance", added + b"<Quittance", 1),
            issued.xml + added,
        ):
            assert verify(changed, sandbox.bundle_pem, NOON).problems == ("not_wholly_signed",)
