"""The last notice without charge (DASF): once per claim, on its day, if the claim is open then and nobody disputes it.

A claim paid in part is noticed for the rest; a disputed one waits until the dispute has ended; of two claims of one
debtor each has its own notice. What was paid before the notice is committed is paid: no notice goes out.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gateway.documents import dasf_document
from gateway.dossier.claims.owing import claim_facts, outstanding
from gateway.dossier.desk import Desk
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import ClaimRow, DeclarationRow
from schemas.days import interest, order_days

ACTOR = "calendar"
"""Who issues notices, in the log."""


def claims_to_notice(connection: sa.Connection, today: date) -> list[str]:
    """The claims whose notice is due, oldest first."""
    table = tables.claim
    due = sa.and_(
        table.c.state == "open",
        table.c.disputed.is_(False),
        table.c.dasf.is_(None),
        table.c.notice_on <= today.isoformat(),
    )
    return list(
        connection.execute(sa.select(table.c.number).where(due).order_by(table.c.due_on, table.c.number)).scalars()
    )


def notice(desk: Desk, number: str) -> bool:
    """Issue the notice of a claim; False where there is no reason (any more): paid, disputed, noticed, cancelled."""
    found = desk.find(tables.claim, number)
    if found is None:
        return False
    declaration = desk.hold_known(tables.declaration, found.declaration)
    claim = desk.hold_known(tables.claim, number)
    if not _is_due(claim, desk.today):
        return False
    numbered = desk.number(claim.office, dasf_document.SERIES)
    record = _record(desk, declaration, claim)
    desk.append(Subject.CLAIM.of(number), EventKind.LAST_NOTICE, {"number": numbered[0], "on": desk.today.isoformat()})
    documents = [desk.issue(declaration, dasf_document.KIND, numbered, record)]
    details = {"claim": number, "outstanding": record["outstanding"]}
    desk.notify(declaration.id, "dasf-issued", details=details, documents=documents)
    return True


def _is_due(claim: ClaimRow, today: date) -> bool:
    return (
        claim.state == "open"
        and not claim.disputed
        and claim.dasf is None
        and claim.notice_on is not None
        and claim.notice_on <= today.isoformat()
    )


def _record(desk: Desk, declaration: DeclarationRow, claim: ClaimRow) -> dict[str, Any]:
    law, today = desk.law_of_today, desk.today
    due_on = date.fromisoformat(claim.due_on)
    history = [(date.fromisoformat(day), Decimal(balance)) for day, balance in claim.balances]
    borne = interest(history, due_on, today, law)
    rates = [each.rate for each in law.interest_rates if each.begins <= today < each.ends]
    not_before_due, not_before_notice = order_days(due_on, today, law)
    return {
        **claim_facts(desk, declaration, claim),
        "amount": claim.amount,
        "paid": claim.paid,
        "outstanding": f"{outstanding(claim):f}",
        "interest": None if borne is None else f"{borne:f}",
        "interest_rate": f"{rates[0]:f}" if rates and borne is not None else None,
        "order_not_before_due": not_before_due.isoformat(),
        "order_not_before_notice": not_before_notice.isoformat(),
    }
