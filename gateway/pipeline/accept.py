"""Acceptance: the bytes are in the store and the acknowledgement is committed before anybody is told.

A submission is known by its partner and the SHA-256 over its body and its sorted attachment hashes: its id is made of
them, so that the same bytes again are the same submission, with the same acknowledgement.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
import structlog

from gateway.clock import Clock
from gateway.delivery.channels import FOLDER
from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.tables import Via
from gateway.signing.material import SignerMaterial
from gateway.signing.xades import sign_xml
from gateway.store.files import FileStore
from gateway.timekeeping.guard import ClockGuard
from gateway.work import kinds
from gateway.work.response_keys import key_of, responses_of
from gateway.work.runner import Runner
from renderers.acknowledgement import render_acknowledgement
from renderers.records import Acknowledgement, FileReceived
from schemas.findings import Finding

log = structlog.get_logger()


class DiskFull(Exception):
    """There is too little room on the disk to promise that nothing is lost; nothing was accepted."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted submission: its id, its acknowledgement, and whether it was here before."""

    submission: str
    acknowledgement: bytes
    again: bool


@dataclass(frozen=True, slots=True)
class Room:
    """The room on the disk that is kept for what was accepted: bytes that stay free beside the folder."""

    folder: Path
    min_free_bytes: int

    def must_be_there(self) -> None:
        """Raises DiskFull where less is free."""
        if shutil.disk_usage(self.folder).free < self.min_free_bytes:
            raise DiskFull(str(self.folder))


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Takes submissions in, whatever the door."""

    engine: sa.Engine
    store: FileStore
    runner: Runner
    material: SignerMaterial
    clock: Clock
    guard: ClockGuard
    room: Room
    specimen: bool

    def take(
        self,
        partner: str,
        body: File,
        attachments: Sequence[File],
        rejected: Mapping[str, Finding] | None = None,
        claim: str | None = None,
        channel: str = FOLDER,
    ) -> Accepted:
        """Take in a submission for good. `claim` names an arrival whose answers are delivered by `channel`.

        The same claim again changes nothing.

        Raises ClockAway where the clock is years from the last recorded instant, DiskFull, OutsideValidityError where
        its acknowledgement cannot be signed, or what the disk or the database raises; then nothing was accepted, and
        the same may come again.
        """
        self.guard.ask()
        self.room.must_be_there()
        received = self._stored(body)
        pieces = tuple(sorted((self._stored(each) for each in attachments), key=lambda each: each.sha256))
        submission = submission_id(partner, received.sha256, [each.sha256 for each in pieces], self.specimen)
        at = self.clock()
        record = Acknowledgement(submission, partner, at, received, pieces, self.specimen)
        known = self._acknowledgement_of(submission)
        if known is None:
            acknowledgement = self.store.put(sign_xml(render_acknowledgement(record), self.material, at))
        else:
            acknowledgement = known

        def commit(connection: sa.Connection) -> tuple[str, bool]:
            via: Via = "api" if claim is None else "folder"
            entries = Log(connection, at, partner, via, _in_whose_name(connection, partner))
            query = sa.select(tables.submission.c.acknowledgement).where(tables.submission.c.id == submission)
            stored = connection.execute(query.with_for_update()).scalar()  # against an answer that is committed now
            if stored is None:
                data = {
                    "partner": partner,
                    "body": asdict(received),
                    "attachments": [asdict(each) for each in pieces],
                    "rejected": {name: finding.to_record() for name, finding in (rejected or {}).items()},
                    "acknowledgement": acknowledgement,
                }
                entries.append(Subject.SUBMISSION.of(submission), EventKind.ACCEPTED, data)
                self.runner.enqueue(connection, kinds.READ, submission, partner=partner, submission=submission)
            else:
                self.runner.hurry(connection, submission)  # what was damaged in the store is whole again
            if claim is not None:
                self._arrive(entries, submission, partner, body.name, claim, channel)
            return stored or acknowledgement, stored is not None

        digest, again = database.write(self.engine, commit)
        log.info("accepted", submission=submission, partner=partner, again=again, attachments=len(pieces))
        return Accepted(submission, self.store.get(digest), again)

    def _stored(self, file: File) -> FileReceived:
        return FileReceived(file.name, self.store.put(file.content), len(file.content))

    def _acknowledgement_of(self, submission: str) -> str | None:
        query = sa.select(tables.submission.c.acknowledgement).where(tables.submission.c.id == submission)
        rows = database.read(self.engine, query)
        return rows[0].acknowledgement if rows else None

    def _arrive(self, entries: Log, submission: str, partner: str, name: str, claim: str, channel: str) -> None:
        """Note that a submission came by folder under a name, and that its answers go back under it."""
        known = sa.select(tables.arrival.c.claim).where(tables.arrival.c.claim == claim)
        if entries.connection.execute(known).first() is not None:
            return
        entries.append(
            Subject.SUBMISSION.of(submission),
            EventKind.ARRIVED,
            {"claim": claim, "partner": partner, "name": name, "channel": channel},
        )

        def deliver(kind: str, key: str) -> None:
            self.runner.enqueue(entries.connection, kind, key, partner=partner, submission=submission)

        deliver(kinds.DELIVER_ACKNOWLEDGEMENT, claim)
        interchange = tables.interchange
        written = sa.select(interchange.c.number).where(
            interchange.c.submission == submission, interchange.c.contrl.is_not(None)
        )
        for number in entries.connection.execute(written).scalars().all():
            deliver(kinds.DELIVER_CONTRL, f"{claim}|{number}")
        table = tables.declaration
        for declaration in tables.rows(entries.connection, sa.select(table).where(table.c.submission == submission)):
            for number, _ in enumerate(responses_of(declaration), start=1):
                deliver(kinds.DELIVER_ANSWER, f"{claim}|{key_of(declaration.id, number)}")
            for table_of, kind, key in _MADE:
                made = sa.select(table_of.c.number).where(
                    table_of.c.declaration == declaration.id, table_of.c.xml.is_not(None)
                )  # what is not made yet is delivered when it is
                for number in entries.connection.execute(made).scalars():
                    deliver(kind, key.format(claim=claim, declaration=declaration.id, number=number))


def submission_id(partner: str, body: str, attachments: Sequence[str], specimen: bool) -> str:
    """The id of a submission: `sub_` (`sub_test_` in a sandbox) and 100 bits of its identity."""
    identity = "\n".join([partner, body, *sorted(attachments)])
    digest = hashlib.sha256(identity.encode()).digest()
    short = base64.b32encode(digest).decode().lower()[:20]
    return f"{'sub_test_' if specimen else 'sub_'}{short}"


_MADE = (
    (tables.document, kinds.DELIVER_DOCUMENT, "{claim}|{number}"),
    (tables.notice, kinds.DELIVER_NOTICE, "{claim}|{declaration}|{number}"),
)


def _in_whose_name(connection: sa.Connection, partner: str) -> str | None:
    """The company whose the partner's keys and folder are."""
    row = tables.first(connection, sa.select(tables.partner).where(tables.partner.c.id == partner))
    return f"company:{row.company}" if row is not None and row.company else None
