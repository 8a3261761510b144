"""Attacks on the signed XML: wrapping, partial signatures, comments, entities. Each would fool a laxer verifier."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree
from signxml import CanonicalizationMethod, SignatureConstructionMethod, SignatureMethod
from signxml.xades import XAdESSignatureConfiguration, XAdESSigner, XAdESVerifier

from gateway.documents.verification import verify
from gateway.signing.material import SignerMaterial
from gateway.signing.xades import sign_xml
from renderers.quittance_xml import render_quittance_xml
from tests.documents.conftest import Issued
from tests.documents.examples import QUITTANCE

SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
EVIL = render_quittance_xml(QUITTANCE).replace(b"723452.00", b"1.00")


def _wrapped_in_object(signed: bytes) -> bytes:
    """The evil document with the true signature, the true document hidden in an Object."""
    evil, true = etree.fromstring(EVIL), etree.fromstring(signed)
    signature = true.find(SIGNATURE)
    evil.append(signature)
    etree.SubElement(signature, SIGNATURE.replace("Signature", "Object")).append(true)
    return etree.tostring(evil)


def _wrapped_in_document(signed: bytes) -> bytes:
    """The true signed document as a child of an evil one."""
    evil = etree.fromstring(EVIL)
    evil.append(etree.fromstring(signed))
    return etree.tostring(evil)


def _transplanted(signed: bytes) -> bytes:
    """The true signature on the evil document."""
    evil = etree.fromstring(EVIL)
    evil.append(etree.fromstring(signed).find(SIGNATURE))
    return etree.tostring(evil)


def _second_identifier(signed: bytes) -> bytes:
    """A second element with the identifier of the signed properties."""
    tree = etree.fromstring(signed)
    (properties,) = tree.xpath("//*[local-name()='SignedProperties']")
    tree[0].set("Id", properties.get("Id"))
    return etree.tostring(tree)


def _two_signatures(signed: bytes) -> bytes:
    tree = etree.fromstring(signed)
    tree.append(etree.fromstring(etree.tostring(tree.find(SIGNATURE))))
    return etree.tostring(tree)


def _text_after_signature(signed: bytes) -> bytes:
    return signed.replace(b"</ds:Signature>", b"</ds:Signature><Payment><Amount>1.00</Amount></Payment>")


ATTACKS: tuple[Callable[[bytes], bytes], ...] = (
    _wrapped_in_object,
    _wrapped_in_document,
    _transplanted,
    _second_identifier,
    _two_signatures,
    _text_after_signature,
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_wrapping_is_refused(attack: Callable[[bytes], bytes], issued: Issued, sandbox: SignerMaterial) -> None:
    changed = attack(issued.xml)
    assert changed != issued.xml
    report = verify(changed, sandbox.bundle_pem)
    assert not report.ok
    assert not report.facts
    assert set(report.problems) <= {"not_wholly_signed", "several_signatures", "broken_signature"}


def test_a_true_signature_over_a_part_is_refused(sandbox: SignerMaterial) -> None:
    """Signed with the true key, verifiable, but over one element only: the rest could say anything."""
    tree = etree.fromstring(render_quittance_xml(QUITTANCE))
    tree[3].set("Id", "part")
    signer = XAdESSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_1,
    )
    named = {"key": sandbox.key, "cert": [sandbox.certificate], "always_add_key_value": False}
    signed = etree.tostring(signer.sign(tree, reference_uri="#part", **named))
    assert XAdESVerifier().verify(signed, x509_cert=sandbox.certificate)
    assert verify(signed, sandbox.bundle_pem).problems == ("not_wholly_signed",)


def test_comments_that_no_signature_covers_are_refused(issued: Issued, sandbox: SignerMaterial) -> None:
    """Canonical XML drops comments: the signature holds, yet a reader of the first text node sees another amount."""
    changed = issued.xml.replace(b"<Amount>723452.00<", b"<Amount>7<!-- -->23452.00<")
    assert changed != issued.xml
    lax = XAdESSignatureConfiguration(expect_references=3)
    assert XAdESVerifier().verify(changed, x509_cert=sandbox.certificate, expect_config=lax)
    assert verify(changed, sandbox.bundle_pem).problems == ("not_wholly_signed",)


@pytest.mark.parametrize(
    "before",
    [
        b"<!DOCTYPE Quittance>",
        b'<!DOCTYPE Quittance [<!ENTITY a "1.00">]>',
        b'<!DOCTYPE Quittance SYSTEM "file:///etc/hostname">',
    ],
)
def test_doctype_is_refused_in_any_encoding(before: bytes, issued: Issued, sandbox: SignerMaterial) -> None:
    declaration, _, rest = issued.xml.partition(b"?>")
    changed = declaration + b"?>" + before + rest
    assert verify(changed, sandbox.bundle_pem).problems == ("doctype",)
    utf16 = changed.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert verify(utf16, sandbox.bundle_pem).problems == ("doctype",)


def test_size_and_number_of_tags_are_bounded(sandbox: SignerMaterial) -> None:
    assert verify(b"<a>" + b"<b/>" * 700_000 + b"</a>", sandbox.bundle_pem).problems == ("too_large",)
    assert verify(b"<a>" + b" " * 17_000_000 + b"</a>", sandbox.bundle_pem).problems == ("too_large",)
    assert verify(b"%PDF-" + b" " * 33_000_000, sandbox.bundle_pem).problems == ("too_large",)
    assert verify(b"<a>" * 5_000, sandbox.bundle_pem).problems == ("unreadable",)


def test_a_true_signature_on_something_else_is_no_document_of_ours(sandbox: SignerMaterial) -> None:
    signed = sign_xml(b"<note>pay 5 MAD</note>", sandbox)
    report = verify(signed, sandbox.bundle_pem)
    assert report.intact
    assert report.problems == ("unknown_document",)
    assert not report.ok
