"""An operator's own authority for tests: root, intermediate and signer, none of them a specimen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


def certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    authority: bool,
    until: datetime = UNTIL,
) -> x509.Certificate:
    """A certificate for `key`, self-signed where no issuer is given."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
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
        .not_valid_before(FROM)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
    )
    return builder.sign(issuer[1] if issuer else key, SHA256())


def write_operator(folder: Path, name: str = "Operator", until: datetime = UNTIL) -> tuple[Path, Path]:
    """Key file and chain file (signer, intermediate, root) in `folder`."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
    root = certificate(f"{name} root", keys[0], None, True)
    middle = certificate(f"{name} issuer", keys[1], (root, keys[0]), True)
    signer = certificate(f"{name} signer", keys[2], (middle, keys[1]), False, until)
    key_file, chain_file = folder / "key.pem", folder / "chain.pem"
    key_file.write_bytes(keys[2].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key_file.chmod(0o600)
    chain_file.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in (signer, middle, root)))
    return key_file, chain_file
