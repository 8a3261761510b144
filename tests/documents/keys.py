"""An operator's own authority for tests: root, intermediates and signer, none of them a specimen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from gateway.signing.material import SignerMaterial

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Authority = tuple[x509.Certificate, Key]


class Careless(SignerMaterial):
    """Signs at any time, as the gateway did before it looked at its certificates."""

    def check_validity(self, at: datetime) -> None:
        """Everything is valid."""


def careless(material: SignerMaterial) -> SignerMaterial:
    """The same key and certificates, signing at any time."""
    return Careless(material.key, material.certificate, material.chain)


def certificate(
    name: str,
    key: Key,
    issuer: Authority | None,
    authority: bool,
    until: datetime = UNTIL,
    since: datetime = FROM,
    published: bool = False,
) -> x509.Certificate:
    """A certificate for `key`, self-signed where no issuer is given; `published`: extended as public authorities do."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuing_key = issuer[1] if issuer else key
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement"), False)
    usage |= dict.fromkeys(("encipher_only", "decipher_only"), False)
    usage |= dict.fromkeys(("key_cert_sign", "crl_sign"), authority)
    usage |= dict.fromkeys(("digital_signature", "content_commitment"), not authority)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
    )
    if published:
        for extension in _published(key, issuing_key):
            builder = builder.add_extension(extension, critical=False)
    return builder.sign(issuing_key, SHA256())


def _published(key: Key, issuing_key: Key) -> list[x509.ExtensionType]:
    place = "http://pki.example.org/authorities/issuing-authority-for-electronic-signatures"
    access = AuthorityInformationAccessOID
    policy = x509.PolicyInformation(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1.2.3"), [f"{place}/practices.pdf"])
    return [
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()),
        x509.CertificatePolicies([policy]),
        x509.CRLDistributionPoints(
            [x509.DistributionPoint([x509.UniformResourceIdentifier(f"{place}/revoked.crl")], None, None, None)]
        ),
        x509.AuthorityInformationAccess(
            [
                x509.AccessDescription(access.OCSP, x509.UniformResourceIdentifier(f"{place}/ocsp")),
                x509.AccessDescription(access.CA_ISSUERS, x509.UniformResourceIdentifier(f"{place}/issuer.cer")),
            ]
        ),
    ]


def new_key() -> ec.EllipticCurvePrivateKey:
    """A P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def authorities(name: str, keys: Sequence[Key], published: bool = False) -> list[Authority]:
    """A root and what it issued: one authority for each key, each under the one before."""
    made: list[Authority] = []
    for number, key in enumerate(keys):
        above = made[-1] if made else None
        title = f"{name} {'issuer' if made else 'root'}{f' {number}' if number > 1 else ''}"
        made.append((certificate(title, key, above, True, published=published), key))
    return made


def write_signer(
    folder: Path,
    above: Sequence[Authority],
    name: str = "Operator",
    until: datetime = UNTIL,
    since: datetime = FROM,
    published: bool = False,
) -> tuple[Path, Path]:
    """Key file and chain file (signer first, root last) in `folder` of a new signer under authorities."""
    key = new_key()
    signer = certificate(f"{name} signer", key, above[-1], False, until, since, published)
    folder.mkdir(exist_ok=True)
    key_file, chain_file = folder / "key.pem", folder / "chain.pem"
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key_file.chmod(0o600)
    chain = (signer, *(each for each, _ in reversed(above)))
    chain_file.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in chain))
    return key_file, chain_file


def write_operator(
    folder: Path, name: str = "Operator", until: datetime = UNTIL, since: datetime = FROM
) -> tuple[Path, Path]:
    """Key file and chain file (signer, intermediate, root) in `folder`."""
    return write_signer(folder, authorities(name, [new_key(), new_key()]), name, until, since)
