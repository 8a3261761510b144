"""Payments and their reversal: each makes a quittance; that of a reversed one is cancelled, replaced by the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from gateway.documents import quittance_document
from gateway.dossier.claims import credit
from gateway.dossier.claims.owing import claim_facts, outstanding
from gateway.dossier.desk import Desk
from gateway.dossier.ending import close_if_done, reopen
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.instants import instant
from gateway.ledger.tables import ClaimRow, DeclarationRow, PaymentRow


@dataclass(frozen=True, slots=True)
class Paid:
    """What the office recorded: its number, the amount (MAD), the means, and when it was paid."""

    office: str
    number: str
    sha256: str
    amount: Decimal
    method: str
    paid_at: datetime
    replaces: str | None = None


def pay(desk: Desk, declaration: DeclarationRow, claim: ClaimRow, paid: Paid) -> str:
    """Apply a payment to a claim (both held); the number of its quittance.

    What is above what is open is surplus: kept, shown, and not applied to anything.
    """
    open_before = outstanding(claim)
    applied = min(paid.amount, open_before)
    numbered = desk.number(claim.office, quittance_document.SERIES)
    replaces = paid.replaces or _unreplaced(desk, claim.number)
    data = {
        "office": paid.office,
        "number": paid.number,
        "declaration": declaration.id,
        "sha256": paid.sha256,
        "amount": f"{paid.amount:f}",
        "applied": f"{applied:f}",
        "method": paid.method,
        "paid_at": paid.paid_at.isoformat(),
        "quittance": numbered[0],
        "replaces": replaces,
        "on": desk.today.isoformat(),
    }
    desk.append(Subject.CLAIM.of(claim.number), EventKind.CLAIM_PAID, data, effective_at=paid.paid_at)
    credit.charge(desk, claim.credit, claim.number, -applied)
    left = f"{open_before - applied:f}"
    said = {name: data[name] for name in ("number", "amount", "applied", "method", "paid_at", "replaces")}
    record = {**claim_facts(desk, declaration, claim), **said, "outstanding": left}
    documents = [desk.issue(declaration, quittance_document.KIND, numbered, record, replaces or "")]
    details = {"claim": claim.number, "amount": data["amount"], "outstanding": left}
    desk.notify(declaration.id, "payment", details=details, documents=documents, office=paid.office)
    close_if_done(desk, declaration.id)
    return numbered[0]


def last_quittance(desk: Desk, claim: str) -> str | None:
    """The newest quittance in force on a claim; None where nothing of it is paid."""
    table = tables.payment
    query = sa.select(table.c.quittance).where(table.c.claim == claim, table.c.reversed.is_(False))
    found = desk.look(query.order_by(instant(table.c.paid_at).desc(), table.c.quittance.desc()).limit(1))
    return str(found[0].quittance) if found else None


def _unreplaced(desk: Desk, claim: str) -> str | None:
    """The first cancelled quittance of a claim that nothing has replaced yet."""
    table = tables.payment
    query = sa.select(table.c.quittance).where(
        table.c.claim == claim, table.c.reversed.is_(True), table.c.replaced_by.is_(None)
    )
    found = desk.look(query.order_by(instant(table.c.paid_at), table.c.quittance).limit(1))
    return str(found[0].quittance) if found else None


def reverse(desk: Desk, payment: PaymentRow, reason: str) -> None:
    """Take back a payment recorded by mistake: the claim is open again, its quittance is cancelled."""
    claim = desk.hold_known(tables.claim, payment.claim)
    before = outstanding(claim)
    data = {
        "office": payment.office,
        "number": payment.number,
        "amount": payment.amount,
        "quittance": payment.quittance,
        "reason": reason,
        "on": desk.today.isoformat(),
    }
    desk.append(Subject.CLAIM.of(claim.number), EventKind.PAYMENT_REVERSED, data)
    after = outstanding(desk.hold_known(tables.claim, claim.number))
    credit.charge(desk, claim.credit, claim.number, after - before)
    stream = Subject.DECLARATION.of(payment.declaration)
    desk.append(stream, EventKind.DOCUMENT_CANCELLED, {"number": payment.quittance, "reason": reason})
    reopen(desk, payment.declaration, reason)
    details = {"claim": claim.number, "amount": payment.amount, "quittance": payment.quittance}
    desk.notify(payment.declaration, "reversal", reason=reason, details=details)
