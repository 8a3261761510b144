"""An act comes in: read, checked after its XSD, looked up, checked against the state and applied, in one commit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import structlog
from lxml import etree

from gateway.access import Principal, held
from gateway.dossier.acts import act_boxes, decisions, money, regime_acts, release
from gateway.dossier.acts.act_handlers import HANDLERS, Act, Refusal, record_act_done
from gateway.dossier.acts.bureaux import elsewhere
from gateway.dossier.desk import Desk
from gateway.dossier.unit_of_work import Desks
from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.tables import ActRow, Via
from gateway.store.files import FileStore
from parsers.source_map import SourceMap
from parsers.xml import XmlLimits, read_xml
from schemas.acts import PAYMENT, acts, form_of
from schemas.check import check
from schemas.days import day_of, local_moment
from schemas.declaration import Group
from schemas.findings import Finding, Position, finding
from schemas.form import form

log = structlog.get_logger()

HANDLING = (act_boxes, decisions, money, regime_acts, release)
"""The modules whose handlers are registered by their import."""

CLOCKS_DIFFER = timedelta(hours=1)
"""How far the office's clock may be before ours."""

ACT_LIMITS = XmlLimits(max_bytes=1_000_000, max_elements=20_000)
"""An assessment may have 200 lines."""

PAYMENT_LIMITS = XmlLimits(max_bytes=100_000, max_elements=100)


def limits_of(only: str | None) -> XmlLimits:
    """What an act may have at the most where only this kind is taken; None: any."""
    return PAYMENT_LIMITS if only == PAYMENT else ACT_LIMITS


@dataclass(frozen=True, slots=True)
class ActAnswer:
    """What came of an act: what it is and what it made, or the findings that refuse it."""

    findings: tuple[Finding, ...] = ()
    kind: str | None = None
    number: str | None = None
    made: Mapping[str, Any] = field(default_factory=dict)
    again: bool = False

    @property
    def quittance(self) -> str | None:
        """The quittance that a payment made."""
        quittance: str | None = self.made.get("quittance")
        return quittance

    @property
    def declaration(self) -> str | None:
        """The declaration that it concerns."""
        declaration: str | None = self.made.get("declaration")
        return declaration


@dataclass(frozen=True, slots=True)
class Acts:
    """Takes acts of the office in. `ask_clock` raises where the clock is years from the ledger."""

    desks: Desks
    store: FileStore
    ask_clock: Callable[[], None]

    def submit(self, who: Principal, content: bytes, only: str | None = None, via: Via | None = None) -> ActAnswer:
        """Record an act (XML after its XSD), with `only` one of that kind. The same bytes again give the same answer.

        What is refused is kept too, with its reasons. What is of another bureau is refused, or noted where offices are
        not held to theirs. Raises ClockAway where the clock is years from the ledger.
        """
        self.ask_clock()
        office = who.id
        digest = self.store.put(content)
        at = self.desks.clock()
        act = self._read(office, content, digest, at, only)
        if not isinstance(act, Act):
            return self._refuse(office, digest, act, via)

        def work(desk: Desk) -> tuple[ActAnswer, Refusal | None]:
            known = _known(desk.connection, act)
            if known is not None:
                if known.sha256 != digest:
                    code, name = ("PAY04", "payment_number") if act.kind == PAYMENT else ("ACT02", "act_number")
                    raise act.refusal(code, name)
                return ActAnswer((), act.kind, act.number, known.answer, again=True), None
            if act.done_at.astimezone(UTC) > at.astimezone(UTC) + CLOCKS_DIFFER:
                code, name = ("PAY06", "paid_at") if act.kind == PAYMENT else ("ACT04", "done_at")
                raise act.refusal(code, name)
            refusal = elsewhere(desk.connection, act, who)
            if refusal is not None:
                raise refusal
            noted = elsewhere(desk.connection, act, held(who)) if who.everywhere else None
            made = HANDLERS[act.kind](desk, act)
            record_act_done(desk, act, made)
            return ActAnswer((), act.kind, act.number, made), noted

        try:
            answer, noted = self.desks.do(office, work, at, via)
        except Refusal as refusal:
            return self._refuse(office, digest, (refusal.finding,), via)
        if noted is not None:
            told = {"kind": act.kind, "number": act.number, "declaration": answer.declaration}
            log.warning("would be refused", code=noted.finding.code, office=office, offices=who.offices, **told)
        log.info("act", kind=act.kind, office=office, declaration=answer.declaration, again=answer.again)
        return answer

    def _read(
        self, office: str, content: bytes, digest: str, at: datetime, only: str | None
    ) -> Act | tuple[Finding, ...]:
        reading = read_xml(content, limits_of(only))
        if reading.root is None or reading.source is None:
            return reading.findings
        kind = acts().get(reading.root.tag)
        if kind is None and only is None:
            name = etree.QName(reading.root.tag).localname
            return (finding("ACT08", position=reading.source.start(reading.root), facts={"found": name}),)
        kind = only or kind or ""
        verdict = check(reading.root, reading.source, form(form_of(kind)), self.desks.law().on(day_of(at)))
        if verdict.refused or verdict.view is None:
            return verdict.findings
        data, places = plain(verdict.view), _places(verdict.view, reading.source)
        number, done_at = ("payment_number", "paid_at") if kind == PAYMENT else ("act_number", "done_at")
        moment = local_moment(datetime.fromisoformat(data[done_at]))
        return Act(kind, office, data[number], digest, moment, data, places)

    def _refuse(self, office: str, digest: str, findings: tuple[Finding, ...], via: Via | None) -> ActAnswer:
        """Keep a refused act: its bytes are in the store, its reasons in the log."""
        at = self.desks.clock()
        name = hashlib.sha256(f"{office}\n{digest}".encode()).hexdigest()[:20]

        def commit(connection: sa.Connection) -> None:
            data = {"sha256": digest, "findings": [each.to_record() for each in findings]}
            Log(connection, at, office, via).append(Subject.ACT.of(name), EventKind.ACT_REFUSED, data)

        database.write(self.desks.engine, commit)
        log.info("act refused", office=office, sha256=digest, codes=[each.code for each in findings])
        return ActAnswer(findings)


def plain(group: Group) -> dict[str, Any]:
    """The elements of a message in snake case, as plain data for the log; what is absent is left out."""
    _, definition = group.place
    given = {name: _plain(group.given(name)) for name in definition.by_attribute}
    return {name: value for name, value in given.items() if value not in (None, [])}


def _plain(value: object) -> object:
    if isinstance(value, Group):
        return plain(value)
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _places(view: Group, source: SourceMap) -> dict[str, Position]:
    """Where each element stands; one that is absent stands where the message begins."""
    element, definition = view.place
    found = {name: element.find(child.tag) for name, child in definition.by_attribute.items()}
    return {name: source.value(element if leaf is None else leaf) for name, leaf in found.items()}


def _known(connection: sa.Connection, act: Act) -> ActRow | None:
    """The act that this office recorded under a number: each office counts its own, kind by kind."""
    query = sa.select(tables.act).filter_by(office=act.office, kind=act.kind, number=act.number)
    return tables.first(connection, query)
