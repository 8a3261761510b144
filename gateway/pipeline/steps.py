"""The steps that the runner does. Each looks first whether its effect is there: run twice, it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from gateway.clock import CASABLANCA
from gateway.delivery.outbox import deliver
from gateway.ledger import database, tables
from gateway.ledger.events import Log
from gateway.office.decisions import refuse_registration, register_lodged
from gateway.office.desk import Desk
from gateway.office.doing import done_at_desk
from gateway.office.record import record_act
from gateway.pipeline import kinds, tasks
from gateway.pipeline.attached import Attached, examined
from gateway.pipeline.document_records import record_of
from gateway.pipeline.judge import Judgement
from gateway.pipeline.records import notice_of, response_of
from gateway.pipeline.register import record_judgement
from gateway.pipeline.runner import Handler
from gateway.pipeline.workers import WorkerFailed
from gateway.service import Gateway
from parsers.root_name import root_name
from renderers.records import Outcome
from schemas.acts import DUM, REQUEST, acts
from schemas.findings import LANGUAGES, Finding, finding

log = structlog.get_logger()

GATEWAY = "gateway"

READ_TRIES = 3
"""A declaration that ends its worker so often is refused: its sender gets an answer."""


class Steps:
    """The handlers of a gateway's work."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def handlers(self) -> Mapping[str, Handler]:
        """Every kind of work with the step that does it."""
        return {
            kinds.READ: self.read,
            kinds.ANSWER: self.answer,
            kinds.REGISTER: self.register,
            kinds.ISSUE: self.issue,
            kinds.NOTICE: self.notice,
            kinds.DELIVER_NOTICE: self.deliver_notice,
            kinds.DELIVER_ACKNOWLEDGEMENT: self.deliver_acknowledgement,
            kinds.DELIVER_ANSWER: self.deliver_answer,
            kinds.DELIVER_DOCUMENT: self.deliver_document,
        }

    def read(self, key: str) -> None:
        """Judge what a submission holds: a declaration with its attachments, a request, or an act of the office."""
        submission = self._one(tables.submission, key)
        declaration = f"{key.replace('sub_', 'dec_', 1)}-1"
        content = self.gateway.store.get(submission.body["sha256"])
        root = root_name(content)
        roles = self._roles(submission.partner)
        role = "office" if root in acts() or (root not in (DUM, REQUEST) and "partner" not in roles) else "partner"
        if role not in roles:
            found = finding("ACT06", facts={"role": role})
            self._record(submission, declaration, Judgement("refused", (found,), 1), Attached())
        elif role == "office":
            self._act(submission, declaration, content)
        else:
            self._judge(submission, declaration, content)

    def _judge(self, submission: Any, declaration: str, content: bytes) -> None:
        """Examine the attachments of a declaration or a request, judge it, and let the ledger have it."""
        gateway, settings = self.gateway, self.gateway.settings
        received_at = datetime.fromisoformat(submission.received_at).astimezone(CASABLANCA)
        attached = self._attached(submission)
        try:
            judgement = gateway.workers.run(
                tasks.judge_by_law_of,
                received_at.date(),
                content,
                attached,
                settings.xml_limits,
                settings.max_findings,
            )
        except WorkerFailed:
            if gateway.runner.attempts(kinds.READ, submission.id) < READ_TRIES - 1:
                raise
            judgement = Judgement("refused", (finding("XML09"),), 1)
        self._record(submission, declaration, judgement, attached)

    def _act(self, submission: Any, declaration: str, content: bytes) -> None:
        """An act that came by folder is done as one that came over HTTP, and answered as a declaration is."""
        answer = record_act(self.gateway, submission.partner, content)
        asked = {"kind": answer.kind or "act", "number": answer.number, **answer.made}
        outcome: Outcome = "refused" if answer.findings else "accepted"
        judgement = Judgement(outcome, answer.findings, len(answer.findings), asked=asked)
        self._record(submission, declaration, judgement, Attached(), about=answer.declaration)

    def _record(
        self, submission: Any, declaration: str, judgement: Judgement, attached: Attached, about: str | None = None
    ) -> None:
        gateway = self.gateway

        def work(desk: Desk) -> None:
            if self._exists(desk.connection, tables.declaration, declaration):
                return
            most = gateway.settings.max_findings
            record_judgement(desk, declaration, submission, judgement, attached.seen, most, about)
            gateway.runner.enqueue(desk.connection, kinds.ANSWER, declaration)

        done_at_desk(gateway, GATEWAY, work)
        judged = self._one(tables.declaration, declaration)
        facts = {"outcome": judged.outcome, "findings": judged.findings_total, "dum_number": judged.dum_number}
        log.info("judged", declaration=declaration, **facts)

    def register(self, key: str) -> None:
        """The administration answers what it had postponed: the declaration is registered now, or refused."""

        def work(desk: Desk) -> None:
            row = desk.hold(tables.declaration, key)
            if row.life != "lodged":
                return
            found = [each for each in register_lodged(desk, row) if each.severity == "refused"]
            if found:
                said = " / ".join(found[0].message(language) for language in LANGUAGES)
                refuse_registration(desk, key, f"{found[0].code}: {said}")

        done_at_desk(self.gateway, GATEWAY, work)

    def answer(self, key: str) -> None:
        """Render and sign the response to a declaration; from then on its first committed bytes are the response."""
        gateway = self.gateway
        declaration = self._one(tables.declaration, key)
        if declaration.answers:
            return
        submission = self._one(tables.submission, declaration.submission)
        answer = gateway.workers.run(
            tasks.make_answer, response_of(declaration, submission, gateway.specimen, gateway.law)
        )
        stored = {"xml": gateway.store.put(answer.xml), "json": gateway.store.put(answer.json)}
        stored |= {language: gateway.store.put(page) for language, page in answer.pages.items()}

        def commit(connection: sa.Connection) -> None:
            claims = _arrivals(connection, submission.id)
            query = sa.select(tables.declaration.c.answers).where(tables.declaration.c.id == key)
            if connection.execute(query).scalar():
                return
            Log(connection, gateway.clock(), GATEWAY).append(f"declaration:{key}", "answered", stored)
            for claim in claims:
                gateway.runner.enqueue(connection, kinds.DELIVER_ANSWER, f"{claim}|{key}")

        database.write(gateway.engine, commit)

    def issue(self, key: str) -> None:
        """Render, sign and store a document that is due: its first committed bytes are the document."""
        gateway = self.gateway
        document = self._one(tables.document, key, "number")
        if document.xml is not None:
            return
        record = record_of(document, gateway.specimen, gateway.law, gateway.store)
        files = gateway.workers.run(tasks.make_document, record)
        data = {"number": key, "xml": gateway.store.put(files.xml), "pdf": gateway.store.put(files.pdf)}

        def commit(connection: sa.Connection) -> None:
            claims = self._arrivals_of(connection, document.declaration)
            table = tables.document
            known = sa.select(table.c.number).where(table.c.number == key, table.c.xml.is_not(None))
            if connection.execute(known).first() is not None:
                return
            Log(connection, gateway.clock(), GATEWAY).append(f"declaration:{document.declaration}", "issued", data)
            for claim in claims:
                gateway.runner.enqueue(connection, kinds.DELIVER_DOCUMENT, f"{claim}|{key}")

        database.write(gateway.engine, commit)
        log.info("issued", document=key, declaration=document.declaration)

    def notice(self, key: str) -> None:
        """Render and sign a notice; then it is delivered as the answer was."""
        gateway = self.gateway
        declaration, notice = self._notice(key)
        if notice.xml is not None:
            return
        xml = gateway.workers.run(tasks.make_notice, notice_of(notice, declaration.reference, gateway.specimen))
        data = {"number": notice.number, "xml": gateway.store.put(xml)}

        def commit(connection: sa.Connection) -> None:
            claims = self._arrivals_of(connection, declaration.id)
            table = tables.notice
            query = sa.select(table.c.xml).filter_by(declaration=declaration.id, number=notice.number)
            if connection.execute(query).scalar() is not None:
                return
            Log(connection, gateway.clock(), GATEWAY).append(f"declaration:{declaration.id}", "notice-written", data)
            for claim in claims:
                gateway.runner.enqueue(connection, kinds.DELIVER_NOTICE, f"{claim}|{key}")

        database.write(gateway.engine, commit)

    def _notice(self, key: str) -> tuple[Any, Any]:
        declaration, _, number = key.rpartition("|")
        query = sa.select(tables.notice).filter_by(declaration=declaration, number=int(number))
        (notice,) = database.read(self.gateway.engine, query)
        return self._one(tables.declaration, declaration), notice

    def _arrivals_of(self, connection: sa.Connection, declaration: str) -> list[str]:
        query = sa.select(tables.declaration.c.submission).where(tables.declaration.c.id == declaration)
        return _arrivals(connection, str(connection.execute(query).scalar()))

    def deliver_notice(self, key: str) -> None:
        """Put a notice in the outbox, under the name that the declaration came by."""
        claim, declaration_id, number = key.rsplit("|", 2)  # a claim holds a file's name, and that may hold anything
        arrival = self._one(tables.arrival, claim, "claim")
        declaration, notice = self._notice(f"{declaration_id}|{number}")
        base = f"{stem(arrival.name)}.{declaration.submission}.{declaration.ordinal}"
        self._deliver(arrival.partner, [(f"{base}.notice-{notice.number}.xml", notice.xml)])

    def deliver_acknowledgement(self, key: str) -> None:
        """Put the acknowledgement in the partner's outbox, under the name that the submission came by."""
        arrival = self._one(tables.arrival, key, "claim")
        submission = self._one(tables.submission, arrival.submission)
        name = f"{stem(arrival.name)}.{submission.id}.ack.xml"
        self._deliver(arrival.partner, [(name, submission.acknowledgement)])

    def deliver_answer(self, key: str) -> None:
        """Put the response to a declaration, its findings and pages in the outbox as one batch."""
        claim, _, declaration_id = key.rpartition("|")
        arrival = self._one(tables.arrival, claim, "claim")
        declaration = self._one(tables.declaration, declaration_id)
        base = f"{stem(arrival.name)}.{declaration.submission}.{declaration.ordinal}"
        answers = declaration.answers
        files = [(f"{base}.response.xml", answers["xml"]), (f"{base}.findings.json", answers["json"])]
        files += [(f"{base}.findings.{language}.html", answers[language]) for language in LANGUAGES]
        self._deliver(arrival.partner, files)

    def deliver_document(self, key: str) -> None:
        """Put a document in the outbox under its own number."""
        document = self._one(tables.document, key.rpartition("|")[2], "number")
        base = f"{document.number}.{document.kind}"
        self._deliver(document.partner, [(f"{base}.xml", document.xml), (f"{base}.pdf", document.pdf)])

    def _deliver(self, partner: str, files: list[tuple[str, str]]) -> None:
        store = self.gateway.store
        folder = self.gateway.settings.outbox / partner
        deliver(folder, [(name, store.get(digest)) for name, digest in files])
        log.info("delivered", partner=partner, first=files[0][0], files=len(files))

    def _attached(self, submission: Any) -> Attached:
        """What came with a submission, examined."""
        rejected = {name: Finding.from_record(record) for name, record in submission.rejected.items()}
        files = ((each["name"], self.gateway.store.get(each["sha256"])) for each in submission.attachments)
        return examined(files, self.gateway.settings.pdf_limits, rejected)

    def _roles(self, partner: str) -> tuple[str, ...]:
        known = self.gateway.partners.find(partner)
        return known.roles if known else ()

    def _one(self, table: sa.Table, key: str, column: str = "id") -> Any:
        (row,) = database.read(self.gateway.engine, sa.select(table).where(table.c[column] == key))
        return row

    def _exists(self, connection: sa.Connection, table: sa.Table, key: str) -> bool:
        return connection.execute(sa.select(table.c.id).where(table.c.id == key)).first() is not None


def _arrivals(connection: sa.Connection, submission: str) -> list[str]:
    """The arrivals of a submission by folder, held against another one that is committed at this moment."""
    held = sa.select(tables.submission.c.id).where(tables.submission.c.id == submission)
    connection.execute(held.with_for_update())
    claims = sa.select(tables.arrival.c.claim).where(tables.arrival.c.submission == submission)
    return list(connection.execute(claims).scalars())


def stem(name: str) -> str:
    """The NAME of an answer: the file name without its extension."""
    return name.rpartition(".")[0] or name
