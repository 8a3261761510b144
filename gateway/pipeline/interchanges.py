"""Interchanges in the ledger: acknowledged or rejected, each reference once per sender, and how they are answered."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import sqlalchemy as sa

from gateway.clock import Clock
from gateway.edifact_terms import ALWAYS, EdifactTerms
from gateway.judging.edifact_control import ACKNOWLEDGED, REJECTED, used_before
from gateway.judging.edifact_judged import DECLARATION, InterchangeJudged
from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.tables import DeclarationRow, InterchangeRow, SubmissionRow
from gateway.partners import Partners
from gateway.queries.submissions import interchange
from gateway.work import kinds
from gateway.work.runner import Runner
from parsers.edifact.interchange_records import EdifactLimits
from renderers.edifact.notice_records import Control, Envelope
from schemas.edifact_mapping import ASSOCIATION

LONGEST_SENDER, LONGEST_REFERENCE = 120, 35
"""Characters that the ledger keeps of what an UNB may say at whatever length; what is longer is rejected anyway."""


@dataclass(frozen=True, slots=True)
class ReadingTerms:
    """By what a submission is read: what is agreed with its partner, who we are, and the limits."""

    terms: EdifactTerms
    own: tuple[str, str] | None
    limits: EdifactLimits

    def to_record(self) -> dict[str, Any]:
        """Plain data for the event log: the terms, and with them the rest."""
        return {**self.terms.to_record(), "own": self.own and list(self.own), "limits": asdict(self.limits)}


@dataclass(frozen=True, slots=True)
class Interchanges:
    """The interchanges of a ledger. `own` is who we are (identification, qualifier), `limits` what a body may hold."""

    engine: sa.Engine
    runner: Runner
    partners: Partners
    clock: Clock
    own: tuple[str, str] | None
    limits: EdifactLimits
    specimen: bool

    def reading_terms(self, submission: SubmissionRow) -> ReadingTerms:
        """What holds now, or what the first interchange of the submission was read by.

        So a reading that was broken off goes on as it began.
        """
        known = self.partners.find(submission.partner)
        now = ReadingTerms(known.edifact if known else EdifactTerms(), self.own, self.limits)
        begun = recorded(self.engine, submission.id)
        if not begun:
            return now
        then = begun[0].terms
        if "limits" not in then:  # written by an older program
            return replace(now, terms=EdifactTerms.from_record(then))
        own = (then["own"][0], then["own"][1]) if then["own"] else None
        known_limits = {each.name for each in fields(EdifactLimits)}
        limits = {name: most for name, most in then["limits"].items() if name in known_limits}
        return ReadingTerms(EdifactTerms.from_record(then), own, replace(now.limits, **limits))

    def record(self, submission: SubmissionRow, judged: InterchangeJudged, of: int, by: ReadingTerms) -> InterchangeRow:
        """Write down what CONTRL says of an interchange, and enqueue it where it is due; the row, as it was or is now.

        `of` is how many interchanges the submission has.
        """
        who = ":".join(judged.header["sender"][:2]).rstrip(":")  # not by what route
        sender = _plain(who, LONGEST_SENDER)
        reference = _plain(judged.reference, LONGEST_REFERENCE)

        def commit(connection: sa.Connection) -> InterchangeRow:
            if known := _rows(connection, submission.id, judged.number):
                return known[0]
            used = (
                not judged.rejected and not judged.trial and _is_used(connection, submission.partner, sender, reference)
            )
            rejected = judged.rejected or used
            control = self._addressed(submission.id, judged, by.terms, used)
            due = control is not None and (by.terms.contrl == ALWAYS or judged.asks_for_contrl)
            data = {
                "number": judged.number,
                "partner": submission.partner,
                "sender": sender,
                "reference": reference,
                "action": REJECTED if rejected else ACKNOWLEDGED,
                "first": _next_ordinal(connection, submission.id),
                "declarations": 1 if rejected else len(judged.messages),
                "interchanges": of,
                "terms": by.to_record(),
                "header": {**judged.header, "messages": judged.seen},
                "control": control.to_record() if control is not None else None,
                "contrl_due": due,
                "takes_reference": not rejected and not judged.trial,
            }
            entries = Log(connection, self.clock(), "gateway")
            entries.append(Subject.SUBMISSION.of(submission.id), EventKind.INTERCHANGE_READ, data)
            if due:
                key, partner = f"{submission.id}|{judged.number}", submission.partner
                self.runner.enqueue(connection, kinds.CONTRL, key, partner=partner, submission=submission.id)
            return _rows(connection, submission.id, judged.number)[0]

        return database.write(self.engine, commit)

    def envelope_of(self, declaration: DeclarationRow, answer: str) -> Envelope | None:
        """How the CUSRES on a declaration goes; None where it did not come by EDIFACT, or was rejected there.

        `answer` 0 is the response, 0-2 a second one, else the number of a notice.
        """
        noted = declaration.edifact
        if not noted or noted["rejected"] or noted["type"] != DECLARATION:
            return None
        read = interchange(self.engine, declaration.submission, noted["interchange"])
        if read is None:
            raise LookupError(f"{declaration.id} came by no interchange")
        header = read.header
        partner = self.partners.find(declaration.partner)
        terms = partner.edifact if partner else EdifactTerms()
        return Envelope(
            sender=self._own(header["recipient"]),
            recipient=address_of(terms, header["sender"]),
            reference=answer_reference("CUSRES", declaration.id, answer),
            subject_interchange=header["reference"],
            subject_message=noted["reference"] or "",
            association=noted["association"] or ASSOCIATION,
            syntax=header["syntax"],
            version=header["version"],
            test=header["test"] != "" or self.specimen,
            language=terms.language,
        )

    def _own(self, recipient: Sequence[str]) -> list[str]:
        """Who answers: we under our own name, else whoever was addressed."""
        return list(self.own) if self.own is not None else list(recipient[:2])

    def _addressed(self, submission: str, judged: InterchangeJudged, terms: EdifactTerms, used: bool) -> Control | None:
        """What CONTRL says of an interchange, as it goes out; that its reference was used before, it says alone."""
        if judged.control is None:
            return None
        control = replace(
            judged.control,
            answer_reference=answer_reference("CONTRL", submission, judged.number),
            answer_sender=tuple(self._own(judged.header["recipient"])),
            answer_recipient=tuple(address_of(terms, judged.header["sender"])),
            issued_at=self.clock(),
            test=judged.header["test"] != "" or self.specimen,
        )
        return used_before(control) if used else control


def recorded(engine: sa.Engine, submission: str) -> list[InterchangeRow]:
    """The interchanges of a submission, as far as they were written down."""
    table = tables.interchange
    return database.read(engine, sa.select(table).filter_by(submission=submission).order_by(table.c.number))


def answer_reference(message: str, subject: str, number: int | str) -> str:
    """0020 of an interchange of ours: 70 bits of what it answers, so that the same answer has the same reference."""
    digest = hashlib.sha256(f"{message}|{subject}|{number}".encode()).digest()
    return base64.b32encode(digest).decode()[:14]


def address_of(terms: EdifactTerms, sender: Sequence[str]) -> list[str]:
    """To whom answers go: as agreed, else back to the sender, his reverse routing address (0008) included."""
    if terms.answer_to:
        return [terms.answer_to, terms.answer_qualifier, terms.answer_routing]
    return list(sender)


def _rows(connection: sa.Connection, submission: str, number: int) -> list[InterchangeRow]:
    return tables.rows(connection, sa.select(tables.interchange).filter_by(submission=submission, number=number))


def _is_used(connection: sa.Connection, partner: str, sender: str, reference: str) -> bool:
    key = {"partner": partner, "sender": sender, "reference": reference}
    query = sa.select(tables.interchange_reference.c.number).filter_by(**key)
    return connection.execute(query).first() is not None


def _next_ordinal(connection: sa.Connection, submission: str) -> int:
    """The ordinal behind those of the interchanges before."""
    count = sa.func.coalesce(sa.func.sum(tables.interchange.c.declarations), 0)
    return (
        int(connection.execute(sa.select(count).where(tables.interchange.c.submission == submission)).scalar() or 0) + 1
    )


def _plain(text: str, longest: int) -> str:
    """Text for a column: databases take no control characters."""
    return "".join(each if unicodedata.category(each) not in ("Cc", "Cs") else "\ufffd" for each in text[:longest])
