"""Which certificates an installation trusts by itself, where it is asked about a document."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from gateway.signing.authority import BUNDLE
from gateway.signing.certificates import is_specimen
from gateway.signing.material import KeyMaterialError
from gateway.trust.served import FOLDER, SERVED, pem_of


def installed_bundle(data: Path) -> bytes:
    """The trust bundle (PEM) of a data folder: its folder `trust`, and the sandbox authority that was made in it.

    Where a real administration served its bundle, no certificate of a sandbox is trusted: its root's key lies on the
    disk of each sandbox. Empty where nothing is installed. Raises KeyMaterialError for a file without certificates,
    OSError where one cannot be read.
    """
    folder, own = data / FOLDER, data / "keys" / BUNDLE
    found: list[x509.Certificate] = []
    for file in (*sorted(folder.glob("*.pem")), *([own] if own.exists() else [])):
        try:
            found += x509.load_pem_x509_certificates(file.read_bytes())
        except ValueError as error:
            raise KeyMaterialError(f"{file} holds no certificates: {error}") from error
    real = (folder / SERVED[False]).exists()
    return pem_of(each for each in dict.fromkeys(found) if not (real and is_specimen(each)))
