"""What is owed and what is paid of it; the credit accounts."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.document_events import receipted
from gateway.ledger.projections.projectors import Data, change, one, projects
from gateway.ledger.tables import ClaimRow

ZERO = Decimal(0)


@projects(EventKind.CLAIM_OPENED)
def _opened(connection: sa.Connection, claim: str, data: Data, at: str) -> None:
    begun = {"state": "open", "disputed": False, "paid": "0", "surplus": "0", "dasf": None}
    balances = [[data["opened_on"], data["amount"]]]
    connection.execute(sa.insert(tables.claim).values(number=claim, balances=balances, **begun, **data))


@projects(EventKind.CLAIM_ADJUSTED)
def _adjusted(connection: sa.Connection, claim: str, data: Data, at: str) -> None:
    """Another amount is due: a declaration was amended, or assessed anew."""
    row = one(connection, tables.claim, claim)
    if row is None:
        return
    received = Decimal(row.paid) + Decimal(row.surplus)
    more = {name: data[name] for name in ("due_on", "notice_on", "method", "credit")}
    _settle(connection, row, Decimal(data["amount"]), received, data["on"], **more)
    receipted(connection, row.declaration)


@projects(EventKind.CLAIM_PAID)
def _paid(connection: sa.Connection, claim: str, data: Data, at: str) -> None:
    names = ("office", "number", "declaration", "sha256", "quittance", "amount", "applied", "method", "paid_at")
    values = {name: data[name] for name in names}
    connection.execute(sa.insert(tables.payment).values(claim=claim, reversed=False, **values))
    if data.get("replaces"):
        table = tables.payment
        replaced = sa.update(table).where(table.c.quittance == data["replaces"])
        connection.execute(replaced.values(replaced_by=data["quittance"]))
    row = one(connection, tables.claim, claim)
    if row is not None:
        received = Decimal(row.paid) + Decimal(row.surplus) + Decimal(data["amount"])
        _settle(connection, row, Decimal(row.amount), received, data["on"])


@projects(EventKind.PAYMENT_REVERSED)
def _reversed(connection: sa.Connection, claim: str, data: Data, at: str) -> None:
    table = tables.payment
    which = sa.and_(table.c.office == data["office"], table.c.number == data["number"])
    connection.execute(sa.update(table).where(which).values(reversed=True))
    row = one(connection, tables.claim, claim)
    if row is not None:
        received = Decimal(row.paid) + Decimal(row.surplus) - Decimal(data["amount"])
        _settle(connection, row, Decimal(row.amount), received, data["on"])
        receipted(connection, row.declaration)


def _settle(
    connection: sa.Connection, row: ClaimRow, amount: Decimal, received: Decimal, on: str, **more: str | None
) -> None:
    """The claim after a change: what was received goes to it up to its amount, the rest is surplus."""
    paid = min(received, amount)
    state = row.state if row.state == "cancelled" else "settled" if paid == amount else "open"
    figures = {"amount": f"{amount:f}", "paid": f"{paid:f}", "surplus": f"{received - paid:f}"}
    balances = [*row.balances, [on, f"{amount - paid:f}"]]
    change(connection, tables.claim, row.number, state=state, balances=balances, **figures, **more)
    if state != "cancelled":
        money = "due" if state == "open" else "paid" if amount > ZERO else "settled"
        change(connection, tables.declaration, row.declaration, state=money)


@projects(EventKind.CLAIM_DISPUTED)
def _disputed(connection: sa.Connection, claim: str, data: Data, at: str) -> None:
    change(connection, tables.claim, claim, disputed=True)


@projects(EventKind.DISPUTE_ENDED)
def _dispute_ended(connection: sa.Connection, claim: str, data: Data, at: str) -> None:
    change(connection, tables.claim, claim, disputed=False, notice_on=data["notice_on"])


@projects(EventKind.CLAIM_CANCELLED)
def _cancelled(connection: sa.Connection, claim: str, data: Data, at: str) -> None:
    row = one(connection, tables.claim, claim)
    change(connection, tables.claim, claim, state="cancelled")
    if row is not None and data.get("settles"):
        change(connection, tables.declaration, row.declaration, state="settled")


@projects(EventKind.LAST_NOTICE)
def _last_notice(connection: sa.Connection, claim: str, data: Data, at: str) -> None:
    change(connection, tables.claim, claim, dasf=data["number"])


@projects(EventKind.CREDIT_OPENED)
def _credit_opened(connection: sa.Connection, number: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.credit).values(number=number, used="0", **data))


@projects(EventKind.CREDIT_CHANGED)
def _credit_changed(connection: sa.Connection, number: str, data: Data, at: str) -> None:
    change(connection, tables.credit, number, **data)


@projects(EventKind.CREDIT_CHARGED)
def _credit_charged(connection: sa.Connection, number: str, data: Data, at: str) -> None:
    """`amount` (MAD) of a claim is added to what is used; a negative one is given back."""
    row = one(connection, tables.credit, number)
    if row is not None:
        change(connection, tables.credit, number, used=f"{Decimal(row.used) + Decimal(data['amount']):f}")
