"""Nothing can be put into a signature, where no signature covers it: neither into an XML's, a PDF's nor a code's."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from asn1crypto import cms, core, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from joserfc import jws
from lxml import etree
from pyhanko.sign.timestamps import DummyTimeStamper
from signxml import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.xades import XAdESSignatureConfiguration, XAdESVerifier

from gateway.signing.material import SignerMaterial
from gateway.signing.seal import ALGORITHM, _signing_key
from gateway.signing.verify import verify
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


def _cms_of(pdf: bytes) -> tuple[bytes, int, int]:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)
    assert found is not None
    begin, end = int(found[1]), int(found[2])
    return bytes.fromhex(pdf[begin + 1 : end - 1].decode()), begin, end


def _with_cms(pdf: bytes, change: Callable[[cms.ContentInfo], None]) -> bytes:
    """The PDF with a changed CMS in its gap, which no signature covers; what is signed stays."""
    content, begin, end = _cms_of(pdf)
    message = cms.ContentInfo.load(content)
    change(message["content"])
    changed = message.dump(force=True)
    assert changed != content.rstrip(b"\0")
    filled = changed.hex().upper().encode().ljust(end - begin - 2, b"0")
    assert len(filled) == end - begin - 2, "it fits into the gap"
    return pdf[: begin + 1] + filled + pdf[end - 1 :]


def _unsigned_attribute(signed: cms.SignedData) -> None:
    said = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.UTF8String("paid: 1.00")]})
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([said])


def _foreign_certificate(signed: cms.SignedData) -> None:
    stranger = holder(common("stranger")).certificate.public_bytes(Encoding.DER)
    signed["certificates"].append(cms.CertificateChoices("certificate", cms.Certificate.load(stranger)))


def _digest_named_otherwise(signed: cms.SignedData) -> None:
    signed["digest_algorithms"] = [{"algorithm": "md5"}]


def _false_timestamp(signed: cms.SignedData) -> None:
    token = cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"now")})
    stamp = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([stamp])


@pytest.mark.parametrize(
    "change", [_unsigned_attribute, _foreign_certificate, _digest_named_otherwise, _false_timestamp]
)
def test_nothing_is_added_to_a_cms(
    change: Callable[[cms.SignedData], None], issued: Issued, sandbox: SignerMaterial
) -> None:
    changed = _with_cms(issued.pdf, change)
    assert verify(changed, sandbox.bundle_pem, NOON).problems == ("foreign_signature",)


def test_the_gap_is_written_in_one_way(issued: Issued, sandbox: SignerMaterial) -> None:
    content, begin, end = _cms_of(issued.pdf)
    for hole in (
        issued.pdf[begin:end].lower(),
        b"<" + content.rstrip(b"\0").hex().upper().encode() + b"00" * 10 + b" " + issued.pdf[begin:end][-1:],
    ):
        changed = issued.pdf[:begin] + hole.ljust(end - begin, b"0") + issued.pdf[end:]
        assert not verify(changed, sandbox.bundle_pem, NOON).ok


@pytest.mark.parametrize(
    "wrong",
    [
        {"a": None},
        {"a": 1.5},
        {"a": "1.0"},
        {"t": 20261125},
        {"t": "2026-13-45"},
        {"n": ""},
        {"k": "lottery"},
        {"c": "EUR"},
        {"s": 2},
        {"s": True},
        {"x": "AAAA"},
        {"z": "1"},
        {"d": ["x"]},
    ],
)
def test_the_facts_of_a_code_have_one_form_whoever_sealed_them(
    wrong: dict[str, object], issued: Issued, sandbox: SignerMaterial
) -> None:
    payload = issued.qr.split(".")[1]
    facts = json.loads(jws.extract_compact(issued.qr.encode()).payload)
    assert urlsafe_b64encode(json.dumps(facts, separators=(",", ":")).encode()).rstrip(b"=").decode() == payload
    assert verify(_sealed(json.dumps(facts), sandbox), sandbox.bundle_pem, NOON).ok
    assert not verify(_sealed(json.dumps({**facts, **wrong}), sandbox), sandbox.bundle_pem, NOON).ok


def test_a_fact_that_is_said_twice_is_refused(issued: Issued, sandbox: SignerMaterial) -> None:
    facts = json.dumps(json.loads(jws.extract_compact(issued.qr.encode()).payload))
    twice = facts[:-1] + ', "a": "1.00"}'
    assert not verify(_sealed(twice, sandbox), sandbox.bundle_pem, NOON).ok


def _sealed(payload: str, material: SignerMaterial) -> str:
    header = {"alg": ALGORITHM, "kid": material.thumbprint}
    return jws.serialize_compact(header, payload.encode(), _signing_key(material), algorithms=[ALGORITHM])


def _stamped(signed: cms.SignedData, imprint_of: bytes | None = None) -> None:
    """A time-stamp over the signature, or over something else, by an authority that nobody needs to know."""
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True
    authority = holder(common("time"), more=[purpose], key=rsa.generate_private_key(65537, 2048))
    certificate = asn1_x509.Certificate.load(authority.certificate.public_bytes(Encoding.DER))
    key = keys.PrivateKeyInfo.load(
        authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), strict=True
    )
    over = imprint_of or signed["signer_infos"][0]["signature"].native
    stamper = DummyTimeStamper(certificate, key, fixed_dt=NOON)
    token = asyncio.run(stamper.async_timestamp(hashlib.sha256(over).digest(), "sha256"))
    stamp = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([stamp])


def test_a_true_timestamp_is_the_one_addition_that_is_taken(issued: Issued, sandbox: SignerMaterial) -> None:
    report = verify(_with_cms(issued.pdf, _stamped), sandbox.bundle_pem, NOON)
    assert report.ok
    assert "time_not_proven" in report.notes, "nobody vouches for this authority"
    other = _with_cms(issued.pdf, lambda signed: _stamped(signed, b"another signature"))
    assert verify(other, sandbox.bundle_pem, NOON).problems == ("foreign_signature",)
