"""What is owed, what was paid of it, and the credit accounts that it is charged to. Amounts are MAD as decimal text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa

from gateway.ledger.tables.base import INDEXED, KEY, UNIQUE, Row, table


class ClaimRow(Row):
    """`state`: open, settled, cancelled. `paid` is never above `amount`; what was paid above it is `surplus`.
    `balances` is what was open from which day on. `notice_on` is the day from which a last notice may go out, None
    where none may."""

    number: Annotated[str, sa.String(40), KEY]
    declaration: Annotated[str, sa.String(50), INDEXED]
    partner: Annotated[str, sa.String(40), INDEXED]
    office: Annotated[str, sa.String(3)]
    debtor: Annotated[Mapping[str, Any], sa.JSON]
    state: Annotated[str, sa.String(10), INDEXED]
    disputed: bool
    amount: Annotated[str, sa.String(24)]
    paid: Annotated[str, sa.String(24)]
    surplus: Annotated[str, sa.String(24)]
    opened_on: Annotated[str, sa.String(10)]
    due_on: Annotated[str, sa.String(10)]
    notice_on: Annotated[str | None, sa.String(10), INDEXED]
    method: Annotated[str | None, sa.String(10)]
    credit: Annotated[str | None, sa.String(20)]
    balances: Annotated[Sequence[Sequence[str]], sa.JSON]
    dasf: Annotated[str | None, sa.String(40)]


claim = table("claim", ClaimRow, sa.Index("ix_claim_credit", "credit", "partner"))


class CreditRow(Row):
    """A credit account: its ceiling, what is used of it, its term in days."""

    number: Annotated[str, sa.String(20), KEY]
    holder: Annotated[str, sa.String(255)]
    ice: Annotated[str | None, sa.String(15), INDEXED]
    ceiling: Annotated[str, sa.String(24)]
    term_days: int
    used: Annotated[str, sa.String(24)]


credit = table("credit", CreditRow)


class PaymentRow(Row):
    """`applied` is what went to the claim, the rest of `amount` is surplus. A reversed payment stays, and counts no
    more; `replaced_by` is the quittance that took the place of its own."""

    office: Annotated[str, sa.String(40), KEY]
    number: Annotated[str, sa.String(35), KEY]
    claim: Annotated[str, sa.String(40), INDEXED]
    declaration: Annotated[str, sa.String(50), INDEXED]
    sha256: Annotated[str, sa.String(64)]
    quittance: Annotated[str, sa.String(40), UNIQUE]
    amount: Annotated[str, sa.String(24)]
    applied: Annotated[str, sa.String(24)]
    method: Annotated[str, sa.String(10)]
    paid_at: Annotated[str, sa.String(40)]
    reversed: bool
    replaced_by: Annotated[str | None, sa.String(40)]


payment = table("payment", PaymentRow)
