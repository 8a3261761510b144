"""What the ledger says of a judged message: its number and reference, and what becomes of the declaration it holds."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gateway.administration.interface import Postponed
from gateway.dossier.charging_right import charging_right
from gateway.dossier.desk import Desk
from gateway.dossier.lodging import carry_out, credit_objections, lodgement_of, refusals
from gateway.dossier.regime_accounts.planning import plan
from gateway.dossier.requests import ChangeRequest, check_request
from gateway.dossier.versions import Change, attempt
from gateway.judging.judge import Judgement, given_out
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import SubmissionRow
from gateway.work import kinds
from schemas.findings import Finding, finding, refused


@dataclasses.dataclass(frozen=True, slots=True)
class MessageOrigin:
    """How a message came: its ordinal in the submission, from 1; and by EDIFACT its place there (`edifact`) and the XML
    that was made of it (`dum`: SHA-256 and size). A `trial` is judged, and uses up no number."""

    ordinal: int = 1
    edifact: Mapping[str, Any] | None = None
    dum: Mapping[str, Any] | None = None
    trial: bool = False


AS_XML = MessageOrigin()
"""A submission whose body is the one message that it holds."""


def declaration_id(submission: str, ordinal: int = 1) -> str:
    """The id of the message with an ordinal in a submission."""
    return f"{submission.replace('sub_', 'dec_', 1)}-{ordinal}"


def record_judgement(
    desk: Desk,
    declaration: str,
    submission: SubmissionRow,
    judgement: Judgement,
    examined: Sequence[Mapping[str, Any]],
    max_findings: int,
    about: str | None = None,
    origin: MessageOrigin = AS_XML,
) -> None:
    """Write down what came of a message: a declaration is registered where it asks for that and nothing stands in the
    way; a request is done, put to the office, or refused.

    `examined` is what was seen of its attachments; `about` is the declaration that an act of the office concerns.
    """
    used = [] if origin.trial else _message_number_used(desk, submission, judgement)
    reference = _reference_used(desk, submission, judgement) if judgement.outcome == "registered" else []
    judgement = _with_findings(judgement, [*used, *reference], max_findings)
    takes_number = not used and not origin.trial
    record = _Record(desk, declaration, submission, judgement, examined, takes_number, origin, about)
    if judgement.outcome == "accepted" and judgement.message_number is not None:
        _request(record, max_findings)
    elif judgement.outcome == "registered":
        _declaration(record, max_findings)
    else:
        record.judged()


@dataclasses.dataclass
class _Record:
    """A message about to be written down."""

    desk: Desk
    declaration: str
    submission: SubmissionRow
    judgement: Judgement
    examined: Sequence[Mapping[str, Any]]
    takes_number: bool
    origin: MessageOrigin
    about: str | None = None

    def judged(self) -> None:
        """Write down the verdict."""
        judgement, submission = self.judgement, self.submission
        keeps = judgement.outcome in ("registered", "pending", "accepted")
        data = {
            "submission": submission.id,
            "partner": submission.partner,
            "ordinal": self.origin.ordinal,
            "outcome": judgement.outcome,
            "message_number": judgement.message_number,
            "takes_message_number": judgement.message_number is not None and self.takes_number,
            "reference": judgement.reference,
            "function": judgement.function,
            "findings": [each.to_record() for each in judgement.findings],
            "findings_total": judgement.total,
            "law": dict(judgement.law),
            "examined": [dict(each) for each in self.examined],
            "facts": dict(judgement.facts) if keeps else {},
            "asked": dict(judgement.asked),
            "about": self.about,
            "dum": self.origin.dum,
            "edifact": self.origin.edifact,
        }
        self.desk.append(Subject.DECLARATION.of(self.declaration), EventKind.JUDGED, data)

    def find(self, found: Sequence[Finding], max_findings: int) -> bool:
        """Add findings; True where they refuse."""
        self.judgement = _with_findings(self.judgement, found, max_findings)
        return refused(tuple(found))


def _declaration(record: _Record, max_findings: int) -> None:
    desk, judgement = record.desk, record.judgement
    right = charging_right(desk, record.submission.partner, judgement.facts)
    made = plan(desk, judgement.facts, judgement.article_places, right)
    charges = made.charges
    answers = desk.administration.lodge(lodgement_of(desk, judgement.facts, judgement.reference or ""))
    place = judgement.places.get("declarant_reference")
    found = [*made.findings, *refusals(answers, place, judgement.reference)]
    found += credit_objections(desk, judgement.facts, answers, None, right=right)
    if record.find(found, max_findings):
        record.judged()
        return
    postponed = next((each for each in answers if isinstance(each, Postponed)), None)
    if postponed is None:
        record.judged()
        carry_out(desk, record.declaration, answers, charges)
        return
    record.judgement = dataclasses.replace(record.judgement, outcome="pending")
    record.judged()
    owner = {"partner": record.submission.partner, "reference": judgement.reference}
    desk.append(Subject.DECLARATION.of(record.declaration), EventKind.LODGED, owner)
    if postponed.seconds is not None:
        due_at = time.time() + postponed.seconds
        whose = {"partner": record.submission.partner, "submission": record.submission.id}
        desk.runner.enqueue(desk.connection, kinds.REGISTER, record.declaration, due_at, **whose)


def _request(record: _Record, max_findings: int) -> None:
    desk, judgement = record.desk, record.judgement
    asked = ChangeRequest.of_record(judgement.asked)
    stands = check_request(desk, record.submission.partner, asked, judgement.facts, judgement.places)
    about = stands.declaration
    if asked.kind == "replace" and about is not None:
        # it takes over the reference of who replaces it: no other declaration may hold that
        named = dataclasses.replace(judgement, reference=about.reference)
        record.find(_reference_used(desk, record.submission, named, but_for=about.id), max_findings)
    record.about = about.id if about is not None else None
    if record.find(stands.findings, max_findings) or about is None or refused(record.judgement.findings):
        record.judged()
        return
    if stands.by_office:
        number = about.dum_number or about.id
        record.find([finding("LIF09", value=number)], max_findings)
        record.judgement = dataclasses.replace(record.judgement, outcome="pending")
        record.judged()
        return

    def attempted() -> list[Finding]:
        record.judged()  # first: a replacement is registered under the request's own id
        submission, places = record.submission.id, judgement.article_places
        sender = record.submission.partner
        return attempt(desk, Change(record.declaration, sender, about, asked, judgement.facts, submission, places))

    with desk.connection.begin_nested() as trial:
        found = attempted()
        if found:  # the verdict has to tell it
            trial.rollback()
    if found and record.find(found, max_findings):
        record.judged()
    elif found:
        attempted()


def _with_findings(judgement: Judgement, found: Sequence[Finding], max_findings: int) -> Judgement:
    if not found:
        return judgement
    refuses = refused(tuple(found)) and judgement.outcome != "draft"
    return dataclasses.replace(
        judgement,
        outcome="refused" if refuses else judgement.outcome,
        findings=given_out([*found, *judgement.findings], max_findings),
        total=judgement.total + len(found),
    )


def _message_number_used(desk: Desk, submission: SubmissionRow, judgement: Judgement) -> list[Finding]:
    number = judgement.message_number
    table = tables.message_number
    query = sa.select(table.c.submission).where(table.c.partner == submission.partner, table.c.number == number)
    other = desk.connection.execute(query).scalar() if number is not None else None
    if other is None:
        return []
    place = judgement.places.get("message_number")
    return [finding("MSG01", value=number, position=place, facts={"submission": other})]


def _reference_used(desk: Desk, submission: SubmissionRow, judgement: Judgement, but_for: str = "") -> list[Finding]:
    table, declaration = tables.reference, tables.declaration
    query = (
        sa.select(declaration.c.dum_number, declaration.c.id)
        .join(table, table.c.declaration == declaration.c.id)
        .where(table.c.partner == submission.partner, table.c.reference == judgement.reference)
        .where(declaration.c.id != but_for)
    )
    known = desk.connection.execute(query).first()
    if known is None:
        return []
    place = judgement.places.get("declarant_reference")
    facts = {"dum_number": known.dum_number or known.id}
    return [finding("MSG02", value=judgement.reference, position=place, facts=facts)]
