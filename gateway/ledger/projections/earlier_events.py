"""Kinds of events that were written before there were claims: projected as what they would be today."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import PROJECTORS, Data, one, projects
from schemas.days import day_of


@projects(EventKind.PAYMENT_REFUSED)
def _payment_refused(connection: sa.Connection, payment: str, data: Data, at: str) -> None:
    """Kept in the log alone."""


@projects(EventKind.PAID)
def _paid(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    """A payment of all that was due: the claim is the assessment's, the quittance is due with it."""
    row = one(connection, tables.declaration, declaration)
    if row is None or row.assessment is None or row.registered_at is None:
        raise LookupError(f"{declaration} is paid, and was not assessed")
    claim, day = row.assessment["number"], _day(data["recorded_at"])
    registered_on = _day(row.registered_at)
    if one(connection, tables.claim, claim) is None:
        opened = {"declaration": declaration, "partner": row.partner, "office": row.facts["office"]}
        opened |= {"debtor": row.facts["payer"], "amount": row.assessment["total"], "opened_on": registered_on}
        opened |= {"due_on": registered_on, "notice_on": None, "method": None, "credit": None}
        PROJECTORS[EventKind.CLAIM_OPENED](connection, claim, opened, at)
    paid = {**data, "declaration": declaration, "applied": data["amount"], "replaces": None, "on": day}
    PROJECTORS[EventKind.CLAIM_PAID](connection, claim, paid, at)
    record = {name: data[name] for name in ("number", "amount", "method", "paid_at")}
    record |= {"applied": data["amount"], "replaces": None, "issued_at": data["recorded_at"]}
    record |= {"office": row.facts["office"], "payer": row.facts["payer"], "dum_number": row.dum_number}
    record |= {"registered_at": row.registered_at, "reference": row.reference, "assessment": row.assessment}
    record |= {"claim": claim, "due_on": registered_on, "outstanding": "0"}
    due = {"number": data["quittance"], "kind": "quittance", "partner": row.partner, "record": record}
    due |= {"series": data["series"], "serial": data["serial"]}
    PROJECTORS[EventKind.DOCUMENT_DUE](connection, declaration, due, data["recorded_at"])


def _day(moment: str) -> str:
    return day_of(datetime.fromisoformat(moment)).isoformat()
