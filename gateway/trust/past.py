"""The signers of all that was issued before this installation kept them: read from its own documents, once.

`trust/collected.json` says how far that went, and which documents are looked at again at each start: those that could
not be read, and those whose signer does not verify. Their file may be restored by then, their root lie in `trust`.
Killed at any point, it goes on there.
"""

from __future__ import annotations

import re
import time
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog
from cryptography import x509
from pydantic import BaseModel, ConfigDict, Field

from gateway.documents.verification import verify
from gateway.ledger import database, tables
from gateway.signing.certificates import is_authority, is_specimen, issued_by, may_sign, self_signed, subject
from gateway.signing.material import KeyMaterialError, TrustBundle
from gateway.signing.verification_report import Report
from gateway.store.files import Damaged, FileStore
from gateway.trust.served import PROGRESS, Served, pem_of
from schemas.words import shown

log = structlog.get_logger()

SIGNED = {"accepted": "acknowledgement", "answered": "xml", "issued": "xml", "notice-written": "xml"}
"""The events that name signed XML in the store, and under which name."""

EVENTS_AT_ONCE = 1_000
SECONDS_BETWEEN_WORDS = 10.0
MOST_TRIES = 50
"""Documents of one signer that are verified at one start: the first may be damaged, or signed too late."""
MOST_AGAIN = 10_000
"""Documents that are kept to be looked at again. Where there are more, the next start reads all of them."""
MOST_TOLD = 10

_GIVEN = re.compile(rb"<ds:X509Data>.*?</ds:X509Data>", re.DOTALL)
_CERTIFICATE = re.compile(rb"<ds:X509Certificate>([^<]*)<")


class Progress(BaseModel):
    """Up to which event (its position) the past is read, for which kind of administration, and the documents
    (positions) that are looked at again at each start.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    specimen: bool
    position: int = Field(default=0, ge=0, lt=1 << 63)
    done: bool = False
    again: list[int] = Field(default=[], max_length=MOST_AGAIN)


@dataclass(slots=True)
class Signer:
    """One who is named by documents. `in_vain`: those (positions) that were verified and do not hold; of the last one
    what was found, and the highest certificate above the signer that is here.
    """

    certificate: x509.Certificate
    highest: x509.Certificate
    report: Report | None = None
    in_vain: list[int] = field(default_factory=list)
    settled: bool = False
    """True where no other document of his has to be verified."""


class Past:
    """Reads the signed documents of the ledger and lets `served` have their signers."""

    def __init__(self, engine: sa.Engine, store: FileStore, served: Served) -> None:
        self._engine, self._store, self._served = engine, store, served
        self._progress = Progress(specimen=served.specimen)
        self._signers: dict[bytes, Signer] = {}
        self._lost: list[int] = []
        self._read = self._unreadable = 0

    def collect(self) -> None:
        """Serve what signs now, and what signed before as far as it is not known.

        Raises KeyMaterialError where the bundle cannot be served, or the store is not there.
        """
        self._refuse_without_store()
        self._served.grow()  # which forgets how far it went where what was served is gone
        self._progress = progress = self._kept_progress()
        began = told = time.monotonic()
        for first in range(0, len(progress.again), EVENTS_AT_ONCE):
            self._look_at(tables.event.c.position.in_(progress.again[first : first + EVENTS_AT_ONCE]))
        while not progress.done:
            last = self._look_at(tables.event.c.position > progress.position)
            progress.position, progress.done = last or progress.position, last is None
            self._keep_progress()
            if time.monotonic() - told > SECONDS_BETWEEN_WORDS:
                told = time.monotonic()
                log.info("collecting the signers of the past", documents=self._read, seconds=round(told - began))
        self._keep_progress()
        self._tell_who_is_not_served()
        if self._read:
            log.info("signers of the past collected", documents=self._read, unreadable=self._unreadable)

    def _refuse_without_store(self) -> None:
        """A store that is not mounted looks like an empty one: whoever reads it then finds no signer."""
        folder = self._store.folder
        remedy = f"Mount the folder or restore it from a backup, with {self._served.folder}, and start again."
        try:
            empty = not any(folder.iterdir())
        except OSError as error:
            raise KeyMaterialError(f"The store {folder} cannot be read: {error.strerror}. {remedy}") from error
        signed = sa.select(tables.event.c.position).where(tables.event.c.kind.in_(SIGNED)).limit(1)
        if empty and database.read(self._engine, signed):
            raise KeyMaterialError(f"The store {folder} is empty, but the ledger names documents in it. {remedy}")

    def _look_at(self, where: sa.ColumnElement[bool]) -> int | None:
        """Look at the next documents; the position of the last one, None where there is none."""
        event = tables.event.c
        query = sa.select(tables.event).where(where, event.kind.in_(SIGNED))
        rows = database.read(self._engine, query.order_by(event.position).limit(EVENTS_AT_ONCE))
        for row in rows:
            self._look_at_document(row.position, row.data[SIGNED[row.kind]])
        return rows[-1].position if rows else None

    def _look_at_document(self, position: int, digest: str) -> None:
        """Read a document; verify it where its certificates are new."""
        self._read += 1
        try:
            content = self._store.get(digest)
        except (OSError, Damaged) as error:
            self._lost.append(position)
            self._tell_unreadable("a signed document cannot be read: restore it from a backup", digest, error)
            return
        try:
            given = _GIVEN.search(content, max(content.rfind(b"<ds:KeyInfo"), 0))
            if given is None:
                raise ValueError("it does not name its signer as this gateway does")
            chain = [x509.load_der_x509_certificate(b64decode(each[1])) for each in _CERTIFICATE.finditer(given[0])]
            signer = self._signers.setdefault(given[0], Signer(chain[0], chain[0]))
        except (ValueError, IndexError) as error:
            self._tell_unreadable("the signer of a document cannot be told: it is not collected", digest, error)
            return
        if not signer.settled:
            self._verify(position, content, signer, chain)

    def _tell_unreadable(self, event: str, digest: str, error: Exception) -> None:
        self._unreadable += 1
        if self._unreadable <= MOST_TOLD:
            log.error(event, sha256=digest, error=repr(error))

    def _verify(self, position: int, content: bytes, signer: Signer, chain: Sequence[x509.Certificate]) -> None:
        """Serve the signer where the document verifies; else keep its position, to look at it again."""
        if is_specimen(signer.certificate) != self._served.specimen:
            signer.settled = True
            return
        path = _path(signer.certificate, (*chain[1:], *self._served.certificates))
        report = self._verified(content)
        if report.intact and report.trusted:
            new = [each for each in reversed(path) if each not in self._served.certificates]
            self._served.grow(new)
            for each in new:
                log.info("served: it signed here, or stands above what did", certificate=subject(each))
            signer.settled, signer.in_vain = True, []
            return
        signer.in_vain.append(position)
        signer.report, signer.highest = report, path[-1]
        if report.intact and (not may_sign(signer.certificate) or not self_signed(path[-1])):
            signer.settled, signer.in_vain = True, [position]
        signer.settled = signer.settled or len(signer.in_vain) >= MOST_TRIES

    def _tell_who_is_not_served(self) -> None:
        """Once for each, in the end: a later document may have verified."""
        for signer in self._signers.values():
            if signer.report is None or not signer.in_vain:
                continue
            whose = {"signer": subject(signer.certificate)}
            if signer.report.intact and not may_sign(signer.certificate):
                log.error("documents of this signer do not verify: its certificate is not made for that", **whose)
            elif signer.report.intact and not self_signed(signer.highest):
                log.error(
                    "documents of this signer do not verify: put the root above it into the folder, and start again",
                    **whose,
                    issuer=shown(signer.highest.issuer.rfc4514_string(), 300),
                    folder=str(self._served.folder),
                )
            else:
                log.error(
                    "documents of this signer do not verify: it is not served",
                    **whose,
                    documents=len(signer.in_vain),
                    problems=", ".join(signer.report.problems),
                )

    def _verified(self, content: bytes) -> Report:
        """By the roots alone: the other certificates that are served name the signers that are known already."""
        authorities = [each for each in self._served.certificates if is_authority(each) or self_signed(each)]
        return verify(content, TrustBundle.from_pem(pem_of(authorities)))

    def _kept_progress(self) -> Progress:
        """How far it went; from the start where that cannot be told: damaged, of another version or administration."""
        file, fresh = self._served.folder / PROGRESS, Progress(specimen=self._served.specimen)
        if not file.exists():
            return fresh
        try:
            kept = Progress.model_validate_json(file.read_bytes())
        except (OSError, ValueError) as error:
            log.warning(
                "all documents are read again: how far that went cannot be read", file=str(file), error=repr(error)
            )
            return fresh
        return kept if kept.specimen == fresh.specimen else fresh

    def _keep_progress(self) -> None:
        again = sorted({*self._lost, *(each for signer in self._signers.values() for each in signer.in_vain)})
        self._progress.again = again
        kept = self._progress if len(again) <= MOST_AGAIN else Progress(specimen=self._progress.specimen)
        self._served.write(PROGRESS, kept.model_dump_json().encode())


def _path(signer: x509.Certificate, others: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """The certificates from a signer up, as far as they are there."""
    path = [signer]
    while above := next((each for each in others if each not in path and issued_by(path[-1], each)), None):
        path.append(above)
    return path
