"""Payments: an act of the office. Checked, applied to the ledger, and the quittance set to work, in one commit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from gateway.clock import CASABLANCA
from gateway.ledger import database, tables
from gateway.ledger.dues import amount_due
from gateway.ledger.events import Log
from gateway.pipeline import kinds
from gateway.pipeline.register import next_serial
from gateway.service import Gateway
from parsers.xml import XmlLimits, read_xml
from schemas.check import check
from schemas.declaration import Group
from schemas.findings import Finding, Position, finding
from schemas.form import form

log = structlog.get_logger()

CLOCKS_DIFFER = timedelta(hours=1)
"""How far the office's clock may be before ours."""

PAYMENT_LIMITS = XmlLimits(max_bytes=100_000, max_elements=100)


@dataclass(frozen=True, slots=True)
class PaymentAnswer:
    """What came of a payment: the quittance's number, or the findings that refuse it."""

    findings: tuple[Finding, ...] = ()
    payment_number: str | None = None
    dum_number: str | None = None
    declaration: str | None = None
    quittance: str | None = None
    again: bool = False


def record_payment(gateway: Gateway, office: str, content: bytes) -> PaymentAnswer:
    """Record a payment (XML after `payment.xsd`). The same bytes again give the same answer.

    The amount is exactly what is due, in MAD. What is refused is kept too, with its reasons.
    """
    digest = gateway.store.put(content)
    at = gateway.clock()
    reading = read_xml(content, PAYMENT_LIMITS)
    if reading.root is None or reading.source is None:
        return _refuse(gateway, office, digest, reading.findings)
    verdict = check(reading.root, reading.source, form("payment"), gateway.law.on(at.date()))
    if verdict.refused or verdict.view is None:
        return _refuse(gateway, office, digest, verdict.findings)
    view, source = verdict.view, reading.source

    def place(name: str) -> Position:
        element, definition = view.place
        child = next(each for each in definition.children if each.attribute == name)
        found = element.find(child.tag)
        return source.value(element if found is None else found)

    def commit(connection: sa.Connection) -> PaymentAnswer:
        known = _known(connection, office, view.payment_number)
        if known is not None:
            if known.sha256 == digest:
                return _answer(view, known.declaration, known.quittance, again=True)
            return _refused("PAY04", place("payment_number"), view.payment_number)
        paid_at = view.paid_at.replace(tzinfo=CASABLANCA)
        if paid_at > at + CLOCKS_DIFFER:
            return _refused("PAY06", place("paid_at"), view.paid_at.isoformat())
        query = sa.select(tables.declaration).where(tables.declaration.c.dum_number == view.dum_number)
        declaration: Any = connection.execute(query).first()
        reason = _objection(declaration, view, place)
        if reason is not None:
            return reason
        series = f"quittance:{declaration.facts['office']}:{at.year}"
        serial = next_serial(connection, series)
        prefix = "SPECIMEN-" if gateway.specimen else ""
        quittance = f"{prefix}{declaration.facts['office']}Q{at.year}{serial:07d}"
        data = {
            "office": office,
            "number": view.payment_number,
            "sha256": digest,
            "amount": f"{view.amount:f}",
            "method": view.method_code,
            "paid_at": paid_at.isoformat(),
            "recorded_at": at.isoformat(),
            "quittance": quittance,
            "series": series,
            "serial": serial,
        }
        Log(connection, at, office).append(f"declaration:{declaration.id}", "paid", data, effective_at=paid_at)
        gateway.runner.enqueue(connection, kinds.ISSUE, declaration.id)
        return _answer(view, declaration.id, quittance)

    answer = database.write(gateway.engine, commit)
    if answer.quittance is not None:
        log.info("paid", declaration=answer.declaration, quittance=answer.quittance, office=office, again=answer.again)
    return _refuse(gateway, office, digest, answer.findings) if answer.findings else answer


def _objection(declaration: Any, view: Group, place: Callable[[str], Position]) -> PaymentAnswer | None:
    if declaration is None:
        return _refused("PAY01", place("dum_number"), view.dum_number)
    if declaration.payment:
        facts = {"dum_number": view.dum_number, "quittance": declaration.payment["quittance"]}
        return _refused("PAY03", place("dum_number"), view.dum_number, **facts)
    due = amount_due(declaration.assessment)
    if due is None:
        return _refused("PAY05", place("dum_number"), view.dum_number)
    if view.amount != due:
        return _refused("PAY02", place("amount"), f"{view.amount:f}", due=f"{due:f}")
    return None


def _refused(code: str, position: Position, value: str, **facts: str) -> PaymentAnswer:
    return PaymentAnswer((finding(code, position=position, value=value, facts=facts),))


def _answer(view: Group, declaration: str, quittance: str, again: bool = False) -> PaymentAnswer:
    return PaymentAnswer((), view.payment_number, view.dum_number, declaration, quittance, again)


def _known(connection: sa.Connection, office: str, number: str) -> Any:
    """The payment that this office recorded under a number: each office counts its own."""
    return connection.execute(sa.select(tables.payment).filter_by(office=office, number=number)).first()


def _refuse(gateway: Gateway, office: str, digest: str, findings: tuple[Finding, ...]) -> PaymentAnswer:
    """Keep a refused payment: its bytes are in the store, its reasons in the log."""
    at: datetime = gateway.clock()
    name = hashlib.sha256(f"{office}\n{digest}".encode()).hexdigest()[:20]

    def commit(connection: sa.Connection) -> None:
        data = {"sha256": digest, "findings": [each.to_record() for each in findings]}
        Log(connection, at, office).append(f"payment:{name}", "payment-refused", data)

    database.write(gateway.engine, commit)
    log.info("payment refused", office=office, sha256=digest, codes=[each.code for each in findings])
    return PaymentAnswer(findings)
