"""The trust bundle that is served: the chain that signs now, and all that was ever served. It only grows."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.signing.authority import BUNDLE
from gateway.signing.certificates import is_specimen, subject
from gateway.signing.material import LARGEST_BUNDLE, MOST_CERTIFICATES, KeyMaterialError, SignerMaterial
from gateway.store.safe_files import exists, opened, remove, write_whole
from schemas.words import shown

log = structlog.get_logger()

FOLDER = "trust"
PROGRESS = "collected.json"
"""How far the signers of the past were collected. It means nothing once what was served is gone."""

SERVED = {True: "served-specimen.pem", False: "served.pem"}
"""What was served, of a sandbox and of a real administration: neither ever serves what the other did."""

REAL = "real"
"""Written once where the administration is real, and never removed: what was served may be, to collect it anew."""

REAL_SAYS = b"A real administration served here: commands on this data folder trust no sandbox. Leave this file.\n"


class Served:
    """The certificates that are served: of the chain that signs, root first; of the past, as they came; of the
    folders `keys` and `trust`. In a sandbox those that say SPECIMEN, elsewhere those that do not.
    """

    def __init__(self, data: Path, material: SignerMaterial, specimen: bool) -> None:
        """Raises KeyMaterialError where what was served is damaged, or a verifier would not take it all."""
        self.folder, self.specimen = data / FOLDER, specimen
        self.file = self.folder / SERVED[specimen]
        self._own = tuple(reversed(material.path))
        self._kept = self.before = self._kept_before()
        """`before` is what was served before this start."""
        self.certificates = self._joined((*self._kept, *self._installed(data / "keys" / BUNDLE)))
        self._check()

    @property
    def pem(self) -> bytes:
        """The bundle as it is served. Holds no secret."""
        return pem_of(self.certificates)

    def grow(self, more: Iterable[x509.Certificate] = ()) -> None:
        """Serve `more` too, with what another process has kept meanwhile; on the disk when this returns.

        Raises KeyMaterialError where it cannot be.
        """
        with self._alone() as folder:
            if not self.specimen and not exists(folder, REAL):
                write_whole(folder, REAL, REAL_SAYS)
                os.fsync(folder)
            before = self._kept_before()
            self.certificates = self._joined((*before, *self.certificates, *more))
            self._check()
            kept = tuple(dict.fromkeys((*before, *self._kept, *self.certificates)))
            if kept != before:
                if not before:
                    remove(folder, PROGRESS)
                write_whole(folder, self.file.name, pem_of(kept))
                os.fsync(folder)
            self._kept = kept

    def write(self, name: str, content: bytes) -> None:
        """A file of the folder, whole or not at all, on the disk when this returns. Raises KeyMaterialError."""
        with self._alone() as folder:
            write_whole(folder, name, content)
            os.fsync(folder)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """A handle of the folder; no other process writes there meanwhile. Raises KeyMaterialError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with opened(self.folder.resolve()) as folder:
                fcntl.flock(folder, fcntl.LOCK_EX)  # until the handle is closed
                yield folder
        except OSError as error:
            raise KeyMaterialError(f"{self.folder} cannot be written: {error.strerror}") from error

    def _joined(self, others: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
        """Each once; of our own kind."""
        return tuple(each for each in dict.fromkeys((*self._own, *others)) if is_specimen(each) == self.specimen)

    def _kept_before(self) -> tuple[x509.Certificate, ...]:
        if not self.file.exists():
            return ()
        try:
            return certificates_of(self.file)
        except KeyMaterialError as error:
            remedy = "Restore it from a backup, or remove it: the signers are then collected from the documents again"
            raise KeyMaterialError(f"{error}. {remedy}.") from error

    def _installed(self, sandbox: Path) -> Iterable[x509.Certificate]:
        """The sandbox of this folder, and what was put into `trust` by hand: what cannot be read is told and left out.

        Where the administration is real, a sandbox here is a former one.
        """
        by_hand = (each for each in sorted(self.folder.glob("*.pem")) if each.name not in SERVED.values())
        for file in (*([sandbox] if self.specimen and sandbox.exists() else []), *by_hand):
            try:
                found = certificates_of(file)
            except KeyMaterialError as error:
                log.error("not served: mend or remove the file", problem=shown(str(error), 1_000))
                continue
            for each in found:
                if is_specimen(each) == self.specimen:
                    yield each
                else:
                    kind = "sandbox" if self.specimen else "real administration"
                    log.warning(f"not served by a {kind}", file=shown(str(file), 300), certificate=subject(each))

    def _check(self) -> None:
        count, size = len(self.certificates), len(self.pem)
        if count > MOST_CERTIFICATES or size > LARGEST_BUNDLE:
            raise KeyMaterialError(
                f"The trust bundle would have {count} certificates of {size} bytes; a verifier takes "
                f"{MOST_CERTIFICATES} of {LARGEST_BUNDLE}. Take files that are not needed out of {self.folder}."
            )


def certificates_of(file: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file. Raises KeyMaterialError, with its name, where it cannot be read or has none."""
    if not file.is_file():  # a pipe would be waited for
        raise KeyMaterialError(f"{file} cannot be read: it is no file")
    try:
        with file.open("rb") as source:
            content = source.read(LARGEST_BUNDLE + 1)
        if len(content) > LARGEST_BUNDLE:
            raise KeyMaterialError(f"{file} is larger than {LARGEST_BUNDLE} bytes")
        return tuple(x509.load_pem_x509_certificates(content))
    except OSError as error:
        raise KeyMaterialError(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise KeyMaterialError(f"{file} holds no certificates: {error}") from error


def pem_of(certificates: Iterable[x509.Certificate]) -> bytes:
    """Certificates as one PEM."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)
