"""Whether something is a time-stamp over a signature (RFC 3161), signed by whom it names. Nobody vouches for him."""

from __future__ import annotations

import hashlib

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from gateway.signing.certificates import as_asn1, read_certificate
from gateway.signing.der import parts
from gateway.signing.limits import MOST_EMBEDDED

TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
HASHES = {"sha256", "sha384", "sha512"}


def is_timestamp(added: list[bytes], signature: bytes) -> bool:
    """Whether the unsigned attributes of a signature are one time-stamp over it, with no field that nothing covers.

    `signature` is its value (DER). Raises ValueError, TypeError, KeyError or AttributeError for what is none.
    """
    (attributes,) = added
    (attribute,) = parts(attributes)
    kind, stamps = parts(attribute)
    (stamp,) = parts(stamps)
    if cms.CMSAttributeType.load(kind).dotted != TIMESTAMP or not _has_no_other_field(stamp):
        return False
    signed = cms.ContentInfo.load(stamp)["content"]
    (info,) = signed["signer_infos"]
    stamped: tsp.TSTInfo = signed["encap_content_info"]["content"].parsed
    imprint, over = stamped["message_imprint"], _octets(signature)
    algorithm, digest = imprint["hash_algorithm"]["algorithm"].native, info["digest_algorithm"]["algorithm"].native
    if not {algorithm, digest} <= HASHES or info["unsigned_attrs"]:
        return False
    if imprint["hashed_message"].native != hashlib.new(algorithm, over).digest():
        return False
    content = signed["encap_content_info"]["content"].contents
    return any(
        _holds(info, each, hashlib.new(digest, content).digest())
        for each in _authorities(signed["certificates"])
        if _stamps_time(each)
    )


def _octets(value: bytes) -> bytes:
    """The bytes in an OCTET STRING."""
    return bytes(core.OctetString.load(value).native)


def _has_no_other_field(stamp: bytes) -> bool:
    """The library passes over what follows the fields of the standard: a content, and with certificates five fields."""
    kind, wrapped = parts(stamp)
    ((_, _, _, given, infos),) = [parts(each) for each in parts(wrapped)]
    (info,) = parts(infos)
    signed = cms.ContentInfo.load(stamp)["content"]
    return (
        cms.ContentType.load(kind).native == "signed_data"
        and given[:1] == b"\xa0"
        and len(parts(info)) == 6
        and signed["encap_content_info"]["content_type"].native == "tst_info"
    )


def _authorities(given: cms.CertificateSet) -> list[x509.Certificate]:
    if len(given) > MOST_EMBEDDED:
        return []
    return [each for each in (read_certificate(part.chosen.dump()) for part in given) if each is not None]


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
