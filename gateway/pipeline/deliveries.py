"""The steps that deliver what was made, by the channel of each arrival, each batch whole and under the name it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from gateway.delivery.channels import Channel, ChannelAway
from gateway.ledger import database, tables
from gateway.ledger.tables import ArrivalRow
from gateway.store.files import FileStore
from gateway.work import kinds
from gateway.work.failures import PartAway
from gateway.work.response_keys import of_key, part_name, responses_of
from gateway.work.runner import Handler
from schemas.vocabulary import LANGUAGES

log = structlog.get_logger()

Files = Sequence[tuple[str, str | None]]
"""Names with the SHA-256 of what is in the store; it is delivered once it was made."""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What goes out by the channel of each arrival. The same again gives the same names and bytes."""

    engine: sa.Engine
    store: FileStore
    channels: Mapping[str, Channel]

    def handlers(self) -> Mapping[str, Handler]:
        """Every kind of delivery with the step that does it."""
        return {
            kinds.DELIVER_ACKNOWLEDGEMENT: self.acknowledgement,
            kinds.DELIVER_CONTRL: self.contrl,
            kinds.DELIVER_ANSWER: self.answer,
            kinds.DELIVER_NOTICE: self.notice,
            kinds.DELIVER_DOCUMENT: self.document,
        }

    def acknowledgement(self, key: str) -> None:
        """The acknowledgement, under the name that the submission came by."""
        arrival = self._arrival(key)
        submission = database.one(self.engine, tables.submission, arrival.submission)
        name = f"{stem(arrival.name)}.{submission.id}.ack.xml"
        self._deliver(arrival, [(name, submission.acknowledgement)])

    def contrl(self, key: str) -> None:
        """The CONTRL on one interchange of a submission."""
        claim, _, number = key.rpartition("|")
        arrival = self._arrival(claim)
        query = sa.select(tables.interchange).filter_by(submission=arrival.submission, number=int(number))
        (row,) = database.read(self.engine, query)
        self._deliver(arrival, [(f"{stem(arrival.name)}.{arrival.submission}.contrl-{number}.edi", row.contrl)])

    def answer(self, key: str) -> None:
        """A response to a declaration, its findings and pages, and its CUSRES where it came by EDIFACT."""
        claim, _, response = key.rpartition("|")
        declaration, number = of_key(response)
        arrival, base = self._named(claim, declaration)
        answers = responses_of(database.one(self.engine, tables.declaration, declaration))[number - 1]
        findings = f"{base}.{part_name('findings', number)}"
        files = [(f"{base}.{part_name('response', number)}.xml", answers["xml"]), (f"{findings}.json", answers["json"])]
        files += [(f"{findings}.{language}.html", answers[language]) for language in LANGUAGES]
        if "cusres" in answers:
            files.append((f"{base}.{part_name('cusres-0', number)}.edi", answers["cusres"]))
        self._deliver(arrival, files)

    def notice(self, key: str) -> None:
        """A notice, as XML and by EDIFACT where the declaration came so."""
        claim, declaration, number = key.rsplit("|", 2)  # a claim holds a file's name, and that may hold anything
        arrival, base = self._named(claim, declaration)
        query = sa.select(tables.notice).filter_by(declaration=declaration, number=int(number))
        (notice,) = database.read(self.engine, query)
        files = [(f"{base}.notice-{number}.xml", notice.xml)]
        if notice.cusres is not None:
            files.append((f"{base}.cusres-{number}.edi", notice.cusres))
        self._deliver(arrival, files)

    def document(self, key: str) -> None:
        """A document, under its own number."""
        claim, _, number = key.rpartition("|")
        document = database.one(self.engine, tables.document, number, "number")
        base = f"{document.number}.{document.kind}"
        self._deliver(self._arrival(claim), [(f"{base}.xml", document.xml), (f"{base}.pdf", document.pdf)])

    def _arrival(self, claim: str) -> ArrivalRow:
        return database.one(self.engine, tables.arrival, claim, "claim")

    def _named(self, claim: str, declaration: str) -> tuple[ArrivalRow, str]:
        """An arrival, and what the names of all answers to a declaration of it begin with."""
        arrival = self._arrival(claim)
        row = database.one(self.engine, tables.declaration, declaration)
        return arrival, f"{stem(arrival.name)}.{row.submission}.{row.ordinal}"

    def _deliver(self, arrival: ArrivalRow, files: Files) -> None:
        contents = [(name, self.store.get(_made(digest))) for name, digest in files]
        try:
            self.channels[arrival.channel].deliver(arrival.partner, contents)
        except ChannelAway as error:
            raise PartAway("disk", str(error)) from error
        log.info("delivered", partner=arrival.partner, first=files[0][0], files=len(files))


def arrivals(connection: sa.Connection, submission: str) -> list[str]:
    """The arrivals of a submission by folder, held against another one that is committed at this moment."""
    held = sa.select(tables.submission.c.id).where(tables.submission.c.id == submission)
    connection.execute(held.with_for_update())
    claims = sa.select(tables.arrival.c.claim).where(tables.arrival.c.submission == submission)
    return list(connection.execute(claims).scalars())


def _made(digest: str | None) -> str:
    if digest is None:
        raise LookupError("a delivery of what was not made yet")
    return digest


def stem(name: str) -> str:
    """The NAME of an answer: the file name without its extension."""
    return name.rpartition(".")[0] or name
