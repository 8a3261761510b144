"""What a certificate says: whose it is, whether it may sign documents, whether it is a specimen's."""

from __future__ import annotations

import binascii
import hashlib
import unicodedata
from base64 import b64decode, urlsafe_b64encode
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.signing.der import bounded
from gateway.signing.limits import LARGEST_CERTIFICATE, LARGEST_EXTENSION, LARGEST_KEY
from schemas.words import shown

SPECIMEN = "SPECIMEN"
DOCUMENT_SIGNING = frozenset({"1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.311.10.3.12", "1.2.840.113583.1.1.5"})
"""Extended key usages of who signs documents: RFC 9336, and what stood for it at Microsoft and Adobe before."""


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
        return certificate if _moderate(certificate) else None
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
    """The same certificate as pyHanko takes it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


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
