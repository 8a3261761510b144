"""Whether something is a time-stamp over a signature (RFC 3161), signed by whom it names. Nobody vouches for him."""

from __future__ import annotations

import hashlib

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from gateway.signing.certificates import as_asn1, each_issued_another, issuer_and_serial, read_certificate
from gateway.signing.der import parts
from gateway.signing.limits import MOST_EMBEDDED

TIMESTAMP = core.ObjectIdentifier("1.2.840.113549.1.9.16.2.14").dump()
SIGNED_DATA = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
TST_INFO = core.ObjectIdentifier("1.2.840.113549.1.9.16.1.4").dump()
ONE, THREE = core.Integer(1).dump(), core.Integer(3).dump()
"""The versions of a signer and of the message (RFC 5652, 5.1)."""

HASHES = {"sha256", "sha384", "sha512"}


def is_timestamp(added: list[bytes], signature: bytes) -> bool:
    """Whether the unsigned attributes of a signature are one time-stamp over it, with no value that nothing covers.

    `signature` is its value (DER). Raises ValueError, TypeError, KeyError or AttributeError for what is none.
    """
    (attributes,) = added
    (attribute,) = parts(attributes)
    kind, stamps = parts(attribute)
    (stamp,) = parts(stamps)
    if kind != TIMESTAMP or not _is_written_in_one_way(stamp):
        return False
    signed = cms.ContentInfo.load(stamp)["content"]
    (info,) = signed["signer_infos"]
    stamped: tsp.TSTInfo = signed["encap_content_info"]["content"].parsed
    imprint, over = stamped["message_imprint"], bytes(core.OctetString.load(signature).native)
    algorithm, digest = imprint["hash_algorithm"]["algorithm"].native, info["digest_algorithm"]["algorithm"].native
    if not {algorithm, digest} <= HASHES:
        return False
    if imprint["hashed_message"].native != hashlib.new(algorithm, over).digest():
        return False
    content = signed["encap_content_info"]["content"].contents
    return _holds(info, _authority(stamp), hashlib.new(digest, content).digest())


def _is_written_in_one_way(stamp: bytes) -> bool:
    """Whether what the authority's signature does not cover is its name, its algorithms and versions, and no more."""
    content, (version, digests, encapsulated, given, infos) = _fields(stamp)
    (info,) = parts(infos)
    info_version, named, digest, attributes, algorithm, value = parts(info)
    held, wrapped = parts(encapsulated)
    return (
        content == SIGNED_DATA
        and (version, info_version) == (THREE, ONE)
        and parts(digests) == [digest]
        and all(_has_no_parameters(each) for each in (digest, algorithm))
        and held == TST_INFO
        and len(parts(wrapped)) == 1
        and [each[:1] for each in (given, attributes, value)] == [b"\xa0", b"\xa0", b"\x04"]
        and issuer_and_serial(_authority(stamp)) == named
    )


def _fields(stamp: bytes) -> tuple[bytes, list[bytes]]:
    """The kind of a message, and the fields of the signed data in it."""
    kind, wrapped = parts(stamp)
    (signed,) = parts(wrapped)
    return kind, parts(signed)


def _has_no_parameters(algorithm: bytes) -> bool:
    return parts(algorithm)[1:] in ([], [core.Null().dump()])


def _authority(stamp: bytes) -> x509.Certificate:
    """Whose certificate stamps times, of those brought along. Raises ValueError where another one is no part of it."""
    given = parts(_fields(stamp)[1][3])
    read = [each for each in map(read_certificate, given[:MOST_EMBEDDED]) if each is not None]
    (authority,) = [each for each in read if _stamps_time(each)]
    others = tuple(each for each in read if each != authority)
    if len(set(read)) != len(given) or not each_issued_another(others, authority):
        raise ValueError(len(given))
    return authority


def _stamps_time(certificate: x509.Certificate) -> bool:
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return purposes.critical and list(purposes.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def _holds(info: cms.SignerInfo, certificate: x509.Certificate, digest: bytes) -> bool:
    try:
        intact, valid = validate_sig_integrity(info, as_asn1(certificate), "tst_info", digest)
    except (SignatureValidationError, ValueError, TypeError, KeyError):
        return False
    return bool(intact and valid)
