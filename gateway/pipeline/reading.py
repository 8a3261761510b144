"""The step that reads: what a submission holds is judged, and each message of it is written down in its own commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa
import structlog

from gateway.access import Action, Principal, lacks, may, role_for
from gateway.dossier.acts.submit_act import Acts
from gateway.dossier.desk import Desk
from gateway.dossier.unit_of_work import Desks
from gateway.judging.attached import Attached, examined
from gateway.judging.edifact_control import DUPLICATE, REFERENCE, REJECTED
from gateway.judging.edifact_file import EdifactBody
from gateway.judging.edifact_judged import UNREAD, InterchangeJudged, MessageJudged, promised
from gateway.judging.judge import Judgement
from gateway.ledger import database, tables
from gateway.ledger.projections.declaration_events import NOT_JUDGED
from gateway.ledger.tables import InterchangeRow, SubmissionRow
from gateway.partners import Partners
from gateway.pipeline import tasks
from gateway.pipeline.interchanges import Interchanges, recorded
from gateway.pipeline.no_verdict import INTERRUPTED, not_judged, too_much
from gateway.pipeline.papers import GATEWAY
from gateway.pipeline.record_message import AS_XML, MessageOrigin, declaration_id, record_judgement
from gateway.settings import Settings
from gateway.store.files import FileStore
from gateway.work import kinds
from gateway.work.failures import DeadLetter, part_away
from gateway.work.response_keys import due_number, key_of
from gateway.work.runner import FAULTS
from gateway.work.workers import Workers
from parsers.root_name import is_edifact, root_name
from renderers.records import Outcome
from schemas.acts import DUM, REQUEST, acts
from schemas.days import day_of
from schemas.findings import Finding, finding
from schemas.vocabulary import SEND

log = structlog.get_logger()

READ_TRIES = 3
"""A submission that ends a sound worker, or passes a limit, so often in a row is refused."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads submissions. `settings` has the limits of what may come in."""

    desks: Desks
    store: FileStore
    workers: Workers
    partners: Partners
    acts: Acts
    interchanges: Interchanges
    settings: Settings

    @property
    def engine(self) -> sa.Engine:
        """The ledger."""
        return self.desks.engine

    def read(self, key: str) -> None:
        """Judge what a submission holds: declarations and requests with their attachments, or an act of the office.

        Raises what says that a part of ours is away, our own exceptions, and after the last of these DeadLetter: then
        its sender is told that it was not judged. What was not judged is judged when this is done once more.
        """
        submission = database.one(self.engine, tables.submission, key)
        try:
            self._read(submission)
        except Exception as error:
            if part_away(error) is not None or not self._is_last_try(key):
                raise
            self._not_judged(submission)
            raise DeadLetter(f"{submission.id} could not be judged") from error

    def _read(self, submission: SubmissionRow) -> None:
        content = self.store.get(submission.body["sha256"])
        by_edifact = is_edifact(content, submission.body["name"])
        root = None if by_edifact else root_name(content)
        sender = self.partners.find(submission.partner) or Principal(submission.partner, ())
        known = by_edifact or root in (DUM, REQUEST)
        action = Action.ACT if root in acts() or not (known or may(sender, Action.SEND)) else Action.SEND
        if not may(sender, action):
            told = finding("ACT06", facts={"role": role_for(action)})
            if action == Action.SEND and lacks(sender, SEND):
                told = finding("PRM03", facts={"company": sender.company, "word": SEND})
            judgement = Judgement("refused", (told,), 1)
            if by_edifact:
                self._answer_the_rest(submission, judgement)
            else:
                self._record(submission, judgement, Attached())
        elif action == Action.ACT:
            self._act(submission, sender, content)
        elif by_edifact:
            self._interchanges(submission, content)
        else:
            self._judge(submission, content)

    def _judge(self, submission: SubmissionRow, content: bytes) -> None:
        """Examine the attachments of a declaration or a request, judge it, and let the ledger have it."""
        settings = self.settings
        attached = self._attached(submission)
        given = (_day_received(submission), content, attached, settings.xml_limits, settings.max_findings)
        try:
            judgement = self._bounded(tasks.judge_by_law_of, *given)
        except TimeoutError as failed:
            judgement = too_much(failed)
        self._record(submission, judgement, attached)

    def _bounded(self, task: Callable[..., Result], *given: object) -> Result:
        """The result of a task. Raises WorkerFailed where it ended a sound worker, or passed a limit, each time."""
        for left in reversed(range(READ_TRIES)):
            try:
                return self.workers.run(task, *given)
            except TimeoutError as failed:  # WorkerFailed is one; no task raises another
                log.warning("a task ended its worker", error=repr(failed), tries_left=left)
                if not left:
                    raise
        raise AssertionError("unreachable")

    def _interchanges(self, submission: SubmissionRow, content: bytes) -> None:
        """Read an EDIFACT body; of each interchange first what CONTRL says of it is written down, then its messages.

        A declaration that cannot be written down at the last try keeps no other from its verdict. A request does, and
        one behind it is not judged either, with all that follows: what they ask for changes the verdicts behind them.
        """
        settings, specimen = self.settings, self.interchanges.specimen
        attached = self._attached(submission)
        by = self.interchanges.reading_terms(submission)
        body = EdifactBody(content, by.terms.agreement(by.own, specimen), not specimen)
        given = (_day_received(submission), body, attached, by.limits, settings.max_findings)
        try:
            interchanges = self._bounded(tasks.judge_edifact_by_law_of, *given)
        except TimeoutError as failed:
            self._answer_the_rest(submission, too_much(failed))
            return
        fault: Exception | None = None
        for each in interchanges:
            row = self.interchanges.record(submission, each, len(interchanges), by)
            if row.action == REJECTED:
                origin = MessageOrigin(row.first, edifact=each.place_of(None))
                self._record(submission, _refusal(row, each), Attached(), origin=origin)
                continue
            messages = () if each.rejected else each.messages[: row.declarations]
            for ordinal, message in enumerate(messages, start=row.first):
                if fault is not None and message.judgement.asked:
                    raise fault
                try:
                    origin = self._origin(ordinal, each, message)
                    self._record(submission, message.judgement, message.attached, origin=origin)
                except Exception as error:
                    ends = message.judgement.asked or not self._is_last_try(submission.id)
                    if part_away(error) is not None or ends:
                        raise
                    fault = fault or error
            self._answer_acknowledged(submission, row, INTERRUPTED, after=len(messages))
        for row in recorded(self.engine, submission.id)[len(interchanges) :]:
            self._answer_acknowledged(submission, row, INTERRUPTED)
        if fault is not None:  # only what is still without a verdict is not judged
            raise fault

    def _is_last_try(self, submission: str) -> bool:
        return self.desks.runner.faults(kinds.READ, submission) >= FAULTS - 1

    def _answer_acknowledged(
        self, submission: SubmissionRow, row: InterchangeRow, judgement: Judgement, after: int = 0
    ) -> None:
        """What a CONTRL acknowledged is answered, by CUSRES too, though another program, or none, can read it again."""
        for ordinal in range(row.first + after, row.first + row.declarations):
            self._record(submission, judgement, Attached(), origin=MessageOrigin(ordinal, promised(row, ordinal)))

    def _not_judged(self, submission: SubmissionRow) -> None:
        """Its sender is told that the fault is ours; of EDIFACT he is told so of all that was not answered before."""
        judgement = not_judged(submission.id)
        if recorded(self.engine, submission.id) or self._is_edifact(submission):
            self._answer_the_rest(submission, judgement)
        else:
            self._record(submission, judgement, Attached())

    def _is_edifact(self, submission: SubmissionRow) -> bool:
        """Whether it is EDIFACT; False where it was this question that failed."""
        content = self.store.get(submission.body["sha256"])
        try:
            return is_edifact(content, submission.body["name"])
        except Exception:
            return False

    def _answer_the_rest(self, submission: SubmissionRow, judgement: Judgement) -> None:
        """What was promised and is not there, and what was not read yet, gets this answer."""
        rows = recorded(self.engine, submission.id)
        for row in rows:
            self._answer_acknowledged(submission, row, judgement)
        if not rows or len(rows) < rows[0].interchanges:
            ordinal = 1 + sum(row.declarations for row in rows)
            self._record(submission, judgement, Attached(), origin=MessageOrigin(ordinal, UNREAD))

    def _origin(self, ordinal: int, interchange: InterchangeJudged, message: MessageJudged) -> MessageOrigin:
        made = None
        if message.xml is not None:
            made = {"sha256": self.store.put(message.xml), "size": len(message.xml)}
        return MessageOrigin(ordinal, interchange.place_of(message), made, interchange.trial)

    def _act(self, submission: SubmissionRow, sender: Principal, content: bytes) -> None:
        """An act that came by folder is done as one that came over HTTP, and answered as a declaration is."""
        answer = self.acts.submit(sender, content, via="folder")
        asked = {"kind": answer.kind or "act", "number": answer.number, **answer.made}
        outcome: Outcome = "refused" if answer.findings else "accepted"
        judgement = Judgement(outcome, answer.findings, len(answer.findings), asked=asked)
        self._record(submission, judgement, Attached(), about=answer.declaration)

    def _record(
        self,
        submission: SubmissionRow,
        judgement: Judgement,
        attached: Attached,
        about: str | None = None,
        origin: MessageOrigin = AS_XML,
    ) -> None:
        declaration = declaration_id(submission.id, origin.ordinal)

        def work(desk: Desk) -> str | None:
            known = desk.find(tables.declaration, declaration)
            if known is not None and (known.outcome != NOT_JUDGED or judgement.outcome == NOT_JUDGED):
                return None
            most = self.settings.max_findings
            record_judgement(desk, declaration, submission, judgement, attached.seen, most, about, origin)
            key = key_of(declaration, due_number(desk.hold_known(tables.declaration, declaration)))
            partner, sent = submission.partner, submission.id
            desk.runner.enqueue(desk.connection, kinds.ANSWER, key, partner=partner, submission=sent)
            return key if known is not None else None

        again = self.desks.do(GATEWAY, work)
        if again is not None:  # it may have been given up where it had to say `not_judged`
            self.desks.runner.retry(kinds.ANSWER, again)
        judged = database.one(self.engine, tables.declaration, declaration)
        facts = {"outcome": judged.outcome, "findings": judged.findings_total, "dum_number": judged.dum_number}
        log.info("judged", declaration=declaration, **facts)

    def _attached(self, submission: SubmissionRow) -> Attached:
        """What came with a submission, examined."""
        rejected = {name: Finding.from_record(record) for name, record in submission.rejected.items()}
        files = ((each["name"], self.store.get(each["sha256"])) for each in submission.attachments)
        return examined(files, self.settings.pdf_limits, rejected)


def _refusal(row: InterchangeRow, judged: InterchangeJudged) -> Judgement:
    """Why an interchange is rejected: what it is rejected for now, or what its CONTRL said."""
    if judged.rejected:
        return judged.refusal
    if row.control is None:  # nobody is told what is wrong with a CONTRL; all that can be is its reference
        return judged.as_duplicate(row.reference)
    fault = row.control["fault"] or {}
    duplicate = (fault.get("code"), fault.get("tag"), fault.get("element")) == (DUPLICATE, "UNB", REFERENCE)
    return judged.as_duplicate(row.reference) if duplicate else INTERRUPTED


def _day_received(submission: SubmissionRow) -> date:
    return day_of(datetime.fromisoformat(submission.received_at))
