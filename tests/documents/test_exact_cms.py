"""Nothing can be put into the signature of a PDF, where no signature covers it, but a time-stamp over it."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asn1crypto import cms, core, keys
from asn1crypto import x509 as asn1_x509
from asn1crypto.parser import emit, parse, peek
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper

from gateway.documents.verification import verify
from gateway.signing.cms import read_cms
from gateway.signing.material import SignerMaterial
from tests.documents.conftest import Issued
from tests.documents.examples import NOON
from tests.documents.gap import cms_of, with_cms
from tests.documents.odd_certificates import common, holder


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
    changed = with_cms(issued.pdf, change)
    assert verify(changed, sandbox.bundle_pem, NOON).problems == ("foreign_signature",)


def test_the_gap_is_written_in_one_way(issued: Issued, sandbox: SignerMaterial) -> None:
    content, begin, end = cms_of(issued.pdf)
    for hole in (
        issued.pdf[begin:end].lower(),
        b"<" + content.rstrip(b"\0").hex().upper().encode() + b"00" * 10 + b" " + issued.pdf[begin:end][-1:],
    ):
        changed = issued.pdf[:begin] + hole.ljust(end - begin, b"0") + issued.pdf[end:]
        assert not verify(changed, sandbox.bundle_pem, NOON).ok


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
    report = verify(with_cms(issued.pdf, _stamped), sandbox.bundle_pem, NOON)
    assert report.ok
    assert "time_not_proven" in report.notes, "nobody vouches for this authority"
    other = with_cms(issued.pdf, lambda signed: _stamped(signed, b"another signature"))
    assert verify(other, sandbox.bundle_pem, NOON).problems == ("foreign_signature",)


def _each_place(content: bytes) -> Iterator[bytes]:
    """A CMS with a value more at the beginning and at the end of each value that holds others."""
    tree = _tree(content)
    for node in _nodes(tree):
        for place in (0, len(node)):
            node.insert(place, (0, 0, 12, b"paid: 1.00"))
            yield _dumped(tree)
            del node[place]


def _tree(content: bytes) -> list[Any]:
    found: list[Any] = []
    while content:
        size = peek(content)
        kind, method, tag, _, inner, _ = parse(content[:size])
        found.append((kind, method, tag, _tree(inner) if method else inner))
        content = content[size:]
    return found


def _nodes(tree: list[Any]) -> Iterator[list[Any]]:
    for _, method, _, inner in tree:
        if method:
            yield inner
            yield from _nodes(inner)


def _dumped(tree: list[Any]) -> bytes:
    return b"".join(emit(kind, method, tag, _dumped(inner) if method else inner) for kind, method, tag, inner in tree)


def test_each_part_of_a_cms_has_its_own_tag(issued: Issued) -> None:
    """A list of certificates that calls itself one of revocations says something else to others."""
    content = cms_of(issued.pdf)[0]
    content = content[: peek(content)]
    places = [at for at in range(len(content)) if content[at] in (0xA0, 0xA1) and content[at + 1] in (0x81, 0x82, 0x69)]
    changed = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in places]
    assert changed
    assert not any(read_cms(each) for each in changed)


def test_a_cms_holds_no_value_but_its_own_wherever_it_stands(issued: Issued) -> None:
    content = cms_of(issued.pdf)[0]
    content = content[: peek(content)]
    _, length, rest, _ = map(int, re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", issued.pdf).groups())
    covered = issued.pdf[:length] + issued.pdf[rest:]
    genuine = read_cms(content)
    assert genuine is not None and genuine.signs(covered)
    count = 0
    for changed in _each_place(content):
        count += 1
        found = read_cms(changed)
        assert found is None or not found.signs(covered)
    assert count > 100


def test_a_timestamp_holds_no_value_but_its_own_wherever_it_stands(issued: Issued) -> None:
    """Else a time-stamp would be the place to add something."""
    stamped = with_cms(issued.pdf, _stamped)
    content = cms_of(stamped)[0]
    content = content[: peek(content)]
    _, length, rest, _ = map(int, re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", stamped).groups())
    covered = stamped[:length] + stamped[rest:]
    genuine = read_cms(content)
    assert genuine is not None and genuine.signs(covered)
    for changed in _each_place(content):
        found = read_cms(changed)
        assert found is None or not found.signs(covered)
