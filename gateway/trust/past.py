"""The signers of all that was issued before this installation kept them: read from its own documents, once.

`trust/collected.json` says how far that went, and which signers have no root here. Killed at any point, it goes on
there at the next start. Those without a root are looked at again at each start: the root may lie in `trust` by then.
"""

from __future__ import annotations

import json
import re
import time
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import sqlalchemy as sa
import structlog
from cryptography import x509

from gateway.ledger import database, tables
from gateway.signing.certificates import is_authority, is_specimen, issued_by, may_sign, self_signed, subject
from gateway.signing.material import TrustBundle
from gateway.signing.report import Report
from gateway.signing.verify import verify
from gateway.store.files import Damaged, FileStore
from gateway.trust.served import PROGRESS, Served, pem_of
from schemas.words import shown

log = structlog.get_logger()

SIGNED = {"accepted": "acknowledgement", "answered": "xml", "issued": "xml", "notice-written": "xml"}
"""The events that name signed XML in the store, and under which name."""

EVENTS_AT_ONCE = 1_000
SECONDS_BETWEEN_WORDS = 10.0
MOST_TRIES = 50
"""Documents of one signer that are verified before it is given up: the first may be damaged, or signed too late."""
MOST_TOLD = 10

_GIVEN = re.compile(rb"<ds:X509Data>.*?</ds:X509Data>", re.DOTALL)
_CERTIFICATE = re.compile(rb"<ds:X509Certificate>([^<]*)<")


@dataclass(slots=True)
class Progress:
    """Up to which event (its position) the past is read; documents (positions), one of each signer without a root."""

    position: int = 0
    done: bool = False
    without_root: list[int] = field(default_factory=list)


class Past:
    """Reads the signed documents of the ledger and lets `served` have their signers."""

    def __init__(self, engine: sa.Engine, store: FileStore, served: Served) -> None:
        self._engine, self._store, self._served = engine, store, served
        self._progress = Progress()
        self._tries: dict[bytes, int] = {}
        self._read = self._unreadable = 0

    def collect(self) -> None:
        """Serve what signs now, and what signed before as far as it is not known. Raises KeyMaterialError."""
        self._served.grow()  # which forgets how far it went where what was served is gone
        self._progress = progress = self._kept_progress()
        began = told = time.monotonic()
        waiting, progress.without_root = progress.without_root, []
        self._look_at(tables.event.c.position.in_(waiting))
        while not progress.done:
            last = self._look_at(tables.event.c.position > progress.position)
            progress.position, progress.done = last or progress.position, last is None
            self._keep_progress()
            if time.monotonic() - told > SECONDS_BETWEEN_WORDS:
                told = time.monotonic()
                log.info("collecting the signers of the past", documents=self._read, seconds=round(told - began))
        self._keep_progress()
        if self._read:
            log.info("signers of the past collected", documents=self._read, unreadable=self._unreadable)

    def _look_at(self, where: sa.ColumnElement[bool]) -> int | None:
        """Look at the next documents; the position of the last one, None where there is none."""
        event = tables.event.c
        query = sa.select(event.position, event.kind, event.data).where(where, event.kind.in_(SIGNED))
        rows = database.read(self._engine, query.order_by(event.position).limit(EVENTS_AT_ONCE))
        for row in rows:
            self._look_at_document(row.position, row.data[SIGNED[row.kind]])
        return rows[-1].position if rows else None

    def _look_at_document(self, position: int, digest: str) -> None:
        """Read a document; verify it where its certificates are new."""
        self._read += 1
        try:
            content = self._store.get(digest)
            given = _GIVEN.search(content, max(content.rfind(b"<ds:KeyInfo"), 0))
            if given is None:
                raise ValueError("it does not name its signer as this gateway does")
            tries = self._tries.get(given[0], 0)
            if tries >= MOST_TRIES:
                return
            chain = [x509.load_der_x509_certificate(b64decode(each[1])) for each in _CERTIFICATE.finditer(given[0])]
        except (OSError, Damaged, ValueError) as error:
            self._unreadable += 1
            if self._unreadable <= MOST_TOLD:
                said = repr(error)
                log.error("a signed document cannot be read: restore it from a backup", sha256=digest, error=said)
            return
        self._tries[given[0]] = MOST_TRIES if self._is_settled(position, content, chain) else tries + 1

    def _is_settled(self, position: int, content: bytes, chain: Sequence[x509.Certificate]) -> bool:
        """True where no other document with these certificates has to be verified."""
        signer = chain[0]
        if is_specimen(signer) != self._served.specimen:
            return True
        path = _path(signer, (*chain[1:], *self._served.certificates))
        report = self._verified(content)
        if report.intact and report.trusted:
            new = [each for each in reversed(path) if each not in self._served.certificates]
            self._served.grow(new)
            for each in new:
                log.info("served: it signed here, or stands above what did", certificate=subject(each))
            return True
        if report.intact and not may_sign(signer):
            log.error(
                "documents of this signer do not verify: its certificate is not made for signing documents",
                signer=subject(signer),
            )
            return True
        if report.intact and not self_signed(path[-1]):
            self._progress.without_root.append(position)
            log.error(
                "documents of this signer do not verify: put the root above it into the folder, and start again",
                signer=subject(signer),
                issuer=shown(path[-1].issuer.rfc4514_string(), 300),
                folder=str(self._served.folder),
            )
            return True
        return False

    def _verified(self, content: bytes) -> Report:
        """By the roots alone: the other certificates that are served name the signers that are known already."""
        authorities = [each for each in self._served.certificates if is_authority(each) or self_signed(each)]
        return verify(content, TrustBundle.from_pem(pem_of(authorities)))

    def _kept_progress(self) -> Progress:
        file = self._served.folder / PROGRESS
        if not file.exists():
            return Progress()
        return Progress(**json.loads(file.read_bytes()))

    def _keep_progress(self) -> None:
        self._served.write(PROGRESS, json.dumps(asdict(self._progress)).encode())


def _path(signer: x509.Certificate, others: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """The certificates from a signer up, as far as they are there."""
    path = [signer]
    while above := next((each for each in others if each not in path and issued_by(path[-1], each)), None):
        path.append(above)
    return path
