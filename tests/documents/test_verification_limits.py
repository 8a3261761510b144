"""Whatever costs a verifier time is counted before a library sees it: just past our limit, none is called."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gateway.documents.verification import verify
from gateway.signing import limits
from gateway.signing.certificates import read_certificate
from gateway.signing.cms import read_cms
from gateway.signing.der import bounded
from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.xades import sign_xml
from tests.documents.conftest import Issued
from tests.documents.examples import NOON
from tests.documents.gap import cms_of
from tests.documents.odd_certificates import Holder, common, holder
from tests.documents.test_exact_signature import DS
from tests.documents.uncalled import (
    CANONICAL,
    CERTIFICATE_READER,
    CMS_READER,
    PARSER,
    PATHS,
    PDF_READER,
    Called,
    without,
)


def _in_document(signed: bytes, added: bytes) -> bytes:
    """The signed document with something behind its first element."""
    at = signed.index(b"</Specimen>") + len(b"</Specimen>")
    return signed[:at] + added + signed[at:]


def _refused(content: bytes, bundle: bytes, code: str, *libraries: tuple[object, str]) -> None:
    with without(*libraries):
        report = verify(content, bundle, NOON)
    assert report.problems == (code,)
    assert not report.ok


@given(st.integers(1, 50))
@settings(max_examples=2)
def test_what_an_xml_is_made_of_is_counted_before_it_is_parsed(past: int) -> None:
    grown = {
        "bytes": b"x" * (limits.LARGEST_XML + past),
        "elements": b"<a/>" * (limits.MOST_ELEMENTS + past),
        "attributes": b"<a b='' c=''/>" * (limits.MOST_ATTRIBUTES // 2 + past),
    }
    for added in grown.values():
        _refused(b"<Quittance>" + added + b"</Quittance>", _bundle(), "too_large", PARSER)
        utf16 = b"\xff\xfe" + (b"<Quittance>" + added[: 2 * limits.LARGEST_XML // 3] + b"</Quittance>").decode().encode(
            "utf-16-le"
        )
        _refused(utf16, _bundle(), "too_large", PARSER)


def _bundle() -> bytes:
    return holder(common("root"), authority=True).certificate.public_bytes(Encoding.PEM)


@pytest.mark.parametrize("encoding", ["utf-7", "EBCDIC-CP-FR", "utf-32", "windows-1256"])
def test_an_encoding_in_which_nothing_can_be_counted_is_not_parsed(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode()
    _refused(content, _bundle(), "other_encoding", PARSER)
    hidden = content.replace(b" encoding", b" " * 500 + b"encoding")
    _refused(hidden, _bundle(), "other_encoding", PARSER)


def test_attributes_of_one_element_are_counted_before_they_are_put_in_order(
    issued: Issued, sandbox: SignerMaterial
) -> None:
    most = limits.MOST_ATTRIBUTES_OF_ELEMENT
    for count, problem in ((most, "broken_signature"), (most + 1, "too_large")):
        grown = _in_document(issued.xml, b"<a" + b"".join(b" b%d=''" % each for each in range(count)) + b"/>")
        libraries = [CANONICAL] if count > most else []
        _refused(grown, sandbox.bundle_pem, problem, *libraries)


def test_namespaces_are_counted_before_they_are_looked_up(issued: Issued, sandbox: SignerMaterial) -> None:
    """Many about one element, or many elements below some of them; one declaration for each element is nothing."""
    names = [b" xmlns:n%d='urn:%d'" % (each, each) for each in range(3_000)]
    beside = b"<a xmlns='urn:x'/>" * 3_000
    _refused(_in_document(issued.xml, beside), sandbox.bundle_pem, "broken_signature")
    below = b"<a" + b"".join(names[:100]) + b">" + b"<b/>" * (limits.MOST_LOOKUPS // 10_000) + b"</a>"
    for grown in (b"<a" + b"".join(names) + b"/>", below):
        _refused(_in_document(issued.xml, grown), sandbox.bundle_pem, "too_large", CANONICAL)


@pytest.mark.parametrize("name", ["X509Certificate", "Reference", "Transform", "Object", "KeyInfo", "Cert"])
def test_what_a_signature_is_made_of_is_counted_before_it_is_canonicalised(
    name: str, issued: Issued, sandbox: SignerMaterial
) -> None:
    """The parts that repeat, each grown on its own to just past what our shape takes of it."""
    tree = etree.fromstring(issued.xml)
    (first, *_) = (each for each in tree.iter() if etree.QName(each).localname == name)
    for _ in range(limits.MOST_EMBEDDED):
        first.addnext(etree.fromstring(etree.tostring(first, with_tail=False)))
    problem = "not_wholly_signed"
    _refused(etree.tostring(tree), sandbox.bundle_pem, problem, CANONICAL, CERTIFICATE_READER, PATHS)


def test_a_signature_is_no_deeper_than_its_shape(issued: Issued, sandbox: SignerMaterial) -> None:
    tree = etree.fromstring(issued.xml)
    inner = tree.find(f"{DS}Signature/{DS}Object")
    for _ in range(10):
        inner = etree.SubElement(inner, f"{DS}Object")
    _refused(etree.tostring(tree), sandbox.bundle_pem, "not_wholly_signed", CANONICAL, CERTIFICATE_READER, PATHS)


def _octets(size: int) -> bytes:
    return core.OctetString(b"x" * size).dump()


def test_a_certificate_is_measured_before_it_is_read() -> None:
    comment = x509.ObjectIdentifier("2.16.840.1.113730.1.13")
    with without(CERTIFICATE_READER):
        assert read_certificate(_octets(limits.LARGEST_CERTIFICATE)) is None
        assert read_certificate("A" * (2 * limits.LARGEST_CERTIFICATE + 1)) is None
        assert read_certificate(_nested(limits.DEEPEST_VALUE + 1)) is None
        assert read_certificate(_many(limits.MOST_VALUES)) is None
    for size, taken in ((limits.LARGEST_EXTENSION, True), (limits.LARGEST_EXTENSION + 1, False)):
        grown = holder(common("signer"), more=[(x509.UnrecognizedExtension(comment, b"\x00" * size), False)])
        assert (read_certificate(grown.certificate.public_bytes(Encoding.DER)) is not None) is taken
    for bits, taken in ((limits.LARGEST_KEY // 4, True), (limits.LARGEST_KEY + 8, False)):
        modulus = (1 << (bits - 1)) | 1
        public = rsa.RSAPublicNumbers(65537, modulus).public_key()
        assert (read_certificate(_with_key(public)) is not None) is taken


def _with_key(public: rsa.RSAPublicKey) -> bytes:
    issuer = holder(common("root"), authority=True)
    builder = x509.CertificateBuilder(
        issuer.certificate.subject,
        issuer.certificate.subject,
        public,
        1,
        issuer.certificate.not_valid_before_utc,
        issuer.certificate.not_valid_after_utc,
    )
    from cryptography.hazmat.primitives.hashes import SHA256

    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.DER)


def _nested(depth: int) -> bytes:
    content = b"\x05\x00"
    for _ in range(depth):
        length = len(content)
        head = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
        content = b"\x30" + head + content
    return content


def _many(count: int) -> bytes:
    content = b"\x05\x00" * count
    return b"\x30\x82" + len(content).to_bytes(2, "big") + content


def test_asn1_is_bounded_in_depth_in_number_and_in_form() -> None:
    assert bounded(_nested(limits.DEEPEST_VALUE - 1))
    assert not bounded(_nested(limits.DEEPEST_VALUE + 1))
    assert bounded(_many(limits.MOST_VALUES - 1))
    assert not bounded(_many(limits.MOST_VALUES))
    for wrong in (
        b"",
        b"\x30",
        b"\x30\x80\x00\x00",
        b"\x30\x05\x05\x00",
        b"\x05\x00\x05\x00",
        b"\x1f\x81\x01\x00",
        b"\x30\x81\x02\x05\x00",
    ):
        assert not bounded(wrong)


@given(st.binary(max_size=60))
@settings(max_examples=300)
def test_any_bytes_are_counted_without_an_error(content: bytes) -> None:
    assert bounded(content) in (True, False)


def test_a_cms_is_measured_before_it_is_read(issued: Issued) -> None:
    content = cms_of(issued.pdf)[0].rstrip(b"\0")
    assert read_cms(content) is not None
    with without(CMS_READER, CERTIFICATE_READER):
        for grown in (_octets(limits.LARGEST_CMS), _nested(limits.DEEPEST_VALUE + 1), _many(limits.MOST_VALUES)):
            assert read_cms(grown) is None


def test_certificates_of_a_cms_are_counted_before_one_is_read(issued: Issued) -> None:
    message = cms.ContentInfo.load(cms_of(issued.pdf)[0])
    for number in range(limits.MOST_EMBEDDED):
        added = holder(common(f"{number}")).certificate.public_bytes(Encoding.DER)
        message["content"]["certificates"].append(cms.CertificateChoices("certificate", cms.Certificate.load(added)))
    with without(CERTIFICATE_READER):
        assert read_cms(message.dump(force=True)) is None


def test_a_pdf_is_read_only_when_a_known_signer_signed_it_to_its_last_byte(
    issued: Issued, sandbox: SignerMaterial
) -> None:
    _refused(b"%PDF-1.7" + b" " * limits.LARGEST_PDF, sandbox.bundle_pem, "too_large", PDF_READER)
    _refused(issued.unsigned_pdf, sandbox.bundle_pem, "unsigned", PDF_READER, PATHS)
    _refused(issued.pdf + b"\n", sandbox.bundle_pem, "changed", PDF_READER, PATHS)
    _refused(issued.pdf, _bundle(), "unknown_signer", PDF_READER, PATHS)
    neighbour = holder(common("neighbour"), holder(common("root"), authority=True))
    signed = sign_pdf(issued.unsigned_pdf, neighbour.material, NOON)
    named = b"".join(
        each.public_bytes(Encoding.PEM)
        for each in (*neighbour.above, holder(common("customs"), Holder(neighbour.above[0], neighbour.key)).certificate)
    )
    _refused(signed, named, "signer_not_named", PDF_READER)
    _refused(issued.pdf[:2000] + b"#" + issued.pdf[2001:], sandbox.bundle_pem, "broken_signature", PDF_READER, PATHS)
    for gap in (b"<" + b"00" * limits.LARGEST_CMS + b"0>", b"<" + b"00" * 90 + b">"):
        grown = re.sub(rb"<[0-9A-F]{2000,}>", gap, issued.pdf)
        assert grown != issued.pdf
        _refused(grown, sandbox.bundle_pem, "changed", PDF_READER, CMS_READER, PATHS)


def test_texts_are_not_taken_for_attributes_or_namespaces(sandbox: SignerMaterial) -> None:
    """A declarant may write what he likes into the texts of a document: it has to verify all the same."""
    text = '="' * (limits.MOST_ATTRIBUTES + 1) + " xmlns" * 100
    signed = sign_xml(f"<note><a>{text}</a></note>".encode(), sandbox, NOON)
    assert verify(signed, sandbox.bundle_pem, NOON).problems == ("unknown_document",), "no kind of ours, but genuine"
    tag = b"<a b='" + b"=" * limits.LONGEST_TAG + b"'/>"
    _refused(b"<Quittance>" + tag + b"</Quittance>", sandbox.bundle_pem, "too_large", PARSER)


def _callable(module: object, name: str) -> Callable[..., object]:
    found = getattr(module, name)
    assert callable(found)
    return found


def test_the_libraries_that_are_watched_are_those_that_are_called(issued: Issued, sandbox: SignerMaterial) -> None:
    """The names patched above are really on the way of a genuine document: else their silence would prove nothing."""
    ways = {issued.xml: (PARSER, CANONICAL, CERTIFICATE_READER, PATHS), issued.pdf: (PDF_READER, CMS_READER, PATHS)}
    for content, libraries in ways.items():
        for library in libraries:
            assert _callable(*library)
            with without(library), pytest.raises(Called):
                verify(content, sandbox.bundle_pem, NOON)
