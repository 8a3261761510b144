"""Which certificates an installation trusts by itself, where it is asked about a document."""

from __future__ import annotations

from pathlib import Path

from gateway.signing.authority import BUNDLE
from gateway.signing.certificates import is_specimen
from gateway.trust.served import FOLDER, REAL, SERVED, certificates_of, pem_of


def installed_bundle(data: Path) -> bytes:
    """The trust bundle (PEM) of a data folder: its folder `trust`, and the sandbox authority that was made in it.

    Where a real administration served its bundle, no certificate of a sandbox is trusted: its root's key lies on the
    disk of each sandbox. Empty where nothing is installed. Raises KeyMaterialError for a file that cannot be read or
    has no certificates: it may be the root that is needed.
    """
    folder, own = data / FOLDER, data / "keys" / BUNDLE
    files = (*sorted(folder.glob("*.pem")), *([own] if own.exists() else []))
    found = [each for file in files for each in certificates_of(file)]
    real = any((folder / name).exists() for name in (REAL, SERVED[False]))
    return pem_of(each for each in dict.fromkeys(found) if not (real and is_specimen(each)))
