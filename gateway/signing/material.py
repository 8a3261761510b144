"""What a signer holds: its P-256 key, its certificate, the chain above it; and what a verifier trusts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.signing.certificates import (
    is_specimen,
    issued_by,
    may_sign,
    read_certificate,
    self_signed,
    subject,
    thumbprint,
)
from gateway.signing.limits import LARGEST_CERTIFICATE, LARGEST_EXTENSION, LARGEST_KEY, LONGEST_PATH

INSTANT = "%Y-%m-%d %H:%M:%S UTC"
LARGEST_BUNDLE = 1_000_000
MOST_CERTIFICATES = 200
LARGEST_CHAIN = 32_000
"""Bytes (DER) of these: all but the root go into each document."""


class KeyMaterialError(Exception):
    """The key or its certificates cannot be used; the message says which file and why."""


class OutsideValidityError(KeyMaterialError):
    """A certificate of the signer or above it is not valid at the moment: what it signed would never verify."""


class MixedAuthorityError(KeyMaterialError):
    """A sandbox and a real key, or a real administration and a sandbox key, were put together."""


@dataclass(frozen=True, eq=False)
class SignerMaterial:
    """A signing key with its certificates: `chain` goes from the signer's issuer up to the self-signed root."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def __post_init__(self) -> None:
        """Refuses what would sign but never verify: another curve, a key of another certificate, a broken chain."""
        public = self.certificate.public_key()
        if not isinstance(public, EllipticCurvePublicKey) or not isinstance(public.curve, SECP256R1):
            raise KeyMaterialError("the signing certificate must carry a P-256 key")
        if self.key.public_key().public_numbers() != public.public_numbers():
            raise KeyMaterialError("the private key is not the one of the signing certificate")
        if not self.chain or not self_signed(self.chain[-1]):
            raise KeyMaterialError("the chain must end with its self-signed root")
        for lower, upper in zip((self.certificate, *self.chain), self.chain, strict=False):
            if not issued_by(lower, upper):
                raise KeyMaterialError(f"{subject(lower)} was not issued by {subject(upper)}")
        if not may_sign(self.certificate):
            raise KeyMaterialError(
                f"{subject(self.certificate)} may not sign documents: it needs the key usage non repudiation (content "
                "commitment), and no extended key usage but signing documents. Ask the authority for another one"
            )
        encoded = [each.public_bytes(Encoding.DER) for each in self.path]
        size = sum(map(len, encoded))
        if len(self.path) > LONGEST_PATH or size > LARGEST_CHAIN or not all(map(read_certificate, encoded)):
            raise KeyMaterialError(
                f"the chain has {len(self.path)} certificates of {size} bytes; a document takes {LONGEST_PATH} of "
                f"{LARGEST_CHAIN} bytes, each of {LARGEST_CERTIFICATE} bytes with extensions of {LARGEST_EXTENSION} "
                f"bytes and a key of {LARGEST_KEY} bits at the most: use a signing certificate with a shorter chain"
            )

    @property
    def path(self) -> tuple[x509.Certificate, ...]:
        """The signing certificate and the chain above it."""
        return (self.certificate, *self.chain)

    @cached_property
    def last_to_begin(self) -> x509.Certificate:
        """The certificate of the path before whose first instant nothing is signed."""
        return max(self.path, key=lambda each: each.not_valid_before_utc)

    @cached_property
    def first_to_end(self) -> x509.Certificate:
        """The certificate of the path after whose last instant nothing is signed."""
        return min(self.path, key=lambda each: each.not_valid_after_utc)

    def check_validity(self, at: datetime) -> None:
        """Raises OutsideValidityError where a certificate of the path is not valid at that instant."""
        begins, ends = self.last_to_begin.not_valid_before_utc, self.first_to_end.not_valid_after_utc
        if at < begins:
            raise OutsideValidityError(f"{subject(self.last_to_begin)} is valid from {begins:{INSTANT}} only")
        if at > ends:
            raise OutsideValidityError(f"{subject(self.first_to_end)} was valid until {ends:{INSTANT}} only")

    @property
    def specimen(self) -> bool:
        """True for sandbox material: the word SPECIMEN stands in the signer's subject."""
        return is_specimen(self.certificate)

    @property
    def intermediates(self) -> tuple[x509.Certificate, ...]:
        """The chain without its root."""
        return self.chain[:-1]

    @cached_property
    def thumbprint(self) -> str:
        """The QR's `kid`: SHA-256 of the certificate in base64url (RFC 7515, x5t#S256)."""
        return thumbprint(self.certificate)

    @cached_property
    def bundle_pem(self) -> bytes:
        """The public trust bundle: root first, then what was issued under it. Holds no secret."""
        ordered = (*reversed(self.chain), self.certificate)
        return b"".join(each.public_bytes(Encoding.PEM) for each in ordered)


@dataclass(frozen=True, eq=False)
class TrustBundle:
    """What a verifier was given: only `roots`, self-signed, are trusted.

    `helpers` help to build chains. Those of them that may sign documents are its `signers`: where there are any, nobody
    else signs.
    """

    roots: tuple[x509.Certificate, ...]
    helpers: tuple[x509.Certificate, ...]

    @cached_property
    def signers(self) -> frozenset[x509.Certificate]:
        """The signing certificates that the bundle names."""
        return frozenset(each for each in self.helpers if may_sign(each))

    @classmethod
    def from_pem(cls, content: bytes) -> TrustBundle:
        """A bundle from PEM. Raises KeyMaterialError where it holds no root or is no PEM of certificates."""
        if len(content) > LARGEST_BUNDLE:
            raise KeyMaterialError("the trust bundle is too large")
        try:
            found = x509.load_pem_x509_certificates(content)
        except ValueError as error:
            raise KeyMaterialError(f"the trust bundle is no PEM of certificates: {error}") from error
        if len(found) > MOST_CERTIFICATES:
            raise KeyMaterialError("the trust bundle holds too many certificates")
        bundle = cls.of(found)
        if not bundle.roots:
            raise KeyMaterialError("the trust bundle holds no self-signed certificate: nothing would be trusted")
        return bundle

    @classmethod
    def of(cls, certificates: Iterable[x509.Certificate]) -> TrustBundle:
        """A bundle of these."""
        sorted_out: dict[bool, list[x509.Certificate]] = {True: [], False: []}
        for each in certificates:
            sorted_out[self_signed(each)].append(each)
        return cls(tuple(sorted_out[True]), tuple(sorted_out[False]))

    def find(self, kid: str) -> x509.Certificate | None:
        """The certificate of a QR's `kid`."""
        return next((each for each in (*self.helpers, *self.roots) if thumbprint(each) == kid), None)


def refuse_mixed(administration_is_sandbox: bool, material: SignerMaterial) -> None:
    """Raises MixedAuthorityError when a sandbox administration has a real key, or a real one a sandbox key.

    Each certificate of the chain is looked at: a specimen signer under a real root would still look trusted.
    """
    for certificate in (material.certificate, *material.chain):
        if is_specimen(certificate) == administration_is_sandbox:
            continue
        if administration_is_sandbox:
            raise MixedAuthorityError(
                f"The administration is a sandbox, but {subject(certificate)} is no SPECIMEN certificate. "
                "Remove the operator's key from the settings, or name a real administration."
            )
        raise MixedAuthorityError(
            f"The administration is not a sandbox, but {subject(certificate)} is a SPECIMEN certificate. "
            "Give the operator's own key and chain in the settings."
        )
