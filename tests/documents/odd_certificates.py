"""Certificates as no operator has them: other usages, other names, other constraints; and signers that use them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from gateway.signing.material import SignerMaterial
from tests.documents.keys import FROM, UNTIL

Name = Sequence[tuple[x509.ObjectIdentifier, str]]
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Extension = tuple[x509.ExtensionType, bool]


class Unchecked(SignerMaterial):
    """Signs with whatever it is given: the gateway itself would refuse it at its start."""

    def __post_init__(self) -> None:
        """Nothing is checked."""

    def check_validity(self, at: datetime) -> None:
        """Every moment will do."""


@dataclass(frozen=True)
class Holder:
    """A certificate with its key, and those above it up to the root."""

    certificate: x509.Certificate
    key: Key
    above: tuple[x509.Certificate, ...] = ()

    @property
    def material(self) -> Unchecked:
        """As a signer."""
        assert isinstance(self.key, ec.EllipticCurvePrivateKey)
        return Unchecked(self.key, self.certificate, self.above)


def common(name: str) -> Name:
    """A name of a common name alone."""
    return [(NameOID.COMMON_NAME, name)]


def holder(
    name: Name,
    under: Holder | None = None,
    *,
    authority: bool = False,
    signs: bool | None = None,
    path_length: int | None = None,
    more: Sequence[Extension] = (),
    since: datetime = FROM,
    until: datetime = UNTIL,
    key: Key | None = None,
) -> Holder:
    """A certificate under another one, self-signed where none is given; `signs`: its key usage is non repudiation."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(kind, value) for kind, value in name])
    signs = not authority if signs is None else signs
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(under.certificate.subject if under else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(authority, path_length), critical=True)
        .add_extension(
            x509.KeyUsage(not authority, signs, False, False, False, authority, authority, False, False), critical=True
        )
    )
    for extension, critical in more:
        builder = builder.add_extension(extension, critical)
    certificate = builder.sign(under.key if under else own, SHA256())
    return Holder(certificate, own, (under.certificate, *under.above) if under else ())
