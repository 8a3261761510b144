"""The CMS in an issued PDF (RFC 5652, CAdES): its exact bytes, and whether it signs some others.

Certificates and unsigned attributes stand outside the signature. So none may be there that the signer did not need; the
one addition that is taken is a time-stamp over this very signature, which an archive may put there later. What is no
certificate, no attribute and no signature is written here anew and compared: there is one way to write it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from asn1crypto import core
from asn1crypto.parser import emit
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.signing.certificates import each_issued_another, issuer_and_serial, read_certificate, signed_by
from gateway.signing.der import bounded, parts
from gateway.signing.limits import LARGEST_CMS, MOST_EMBEDDED
from gateway.signing.timestamp import is_timestamp

CONTENT_TYPE = core.ObjectIdentifier("1.2.840.113549.1.9.3").dump()
MESSAGE_DIGEST = core.ObjectIdentifier("1.2.840.113549.1.9.4").dump()
SIGNING_CERTIFICATE = core.ObjectIdentifier("1.2.840.113549.1.9.16.2.47").dump()
"""The signed attributes (RFC 5652, RFC 5035)."""

AS_SET = b"\x31"
"""How the attributes begin where they are signed; in the CMS they have a tag of their own."""

OCTETS = b"\x04"
TAGS = [b"\xa0", b"\xa0", OCTETS, b"\xa1"]
"""How the certificates, the signed attributes, the signature and the unsigned attributes begin."""

SEQUENCE, SET = 16, 17
VERSION = core.Integer(1).dump()
SIGNED_DATA = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
DATA = core.ObjectIdentifier("1.2.840.113549.1.7.1").dump()
SHA256 = core.ObjectIdentifier("2.16.840.1.101.3.4.2.1").dump()
ECDSA_SHA256 = core.ObjectIdentifier("1.2.840.10045.4.3.2").dump()
"""The only algorithms, and what a signature is over."""


@dataclass(frozen=True)
class Cms:
    """A signature of ours, not yet checked: who says that he signed, and what he brought along."""

    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]
    attributes: bytes
    signature: bytes

    def signs(self, content: bytes) -> bool:
        """Whether the signer's key signed the digest of these bytes, and that it is his certificate (RFC 5652, 5.4)."""
        stated = _attributes(self.attributes)
        try:
            named = _certificate_digest(stated[SIGNING_CERTIFICATE])
        except (ValueError, IndexError):
            return False
        return (
            stated[CONTENT_TYPE] == DATA
            and stated[MESSAGE_DIGEST] == _digest(content)
            and named == _digest(self.signer.public_bytes(Encoding.DER))
            and signed_by(self.signer, self.signature, AS_SET + self.attributes[1:])
        )


def read_cms(content: bytes) -> Cms | None:
    """The CMS that stands in DER alone in these bytes; None where they are not exactly as ours."""
    if len(content) > LARGEST_CMS or not bounded(content):
        return None
    try:
        _, wrapped = parts(content)
        ((_, _, _, given, infos),) = [parts(each) for each in parts(wrapped)]
        (info,) = parts(infos)
        _, named, digest, attributes, _, signature, *added = parts(info)
        certificates = _certificates(parts(given))
        signers = [each for each in certificates if issuer_and_serial(each) == named]
        written = _written(given, (named, digest, attributes, signature, *added))
        if len(signers) != 1 or written != content:
            return None
        others = tuple(each for each in certificates if each != signers[0])
        if set(_attributes(attributes)) != {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE}:
            return None
        if not each_issued_another(others, signers[0]) or (added and not is_timestamp(added, signature)):
            return None
        return Cms(signers[0], others, attributes, bytes(core.OctetString.load(signature).native))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None


def _certificates(given: list[bytes]) -> tuple[x509.Certificate, ...]:
    """The certificates brought along. Raises ValueError where one is none, stands twice, or there are too many."""
    if len(given) > MOST_EMBEDDED:
        raise ValueError(len(given))
    found = tuple(each for each in map(read_certificate, given) if each is not None)
    if len(set(found)) != len(given):
        raise ValueError(len(given))
    return found


def _written(given: bytes, info: tuple[bytes, ...]) -> bytes:
    """A CMS of these parts as this gateway writes it. The digest's algorithm may say that it has no parameters."""
    named, digest, attributes, signature, *added = info
    if [each[:1] for each in (given, attributes, signature, *added)] != [*TAGS[:3], *TAGS[3:][: len(added)]]:
        raise ValueError(given[:1])
    if digest not in (_sequence(SHA256), _sequence(SHA256, core.Null().dump())):
        raise ValueError(digest)
    signer = _sequence(VERSION, named, digest, attributes, _sequence(ECDSA_SHA256), signature, *added)
    signed = _sequence(VERSION, _set(digest), _sequence(DATA), given, _set(signer))
    return _sequence(SIGNED_DATA, bytes(emit(2, 1, 0, signed)))


def _sequence(*values: bytes) -> bytes:
    return bytes(emit(0, 1, SEQUENCE, b"".join(values)))


def _set(*values: bytes) -> bytes:
    return bytes(emit(0, 1, SET, b"".join(values)))


def _attributes(given: bytes) -> dict[bytes, bytes]:
    """The one value of each attribute by its kind. Raises ValueError where there is another number."""
    pairs = [parts(each) for each in parts(given)]
    found = {kind: parts(held) for kind, held in pairs}
    if len(found) != len(pairs) or any(len(each) != 1 for each in found.values()):
        raise ValueError(len(pairs))
    return {kind: value for kind, (value,) in found.items()}


def _certificate_digest(attribute: bytes) -> bytes | None:
    """The digest of the signing certificate (RFC 5035, 4), the first that is named; None where it is no SHA-256."""
    first = parts(parts(parts(attribute)[0])[0])
    if first[0] in (_sequence(SHA256), _sequence(SHA256, core.Null().dump())):
        first = first[1:]
    return first[0] if first[0][:1] == OCTETS else None


def _digest(content: bytes) -> bytes:
    return bytes(core.OctetString(hashlib.sha256(content).digest()).dump())
