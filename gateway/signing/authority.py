"""Where signing material comes from: a sandbox authority made on first start, or the operator's own key and chain."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from gateway.settings import Settings
from gateway.signing.certificates import SPECIMEN
from gateway.signing.material import KeyMaterialError, SignerMaterial

__all__ = ["KeyMaterialError", "SignerMaterial", "load_material", "load_operator", "load_or_create_sandbox"]

# A sandbox's clock may be moved by tests; its certificates hold on any day that a test may choose.
VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)
VALID_UNTIL = datetime(2049, 12, 31, tzinfo=UTC)

ORGANIZATION = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{SPECIMEN} dumgate")])

ROOT_KEY, SIGNING_KEY = "root-key.pem", "signing-key.pem"
CHAIN, BUNDLE = "signing-chain.pem", "trust-bundle.pem"
LARGEST_FILE = 1_000_000


def load_material(settings: Settings) -> SignerMaterial:
    """The signing key: the operator's where one is set, else that of the sandbox. Raises KeyMaterialError."""
    if (settings.signing_key is None) != (settings.signing_certificates is None):
        raise KeyMaterialError(
            "Set both DUMGATE_SIGNING_KEY and DUMGATE_SIGNING_CERTIFICATES, or none of them for a sandbox key."
        )
    if settings.signing_key is not None and settings.signing_certificates is not None:
        return load_operator(settings.signing_key, settings.signing_certificates)
    return load_or_create_sandbox(settings.data / "keys")


def load_or_create_sandbox(folder: Path) -> SignerMaterial:
    """The sandbox authority in `folder`, made there if it is missing or empty; ever after the same keys.

    The folder appears whole by one rename, so a killed start leaves no half-written key, and of two starts
    at the same time one wins and both use its keys. Raises KeyMaterialError where the folder is damaged.
    """
    if not folder.exists() or not any(folder.iterdir()):
        _create(folder)
    return _load(folder / SIGNING_KEY, folder / CHAIN, None)


def load_operator(key_file: Path, chain_file: Path, password: bytes | None = None) -> SignerMaterial:
    """The operator's own P-256 key (PEM) and chain (PEM: signing certificate first, its root last).

    Raises KeyMaterialError for files that are missing, unreadable, do not belong together, or a key file
    that others than its owner may read.
    """
    return _load(key_file, chain_file, password)


def _load(key_file: Path, chain_file: Path, password: bytes | None) -> SignerMaterial:
    key_bytes, chain_bytes = _read(key_file, secret=True), _read(chain_file, secret=False)
    try:
        key = load_pem_private_key(key_bytes, password)
    except (ValueError, TypeError) as error:
        raise KeyMaterialError(f"{key_file} holds no readable private key: {error}") from error
    try:
        certificates = x509.load_pem_x509_certificates(chain_bytes)
    except ValueError as error:
        raise KeyMaterialError(f"{chain_file} holds no certificates: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyMaterialError(f"{key_file} is no P-256 key")
    try:
        return SignerMaterial(key, certificates[0], tuple(certificates[1:]))
    except KeyMaterialError as error:
        raise KeyMaterialError(f"{chain_file}: {error}") from error


def _read(path: Path, secret: bool) -> bytes:
    try:
        with path.open("rb") as file:
            if secret and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise KeyMaterialError(f"{path} may be read by others than its owner; set its mode to 600")
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise KeyMaterialError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST_FILE:
        raise KeyMaterialError(f"{path} is too large")
    return content


def _create(folder: Path) -> None:
    root_key, signing_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, signer_name = _name("sandbox root"), _name("sandbox signer")
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, authority=True)
    signer = _certificate(signer_name, root_name, signing_key.public_key(), root_key, authority=False)
    material = SignerMaterial(signing_key, signer, (root,))

    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # mode 700
    try:
        _write(draft / ROOT_KEY, _key_pem(root_key), 0o600)
        _write(draft / SIGNING_KEY, _key_pem(signing_key), 0o600)
        _write(draft / CHAIN, signer.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM), 0o644)
        _write(draft / BUNDLE, material.bundle_pem, 0o644)
        _fsync(draft)
        with contextlib.suppress(OSError):  # another start was first: its keys are the keys
            draft.rename(folder)
        _fsync(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _name(what: str) -> x509.Name:
    return x509.Name([*ORGANIZATION, x509.NameAttribute(NameOID.COMMON_NAME, f"{SPECIMEN} {what}")])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    issuer_identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_UNTIL)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(issuer_identifier, critical=False)
    )
    if authority:  # its key lies on the disk of each sandbox: whatever it signs has to say so
        only_specimens = x509.NameConstraints([x509.DirectoryName(ORGANIZATION)], None)
        builder = builder.add_extension(only_specimens, critical=True)
    return builder.sign(issuer_key, SHA256())


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _fsync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
