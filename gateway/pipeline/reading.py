"""The step that reads: what a submission holds is judged, and each message of it is written down in its own commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from gateway.clock import CASABLANCA
from gateway.ledger import database, tables
from gateway.office.desk import Desk
from gateway.office.doing import done_at_desk
from gateway.office.record import record_act
from gateway.pipeline import kinds, tasks
from gateway.pipeline.attached import Attached, examined
from gateway.pipeline.edifact import EdifactBody
from gateway.pipeline.edifact_control import REJECTED
from gateway.pipeline.edifact_judged import UNREAD, InterchangeJudged, MessageJudged
from gateway.pipeline.interchanges import record_interchange, recorded, terms_of
from gateway.pipeline.judge import Judgement
from gateway.pipeline.register import AS_XML, Came, declaration_id, record_judgement
from gateway.pipeline.workers import WorkerFailed
from gateway.service import Gateway
from parsers.root_name import is_edifact, root_name
from renderers.records import Outcome
from schemas.acts import DUM, REQUEST, acts
from schemas.findings import Finding, finding

log = structlog.get_logger()

GATEWAY = "gateway"

READ_TRIES = 3
"""A submission that ends its worker so often is refused: its sender gets an answer."""

AS_UNREAD = Came(edifact=UNREAD)
TOO_MUCH = Judgement("refused", (finding("XML09"),), 1)
INTERRUPTED = Judgement("refused", (finding("EDI85"),), 1)


class Reading:
    """Reads submissions of a gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def read(self, key: str) -> None:
        """Judge what a submission holds: declarations and requests with their attachments, or an act of the office."""
        submission = database.one(self.gateway.engine, tables.submission, key)
        content = self.gateway.store.get(submission.body["sha256"])
        by_edifact = is_edifact(content, submission.body["name"])
        root = None if by_edifact else root_name(content)
        roles = self._roles(submission.partner)
        known = by_edifact or root in (DUM, REQUEST)
        role = "office" if root in acts() or (not known and "partner" not in roles) else "partner"
        if role not in roles:
            found = finding("ACT06", facts={"role": role})
            came = AS_UNREAD if by_edifact else AS_XML
            self._record(submission, Judgement("refused", (found,), 1), Attached(), came=came)
        elif role == "office":
            self._act(submission, content)
        elif by_edifact:
            self._interchanges(submission, content)
        else:
            self._judge(submission, content)

    def _judge(self, submission: Any, content: bytes) -> None:
        """Examine the attachments of a declaration or a request, judge it, and let the ledger have it."""
        settings = self.gateway.settings
        attached = self._attached(submission)
        day = _received_at(submission).date()
        given = (day, content, attached, settings.xml_limits, settings.max_findings)
        try:
            judgement = self.gateway.workers.run(tasks.judge_by_law_of, *given)
        except WorkerFailed:
            if self._may_try_again(submission):
                raise
            judgement = TOO_MUCH
        self._record(submission, judgement, attached)

    def _interchanges(self, submission: Any, content: bytes) -> None:
        """Read an EDIFACT body; of each interchange first what CONTRL says of it is written down, then its messages."""
        gateway, settings = self.gateway, self.gateway.settings
        attached = self._attached(submission)
        terms = terms_of(gateway, submission)
        body = EdifactBody(content, terms.agreement(settings.edifact_own, gateway.specimen), not gateway.specimen)
        given = (_received_at(submission).date(), body, attached, settings.edifact_limits, settings.max_findings)
        try:
            interchanges = gateway.workers.run(tasks.judge_edifact_by_law_of, *given)
        except WorkerFailed:
            if self._may_try_again(submission):
                raise
            self._give_up(submission)
            return
        for each in interchanges:
            row = record_interchange(gateway, submission, each, len(interchanges), terms)
            if row.action == REJECTED:
                refusal = each.refusal if each.rejected else each.as_duplicate(row.reference)
                came = Came(row.first, edifact=each.place_of(None))
                self._record(submission, refusal, Attached(), came=came)
                continue
            promised = range(row.first, row.first + row.declarations)
            for ordinal, message in zip(promised, () if each.rejected else each.messages, strict=False):
                self._record(submission, message.judgement, message.attached, came=self._came(ordinal, each, message))
            for ordinal in promised:  # read before with other settings, by an older program: all promised is answered
                self._record(submission, INTERRUPTED, Attached(), came=Came(ordinal, each.place_of(None)))

    def _give_up(self, submission: Any) -> None:
        """What was promised and is not there, and what was not read yet, is refused."""
        rows = recorded(self.gateway.engine, submission.id)
        ordinals = [ordinal for row in rows for ordinal in range(row.first, row.first + row.declarations)]
        if not rows or len(rows) < rows[0].interchanges:
            ordinals.append(len(ordinals) + 1)
        for ordinal in ordinals:
            self._record(submission, TOO_MUCH, Attached(), came=Came(ordinal, UNREAD))

    def _came(self, ordinal: int, interchange: InterchangeJudged, message: MessageJudged) -> Came:
        made = None
        if message.xml is not None:
            made = {"sha256": self.gateway.store.put(message.xml), "size": len(message.xml)}
        return Came(ordinal, interchange.place_of(message), made, interchange.trial)

    def _act(self, submission: Any, content: bytes) -> None:
        """An act that came by folder is done as one that came over HTTP, and answered as a declaration is."""
        answer = record_act(self.gateway, submission.partner, content)
        asked = {"kind": answer.kind or "act", "number": answer.number, **answer.made}
        outcome: Outcome = "refused" if answer.findings else "accepted"
        judgement = Judgement(outcome, answer.findings, len(answer.findings), asked=asked)
        self._record(submission, judgement, Attached(), about=answer.declaration)

    def _record(
        self,
        submission: Any,
        judgement: Judgement,
        attached: Attached,
        about: str | None = None,
        came: Came = AS_XML,
    ) -> None:
        gateway, declaration = self.gateway, declaration_id(submission.id, came.ordinal)

        def work(desk: Desk) -> None:
            if _exists(desk.connection, declaration):
                return
            most = gateway.settings.max_findings
            record_judgement(desk, declaration, submission, judgement, attached.seen, most, about, came)
            gateway.runner.enqueue(desk.connection, kinds.ANSWER, declaration)

        done_at_desk(gateway, GATEWAY, work)
        judged = database.one(gateway.engine, tables.declaration, declaration)
        facts = {"outcome": judged.outcome, "findings": judged.findings_total, "dum_number": judged.dum_number}
        log.info("judged", declaration=declaration, **facts)

    def _may_try_again(self, submission: Any) -> bool:
        return self.gateway.runner.attempts(kinds.READ, submission.id) < READ_TRIES - 1

    def _attached(self, submission: Any) -> Attached:
        """What came with a submission, examined."""
        rejected = {name: Finding.from_record(record) for name, record in submission.rejected.items()}
        files = ((each["name"], self.gateway.store.get(each["sha256"])) for each in submission.attachments)
        return examined(files, self.gateway.settings.pdf_limits, rejected)

    def _roles(self, partner: str) -> tuple[str, ...]:
        known = self.gateway.partners.find(partner)
        return known.roles if known else ()


def _received_at(submission: Any) -> datetime:
    return datetime.fromisoformat(submission.received_at).astimezone(CASABLANCA)


def _exists(connection: sa.Connection, declaration: str) -> bool:
    table = tables.declaration
    return connection.execute(sa.select(table.c.id).where(table.c.id == declaration)).first() is not None
