"""From an assessment to the claim: opened with the first, adjusted by each later one; its due date by way of payment.

Cash is due at once. Removal credit is due by the term of its credit account, which the claim is charged to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gateway.dossier.claims import credit
from gateway.dossier.desk import Desk
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import ClaimRow, DeclarationRow
from schemas.days import dasf_day, due_by_credit


def claim_of(desk: Desk, declaration: str) -> ClaimRow | None:
    """The claim of a declaration (held), None where nothing was ever due or it was cancelled."""
    table = tables.claim
    query = sa.select(table).where(table.c.declaration == declaration, table.c.state != "cancelled")
    return tables.first(desk.connection, query.with_for_update())


def outstanding(claim: ClaimRow) -> Decimal:
    """What is still open of a claim, in MAD."""
    return Decimal(claim.amount) - Decimal(claim.paid) if claim.state == "open" else Decimal(0)


def owe(desk: Desk, declaration: DeclarationRow, assessment: Mapping[str, Any]) -> None:
    """Make due what an assessment comes to; `assessment` as the log has it."""
    total = Decimal(assessment["total"])
    claim = claim_of(desk, declaration.id)
    if claim is None:
        if total > 0:
            _open(desk, declaration, assessment["number"], total)
    else:
        _adjust(desk, declaration, claim, total)


def claim_facts(desk: Desk, declaration: DeclarationRow, claim: ClaimRow) -> dict[str, Any]:
    """What every document about a claim says of it and of its declaration, as things stand now."""
    return {
        "issued_at": desk.log.at.isoformat(),
        "office": claim.office,
        "payer": claim.debtor,
        "dum_number": declaration.dum_number,
        "registered_at": declaration.registered_at,
        "reference": declaration.reference,
        "assessment": declaration.assessment,
        "claim": claim.number,
        "due_on": claim.due_on,
    }


def _terms(desk: Desk, facts: Mapping[str, Any], no_later_than: str | None = None) -> dict[str, str | None]:
    """How and until when a claim is to be paid. A credit account that nobody opened takes no charge."""
    number = facts.get("credit")
    account = desk.hold(tables.credit, number) if number else None
    law, due_on = desk.law_of_today, desk.today
    if account is not None:
        due_on = due_by_credit(desk.today, account.term_days, law)
    if no_later_than is not None:
        due_on = min(due_on, date.fromisoformat(no_later_than))
    return {
        "due_on": due_on.isoformat(),
        "notice_on": dasf_day(due_on, law).isoformat(),
        "method": facts.get("method"),
        "credit": number if account is not None else None,
    }


def _open(desk: Desk, declaration: DeclarationRow, number: str, total: Decimal) -> None:
    terms = _terms(desk, declaration.facts)
    data = {
        "declaration": declaration.id,
        "partner": declaration.partner,
        "office": declaration.facts["office"],
        "debtor": declaration.facts["payer"],
        "amount": f"{total:f}",
        "opened_on": desk.today.isoformat(),
        **terms,
    }
    desk.append(Subject.CLAIM.of(number), EventKind.CLAIM_OPENED, data)
    credit.charge(desk, terms["credit"], number, total)


def _adjust(desk: Desk, declaration: DeclarationRow, claim: ClaimRow, total: Decimal) -> None:
    """What is still open keeps its due date, where that is the earlier one: amending wins no time."""
    was_open = outstanding(claim)
    terms = _terms(desk, declaration.facts, claim.due_on if claim.state == "open" else None)
    data = {"amount": f"{total:f}", "on": desk.today.isoformat(), **terms}
    desk.append(Subject.CLAIM.of(claim.number), EventKind.CLAIM_ADJUSTED, data)
    credit.charge(desk, claim.credit, claim.number, -was_open)
    credit.charge(desk, terms["credit"], claim.number, outstanding(desk.hold_known(tables.claim, claim.number)))


def cancel(desk: Desk, claim: ClaimRow, reason: str, settles: bool = False) -> None:
    """Nothing is owed any more. `settles` where its declaration lives on."""
    desk.append(Subject.CLAIM.of(claim.number), EventKind.CLAIM_CANCELLED, {"reason": reason, "settles": settles})
    credit.charge(desk, claim.credit, claim.number, -outstanding(claim))
