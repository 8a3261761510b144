"""The papers that go out: each is rendered, signed, stored and written down once, then delivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
import structlog

from gateway.clock import Clock
from gateway.documents.document_kinds import KINDS
from gateway.documents.from_log import Kept
from gateway.documents.message_records import assessment_of, notice_of, response_of
from gateway.law_tables.in_force import LawFor
from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.tables import DeclarationRow, SubmissionRow
from gateway.pipeline import tasks
from gateway.pipeline.deliveries import arrivals
from gateway.pipeline.interchanges import Interchanges
from gateway.queries.submissions import interchange
from gateway.store.files import Damaged, FileStore
from gateway.work import kinds
from gateway.work.response_keys import due_number, of_key, part_name
from gateway.work.runner import Handler, Runner
from gateway.work.workers import Workers
from renderers.edifact.notice_records import Control

log = structlog.get_logger()

GATEWAY = "gateway"
"""Who writes papers."""

PaperState = Literal["due", "made", "changed"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is due: how its files are made, the event that keeps their hashes, and who gets it.

    `state` is asked in the commit: the first committed files are the paper, for ever.
    """

    make: Callable[[], Mapping[str, bytes]]
    stream: str
    event: EventKind
    data: Mapping[str, Any]
    state: Callable[[sa.Connection], PaperState]
    partner: str
    submission: str
    delivery: str
    key: str


@dataclass(frozen=True, slots=True)
class Papers:
    """Writes papers."""

    engine: sa.Engine
    store: FileStore
    workers: Workers
    runner: Runner
    clock: Clock
    law: LawFor
    interchanges: Interchanges
    specimen: bool

    def handlers(self) -> Mapping[str, Handler]:
        """Every kind of paper with the step that writes it."""
        due = {
            kinds.ANSWER: self._answer,
            kinds.CONTRL: self._contrl,
            kinds.ISSUE: self._document,
            kinds.NOTICE: self._notice,
        }
        return {kind: self._step(find) for kind, find in due.items()}

    def _step(self, find: Callable[[str], Paper | None]) -> Handler:
        def write(key: str) -> None:
            while (paper := find(key)) is not None and not self._write(paper):
                pass  # what it says was changed meanwhile

        return write

    def _write(self, paper: Paper) -> bool:
        """Make, store and write down a paper; False where it has to be found again."""
        stored = {name: self.store.put(content) for name, content in paper.make().items()}

        def commit(connection: sa.Connection) -> PaperState:
            claims = arrivals(connection, paper.submission)
            state = paper.state(connection)
            if state != "due":
                return state
            Log(connection, self.clock(), GATEWAY).append(paper.stream, paper.event, {**paper.data, **stored})
            for claim in claims:
                self.runner.enqueue(
                    connection,
                    paper.delivery,
                    f"{claim}|{paper.key}",
                    partner=paper.partner,
                    submission=paper.submission,
                )
            return state

        state = database.write(self.engine, commit)
        if state == "due":
            log.info(paper.event, stream=paper.stream, key=paper.key)
        return state != "changed"

    def _answer(self, key: str) -> Paper | None:
        """The response to a declaration."""
        name, number = of_key(key)
        declaration = database.one(self.engine, tables.declaration, name)
        if declaration.answers or number != due_number(declaration):
            return None
        submission = database.one(self.engine, tables.submission, declaration.submission)
        claims = database.read(self.engine, sa.select(tables.claim).filter_by(declaration=name, state="open"))
        claim = claims[0] if claims else None
        response = response_of(declaration, submission, self.specimen, self.law(), claim)
        declared = self._declared(declaration, submission)
        envelope = self.interchanges.envelope_of(declaration, part_name("0", number))

        def state(connection: sa.Connection) -> PaperState:
            (now,) = tables.rows(connection, sa.select(tables.declaration).where(tables.declaration.c.id == name))
            if now.answers or due_number(now) != number:
                return "made"
            same = (now.outcome, now.judged_at) == (declaration.outcome, declaration.judged_at)
            return "due" if same else "changed"  # judged once more meanwhile, before there was a response

        return Paper(
            make=lambda: self.workers.run(tasks.make_answer, response, self.clock(), envelope, declared),
            stream=Subject.DECLARATION.of(name),
            event=EventKind.ANSWERED,
            data={},
            state=state,
            partner=submission.partner,
            submission=submission.id,
            delivery=kinds.DELIVER_ANSWER,
            key=key,
        )

    def _declared(self, declaration: DeclarationRow, submission: SubmissionRow) -> bytes | None:
        """The XML that was judged, for the page; None where none was. No verdict waits for a file that is damaged."""
        by_edifact = declaration.edifact is not None
        kept = declaration.dum if by_edifact else submission.body
        if kept is None or not declaration.law:
            return None
        try:
            return self.store.get(kept["sha256"])
        except Damaged as found:
            self.store.tell(found)
            return None

    def _contrl(self, key: str) -> Paper | None:
        """The CONTRL on an interchange."""
        submission, _, number = key.rpartition("|")
        row = interchange(self.engine, submission, int(number))
        if row is None or row.control is None:
            raise LookupError(f"{key} has no CONTRL")
        if row.contrl is not None:
            return None
        control = Control.from_record(row.control)
        made = sa.select(tables.interchange.c.contrl).filter_by(submission=submission, number=row.number)
        return Paper(
            make=lambda: self.workers.run(tasks.make_contrl, control),
            stream=Subject.SUBMISSION.of(submission),
            event=EventKind.CONTRL_WRITTEN,
            data={"number": row.number},
            state=_unless(made),
            partner=row.partner,
            submission=submission,
            delivery=kinds.DELIVER_CONTRL,
            key=number,
        )

    def _document(self, key: str) -> Paper | None:
        """A document that is issued: a receipt, a certificate, a last notice, a form."""
        document = database.one(self.engine, tables.document, key, "number")
        if document.xml is not None:
            return None
        kind = KINDS[document.kind]
        record = kind.record_of(Kept(key, document.record, self.specimen, self.law, self.store))
        declaration = database.one(self.engine, tables.declaration, document.declaration)
        return Paper(
            make=lambda: self.workers.run(tasks.make_document, kind, record, self.clock()),
            stream=Subject.DECLARATION.of(declaration.id),
            event=EventKind.ISSUED,
            data={"number": key},
            state=_unless(sa.select(tables.document.c.xml).where(tables.document.c.number == key)),
            partner=declaration.partner,
            submission=declaration.submission,
            delivery=kinds.DELIVER_DOCUMENT,
            key=key,
        )

    def _notice(self, key: str) -> Paper | None:
        """A notice of a change of state."""
        name, _, number = key.rpartition("|")
        query = sa.select(tables.notice).filter_by(declaration=name, number=int(number))
        (notice,) = database.read(self.engine, query)
        if notice.xml is not None:
            return None
        declaration = database.one(self.engine, tables.declaration, name)
        record = notice_of(notice, declaration.reference, self.specimen)
        envelope = self.interchanges.envelope_of(declaration, str(notice.number))
        due = assessment_of(notice.data.get("assessment"), declaration.registered_at, self.law())
        return Paper(
            make=lambda: self.workers.run(tasks.make_notice, record, self.clock(), envelope, due),
            stream=Subject.DECLARATION.of(name),
            event=EventKind.NOTICE_WRITTEN,
            data={"number": notice.number},
            state=_unless(query.with_only_columns(tables.notice.c.xml)),
            partner=declaration.partner,
            submission=declaration.submission,
            delivery=kinds.DELIVER_NOTICE,
            key=key,
        )


def _unless(made: sa.Select[Any]) -> Callable[[sa.Connection], PaperState]:
    """`due` unless the query finds the hash of a file."""
    return lambda connection: "due" if connection.execute(made).scalar() is None else "made"
