"""The CMS in an issued PDF (RFC 5652, CAdES): its exact shape, and whether it signs some bytes.

Certificates and unsigned attributes stand outside the signature. So none may be there that the signer did not need; the
one addition that is taken is a time-stamp over this very signature, which an archive may put there later.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from gateway.signing.certificates import as_asn1, issued_by, read_certificate
from gateway.signing.der import bounded, values
from gateway.signing.limits import LARGEST_CMS, MOST_EMBEDDED

SIGNED_ATTRIBUTES = {"1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47"}
"""Content type, message digest, signing certificate (RFC 5652, RFC 5035)."""

TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
"""A time-stamp over the signature (RFC 3161)."""

TIMESTAMP_HASHES = {"sha256", "sha384", "sha512"}


@dataclass(frozen=True)
class Cms:
    """A signature of ours, not yet checked: who says that he signed, and what he brought along."""

    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]
    signer_info: cms.SignerInfo

    def signs(self, content: bytes) -> bool:
        """Whether the signer's key signed the digest of these bytes, under these certificates."""
        return _holds(self.signer_info, self.signer, "data", hashlib.sha256(content).digest())


def read_cms(content: bytes) -> Cms | None:
    """The CMS that stands in DER alone in these bytes; None where its shape is not exactly ours."""
    if len(content) > LARGEST_CMS or not bounded(content):
        return None
    try:
        message = cms.ContentInfo.load(content, strict=True)
        if not _no_more_than_named(message):
            return None
        signed = message["content"]
        (info,) = signed["signer_infos"]
        certificates = _certificates(signed["certificates"])
        signer = _signer(info, certificates)
        if signer is None or not _is_ours(signed, info):
            return None
        others = tuple(each for each in certificates if each != signer)
        if not _each_issued_another(others, signer) or not _only_a_timestamp(info):
            return None
        return Cms(signer, others, info)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _certificates(given: cms.CertificateSet) -> tuple[x509.Certificate, ...]:
    """The certificates brought along. Raises ValueError where one is none, stands twice, or there are too many."""
    if len(given) > MOST_EMBEDDED or any(each.name != "certificate" for each in given):
        raise ValueError(len(given))
    read = [read_certificate(each.chosen.dump()) for each in given]
    found = tuple(each for each in read if each is not None)
    if len(set(found)) != len(read):
        raise ValueError(len(read))
    return found


def _signer(info: cms.SignerInfo, certificates: tuple[x509.Certificate, ...]) -> x509.Certificate | None:
    named = info["sid"].chosen
    if info["sid"].name != "issuer_and_serial_number":
        return None
    found = [
        each
        for each in certificates
        if each.serial_number == named["serial_number"].native and as_asn1(each).issuer.dump() == named["issuer"].dump()
    ]
    return found[0] if len(found) == 1 else None


def _is_ours(signed: cms.SignedData, info: cms.SignerInfo) -> bool:
    """ECDSA with SHA-256 and no other algorithm, no content inside, no revocation list, our attributes."""
    attributes = [each["type"].dotted for each in info["signed_attrs"]]
    return (
        signed["version"].native == info["version"].native == "v1"
        and signed["encap_content_info"].native == {"content_type": "data", "content": None}
        and signed["crls"].native is None
        and signed["digest_algorithms"].native == [_algorithm("sha256")]
        and info["digest_algorithm"].native == _algorithm("sha256")
        and info["signature_algorithm"].native == _algorithm("sha256_ecdsa")
        and len(attributes) == len(SIGNED_ATTRIBUTES)
        and set(attributes) == SIGNED_ATTRIBUTES
    )


def _no_more_than_named(message: cms.ContentInfo) -> bool:
    """Whether a message of signed data has no field but those of the standard: the library passes over what follows."""
    if message["content_type"].native != "signed_data":
        return False
    signed = message["content"]
    infos = [part for info in signed["signer_infos"] for part in (info, info["sid"].chosen, info["digest_algorithm"])]
    sequences = [message, signed, signed["encap_content_info"], *signed["digest_algorithms"], *infos]
    return all(len(values(each.contents)) == _present(each) for each in sequences) and all(
        len(values(content)) == 1 for content in values(message.contents)[1:]
    )


def _present(sequence: core.Sequence) -> int:
    return sum(1 for name in sequence if not isinstance(sequence[name], core.Void))


def _algorithm(name: str) -> dict[str, str | None]:
    """An algorithm without parameters: these are unsigned, and could say anything."""
    return {"algorithm": name, "parameters": None}


def _each_issued_another(others: tuple[x509.Certificate, ...], signer: x509.Certificate) -> bool:
    """Whether each certificate beside the signer's issued the signer's or one of these: a stranger's did not."""
    return all(any(issued_by(lower, upper) for lower in (signer, *others) if lower != upper) for upper in others)


def _only_a_timestamp(info: cms.SignerInfo) -> bool:
    """Whether nothing was added outside the signature, or one time-stamp over it, signed by whom it names."""
    added = info["unsigned_attrs"]
    if not added:
        return added.native is None
    if len(added) != 1 or added[0]["type"].dotted != TIMESTAMP or len(added[0]["values"]) != 1:
        return False
    if not _no_more_than_named(added[0]["values"][0]):
        return False
    signed = added[0]["values"][0]["content"]
    (token,) = signed["signer_infos"]
    stamped: tsp.TSTInfo = signed["encap_content_info"]["content"].parsed
    imprint = stamped["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if signed["encap_content_info"]["content_type"].native != "tst_info" or algorithm not in TIMESTAMP_HASHES:
        return False
    if imprint["hashed_message"].native != hashlib.new(algorithm, info["signature"].native).digest():
        return False
    authority = _signer(token, _certificates(signed["certificates"]))
    digest = token["digest_algorithm"]["algorithm"].native
    if token["unsigned_attrs"] or authority is None or digest not in TIMESTAMP_HASHES or not _stamps_time(authority):
        return False
    content = signed["encap_content_info"]["content"].contents
    return _holds(token, authority, "tst_info", hashlib.new(digest, content).digest())


def _stamps_time(certificate: x509.Certificate) -> bool:
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return purposes.critical and list(purposes.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def _holds(info: cms.SignerInfo, certificate: x509.Certificate, content_type: str, digest: bytes) -> bool:
    try:
        intact, valid = validate_sig_integrity(info, as_asn1(certificate), content_type, digest)
    except (SignatureValidationError, ValueError, TypeError, KeyError):
        return False
    return bool(intact and valid)
