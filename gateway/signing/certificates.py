"""What a certificate says: whose it is, whether it may sign documents, whether it is a specimen's."""

from __future__ import annotations

import binascii
import hashlib
import unicodedata
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from asn1crypto.parser import emit
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from gateway.signing.der import bounded, values
from gateway.signing.limits import LARGEST_CERTIFICATE, LARGEST_EXTENSION, LARGEST_KEY
from schemas.words import shown

SPECIMEN = "SPECIMEN"
DOCUMENT_SIGNING = frozenset({"1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.311.10.3.12", "1.2.840.113583.1.1.5"})
"""Extended key usages of who signs documents: RFC 9336, and what stood for it at Microsoft and Adobe before."""

MAIL_OR_ANY = frozenset({ExtendedKeyUsageOID.EMAIL_PROTECTION.dotted_string, "2.5.29.37.0"})
"""Those of an authority under which documents were signed before they had a usage of their own."""


def read_certificate(content: bytes | str) -> x509.Certificate | None:
    """The certificate in DER, or in base64 with line breaks; None where it is none or goes past our limits."""
    try:
        if isinstance(content, str):
            if len(content) > 2 * LARGEST_CERTIFICATE:
                return None
            content = b64decode(content.replace("\n", ""), validate=True)
        if len(content) > LARGEST_CERTIFICATE or not bounded(content):
            return None
        certificate = x509.load_der_x509_certificate(content)
        same = certificate.public_bytes(Encoding.DER) == content  # a library may drop what it does not know
        return certificate if same and _moderate(certificate) else None
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return None


def _moderate(certificate: x509.Certificate) -> bool:
    """Whether its key and its extensions are of a size that certificates have. Raises ValueError where unreadable."""
    extensions = as_asn1(certificate)["tbs_certificate"]["extensions"]
    if any(len(each["extn_value"].contents) > LARGEST_EXTENSION for each in extensions):
        return False
    key = certificate.public_key()
    if isinstance(key, RSAPublicKey):
        return key.key_size <= LARGEST_KEY
    return isinstance(key, EllipticCurvePublicKey | Ed25519PublicKey | Ed448PublicKey)


@lru_cache(maxsize=1024)
def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate as pyHanko takes it, its names ready to be compared.

    asn1crypto refuses to compare names with letters younger than Unicode 3.2 (Tifinagh), and Arabic beside Latin ones
    or digits. RFC 4518 forbids neither where names are stored; such a name is compared here after folding.
    """
    loaded = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    for name in _names(loaded):
        for part in (part for group in name.chosen for part in group):
            try:
                _ = part.prepped_value
            except ValueError:
                folded = unicodedata.normalize("NFKC", part["value"].native).casefold()
                part._prepped = " ".join(folded.split())
    return loaded


def _names(certificate: asn1_x509.Certificate) -> Iterator[asn1_x509.Name]:
    """All names of a certificate that are compared: its own, its issuer's, and those that it permits and excludes."""
    yield from (certificate.subject, certificate.issuer)
    given = list(certificate.subject_alt_name_value or ())
    constraints = certificate.name_constraints_value
    for kind in ("permitted_subtrees", "excluded_subtrees") if constraints is not None else ():
        given += [each["base"] for each in constraints[kind] or ()]
    yield from (each.chosen for each in given if each.name == "directory_name")


@lru_cache(maxsize=1024)
def thumbprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate's DER in base64url without padding."""
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def subject(certificate: x509.Certificate) -> str:
    """A certificate's subject in one line (RFC 4514), bounded, fit for a screen: strangers choose their names."""
    return shown(_whole_subject(certificate), 300) or "(no name)"


def is_specimen(certificate: x509.Certificate) -> bool:
    """True where the word SPECIMEN stands in the certificate's subject, with or without accents."""
    letters = unicodedata.normalize("NFKD", _whole_subject(certificate)).upper()
    return SPECIMEN in "".join(each for each in letters if not unicodedata.combining(each))


def _whole_subject(certificate: x509.Certificate) -> str:
    try:
        return certificate.subject.rfc4514_string()
    except ValueError:
        return "(unreadable subject)"


@lru_cache(maxsize=1024)
def is_authority(certificate: x509.Certificate) -> bool:
    """True for the certificate of an authority, which issues others (RFC 5280, 4.2.1.9)."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


@lru_cache(maxsize=1024)
def may_issue_signers(certificate: x509.Certificate) -> bool:
    """False for an authority whose extended key usages leave out the signing of documents: one for servers alone."""
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return bool({each.dotted_string for each in purposes} & (DOCUMENT_SIGNING | MAIL_OR_ANY))


@lru_cache(maxsize=1024)
def may_sign(certificate: x509.Certificate) -> bool:
    """True for a certificate that is made to sign documents.

    It is no authority, has the key usage *non repudiation* (content commitment) and none of an authority, and extended
    key usages, where it has any, of signing documents alone: no server's, no time-stamp's, no program's.
    """
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if is_authority(certificate) or not usage.content_commitment or usage.key_cert_sign or usage.crl_sign:
            return False
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        return {each.dotted_string for each in purposes} <= DOCUMENT_SIGNING
    except x509.ExtensionNotFound as missing:
        return missing.oid == x509.ExtendedKeyUsage.oid
    except ValueError:
        return False


def signed_by(certificate: x509.Certificate, signature: bytes, content: bytes) -> bool:
    """Whether the certificate's P-256 key made this signature (ECDSA with SHA-256, in DER) over these bytes."""
    key = certificate.public_key()
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        return False
    try:
        key.verify(signature, content, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def self_signed(certificate: x509.Certificate) -> bool:
    """True for a certificate whose own key made its signature."""
    return issued_by(certificate, certificate)


@lru_cache(maxsize=4096)
def issued_by(lower: x509.Certificate, upper: x509.Certificate) -> bool:
    """True where `upper`'s key signed `lower` and the names agree."""
    try:
        lower.verify_directly_issued_by(upper)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def issuer_and_serial(certificate: x509.Certificate) -> bytes:
    """How a CMS names a certificate: its issuer and its serial number, as they stand in it (DER)."""
    fields = as_asn1(certificate)["tbs_certificate"].contents
    _, serial, _, issuer, *_ = values(fields)
    return bytes(emit(0, 1, 16, issuer + serial))


def each_issued_another(others: tuple[x509.Certificate, ...], signer: x509.Certificate) -> bool:
    """Whether each certificate beside the signer's issued the signer's or one of these: a stranger's did not."""
    return all(any(issued_by(lower, upper) for lower in (signer, *others) if lower != upper) for upper in others)
