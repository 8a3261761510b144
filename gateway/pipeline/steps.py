"""The steps that the runner does. Each looks first whether its effect is there: run twice, it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import structlog

from gateway.documents.document_records import record_of
from gateway.documents.message_records import assessment_of, notice_of, response_of
from gateway.dossier.acts.decisions import refuse_registration, register_lodged
from gateway.dossier.claims import last_notice
from gateway.dossier.claims.last_notice import ACTOR
from gateway.dossier.desk import Desk
from gateway.dossier.unit_of_work import done_at_desk
from gateway.ledger import database, tables
from gateway.ledger.events import Log
from gateway.pipeline import tasks
from gateway.pipeline.deliveries import Deliveries, arrivals
from gateway.pipeline.interchanges import envelope_of, interchange_of
from gateway.pipeline.reading import GATEWAY, Reading
from gateway.pipeline.response_keys import due_number, of_key, part_name
from gateway.service import Gateway
from gateway.work import kinds
from gateway.work.runner import Handler
from renderers.edifact.notice_records import Control
from schemas.findings import LANGUAGES

log = structlog.get_logger()


class Steps:
    """The handlers of a gateway's work."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def handlers(self) -> Mapping[str, Handler]:
        """Every kind of work with the step that does it."""
        dated = {
            kinds.READ: Reading(self.gateway).read,
            kinds.ANSWER: self.answer,
            kinds.CONTRL: self.contrl,
            kinds.REGISTER: self.register,
            kinds.LAST_NOTICE: self.last_notice,
            kinds.ISSUE: self.issue,
            kinds.NOTICE: self.notice,
        }
        deliveries = Deliveries(self.gateway).handlers()  # they bear no time
        return {**{kind: self._when_the_year_is_right(step) for kind, step in dated.items()}, **deliveries}

    def _when_the_year_is_right(self, step: Handler) -> Handler:
        def guarded(key: str) -> None:
            self.gateway.guard.ask()
            step(key)

        return guarded

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

    def last_notice(self, key: str) -> None:
        """Issue the last notice of a claim, where there still is a reason for it."""
        at = self.gateway.guard.vetted()
        done_at_desk(self.gateway, ACTOR, lambda desk: last_notice.notice(desk, key), at)

    def answer(self, key: str) -> None:
        """Render and sign the response to a declaration; from then on its first committed bytes are the response."""
        gateway, (name, number) = self.gateway, of_key(key)
        declaration = database.one(gateway.engine, tables.declaration, name)
        if declaration.answers or number != due_number(declaration):
            return
        submission = database.one(gateway.engine, tables.submission, declaration.submission)
        response = response_of(declaration, submission, gateway.specimen, gateway.law)
        envelope = envelope_of(gateway, declaration, part_name("0", number))
        answer = gateway.workers.run(tasks.make_answer, response, gateway.clock(), envelope)
        stored = {"xml": gateway.store.put(answer.xml), "json": gateway.store.put(answer.json)}
        stored |= {language: gateway.store.put(page) for language, page in answer.pages.items()}
        if answer.cusres is not None:
            stored["cusres"] = gateway.store.put(answer.cusres)

        whose = {"partner": submission.partner, "submission": submission.id}

        def commit(connection: sa.Connection) -> bool:
            claims = arrivals(connection, submission.id)
            now = connection.execute(sa.select(tables.declaration).where(tables.declaration.c.id == name)).one()
            if now.answers or due_number(now) != number:
                return True
            if (now.outcome, now.judged_at) != (declaration.outcome, declaration.judged_at):
                return False  # judged once more meanwhile, before there was a response
            Log(connection, gateway.clock(), GATEWAY).append(f"declaration:{name}", "answered", stored)
            for claim in claims:
                gateway.runner.enqueue(connection, kinds.DELIVER_ANSWER, f"{claim}|{key}", **whose)
            return True

        if not database.write(gateway.engine, commit):
            self.answer(key)

    def contrl(self, key: str) -> None:
        """Write the CONTRL on an interchange; its first committed bytes are the CONTRL."""
        gateway = self.gateway
        submission, _, number = key.rpartition("|")
        row = interchange_of(gateway.engine, submission, int(number))
        if row.contrl is not None:
            return
        content = gateway.workers.run(tasks.make_contrl, Control.from_record(row.control))
        data = {"number": row.number, "sha256": gateway.store.put(content)}

        def commit(connection: sa.Connection) -> None:
            claims = arrivals(connection, submission)
            query = sa.select(tables.interchange.c.contrl).filter_by(submission=submission, number=row.number)
            if connection.execute(query).scalar() is not None:
                return
            Log(connection, gateway.clock(), GATEWAY).append(f"submission:{submission}", "contrl-written", data)
            for claim in claims:
                work = f"{claim}|{number}"
                gateway.runner.enqueue(
                    connection, kinds.DELIVER_CONTRL, work, partner=row.partner, submission=submission
                )

        database.write(gateway.engine, commit)

    def issue(self, key: str) -> None:
        """Render, sign and store a document that is due: its first committed bytes are the document."""
        gateway = self.gateway
        document = database.one(gateway.engine, tables.document, key, "number")
        if document.xml is not None:
            return
        record = record_of(document, gateway.specimen, gateway.law, gateway.store)
        files = gateway.workers.run(tasks.make_document, record, gateway.clock())
        data = {"number": key, "xml": gateway.store.put(files.xml), "pdf": gateway.store.put(files.pdf)}

        def commit(connection: sa.Connection) -> None:
            claims, whose = self._arrivals_of(connection, document.declaration)
            table = tables.document
            known = sa.select(table.c.number).where(table.c.number == key, table.c.xml.is_not(None))
            if connection.execute(known).first() is not None:
                return
            Log(connection, gateway.clock(), GATEWAY).append(f"declaration:{document.declaration}", "issued", data)
            for claim in claims:
                gateway.runner.enqueue(connection, kinds.DELIVER_DOCUMENT, f"{claim}|{key}", **whose)

        database.write(gateway.engine, commit)
        log.info("issued", document=key, declaration=document.declaration)

    def notice(self, key: str) -> None:
        """Render and sign a notice; then it is delivered as the answer was."""
        gateway = self.gateway
        declaration, notice = self._notice(key)
        if notice.xml is not None:
            return
        record = notice_of(notice, declaration.reference, gateway.specimen)
        envelope = envelope_of(gateway, declaration, str(notice.number))
        due = assessment_of(notice.data.get("assessment"), declaration.registered_at, gateway.law)
        xml, cusres = gateway.workers.run(tasks.make_notice, record, gateway.clock(), envelope, due)
        data = {"number": notice.number, "xml": gateway.store.put(xml)}
        if cusres is not None:
            data["cusres"] = gateway.store.put(cusres)

        def commit(connection: sa.Connection) -> None:
            claims, whose = self._arrivals_of(connection, declaration.id)
            table = tables.notice
            query = sa.select(table.c.xml).filter_by(declaration=declaration.id, number=notice.number)
            if connection.execute(query).scalar() is not None:
                return
            Log(connection, gateway.clock(), GATEWAY).append(f"declaration:{declaration.id}", "notice-written", data)
            for claim in claims:
                gateway.runner.enqueue(connection, kinds.DELIVER_NOTICE, f"{claim}|{key}", **whose)

        database.write(gateway.engine, commit)

    def _notice(self, key: str) -> tuple[Any, Any]:
        declaration, _, number = key.rpartition("|")
        query = sa.select(tables.notice).filter_by(declaration=declaration, number=int(number))
        (notice,) = database.read(self.gateway.engine, query)
        return database.one(self.gateway.engine, tables.declaration, declaration), notice

    def _arrivals_of(self, connection: sa.Connection, declaration: str) -> tuple[list[str], dict[str, Any]]:
        """The arrivals of a declaration, and whose work it is to deliver to them."""
        table = tables.declaration
        query = sa.select(table.c.partner, table.c.submission).where(table.c.id == declaration)
        row = connection.execute(query).one()
        return arrivals(connection, row.submission), {"partner": row.partner, "submission": row.submission}
