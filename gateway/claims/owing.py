"""From an assessment to the claim: opened with the first, adjusted by each later one; its due date by way of payment.

Cash is due at once. Removal credit is due by the term of its credit account, which the claim is charged to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gateway.claims import credit
from gateway.ledger import tables
from gateway.office.desk import Desk
from schemas.days import dasf_day, due_by_credit


def claim_of(desk: Desk, declaration: str) -> Any:
    """The claim of a declaration (its row, held), None where nothing was ever due or it was cancelled."""
    table = tables.claim
    query = sa.select(table).where(table.c.declaration == declaration, table.c.state != "cancelled")
    return desk.connection.execute(query.with_for_update()).first()


def outstanding(claim: Any) -> Decimal:
    """What is still open of a claim, in MAD."""
    return Decimal(claim.amount) - Decimal(claim.paid) if claim.state == "open" else Decimal(0)


def owe(desk: Desk, declaration: Any, assessment: Mapping[str, Any]) -> None:
    """Make due what an assessment comes to: `declaration` is its row, `assessment` as the log has it."""
    total = Decimal(assessment["total"])
    claim = claim_of(desk, declaration.id)
    if claim is None:
        if total > 0:
            _open(desk, declaration, assessment["number"], total)
    else:
        _adjust(desk, declaration, claim, total)


def _way(desk: Desk, facts: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The method of payment and the credit account; one that nobody opened takes no charge."""
    account = facts.get("credit")
    known = account and desk.hold(tables.credit, account) is not None
    return facts.get("method"), account if known else None


def _open(desk: Desk, declaration: Any, number: str, total: Decimal) -> None:
    due_on = _due_on(desk, declaration.facts)
    method, account = _way(desk, declaration.facts)
    data = {
        "declaration": declaration.id,
        "partner": declaration.partner,
        "office": declaration.facts["office"],
        "debtor": declaration.facts["payer"],
        "amount": f"{total:f}",
        "opened_on": desk.today.isoformat(),
        "due_on": due_on.isoformat(),
        "notice_on": dasf_day(due_on, desk.law_of_today).isoformat(),
        "method": method,
        "credit": account,
    }
    desk.append(f"claim:{number}", "claim-opened", data)
    credit.charge(desk, account, number, total)


def _adjust(desk: Desk, declaration: Any, claim: Any, total: Decimal) -> None:
    """What is still open keeps its due date, where that is the earlier one: amending wins no time."""
    was_open, was_credit = outstanding(claim), claim.credit
    due_on = _due_on(desk, declaration.facts)
    if claim.state == "open":
        due_on = min(due_on, date.fromisoformat(claim.due_on))
    method, account = _way(desk, declaration.facts)
    data = {
        "amount": f"{total:f}",
        "on": desk.today.isoformat(),
        "due_on": due_on.isoformat(),
        "notice_on": dasf_day(due_on, desk.law_of_today).isoformat(),
        "method": method,
        "credit": account,
    }
    desk.append(f"claim:{claim.number}", "claim-adjusted", data)
    credit.charge(desk, was_credit, claim.number, -was_open)
    credit.charge(desk, account, claim.number, outstanding(desk.hold(tables.claim, claim.number)))


def _due_on(desk: Desk, facts: Mapping[str, Any]) -> date:
    account = desk.hold(tables.credit, facts["credit"]) if facts.get("credit") else None
    if account is None:
        return desk.today
    return due_by_credit(desk.today, account.term_days, desk.law_of_today)


def cancel(desk: Desk, claim: Any, reason: str, settles: bool = False) -> None:
    """Nothing is owed any more. `settles` where its declaration lives on."""
    desk.append(f"claim:{claim.number}", "claim-cancelled", {"reason": reason, "settles": settles})
    credit.charge(desk, claim.credit, claim.number, -outstanding(claim))
