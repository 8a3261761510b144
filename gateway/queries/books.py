"""The books: claims, the removal credit accounts that they are charged to, and regime accounts."""

from __future__ import annotations

from sqlalchemy import Engine

from gateway.ledger import tables
from gateway.ledger.tables import AccountRow, ClaimRow, CreditRow
from gateway.queries.one_row import Visible, row_of


def claim(engine: Engine, number: str, visible: Visible) -> ClaimRow | None:
    """The claim that has this number."""
    return row_of(engine, tables.claim, number, visible)


def credit(engine: Engine, number: str, visible: Visible) -> CreditRow | None:
    """The removal credit account that has this number."""
    return row_of(engine, tables.credit, number, visible)


def account(engine: Engine, number: str, visible: Visible) -> AccountRow | None:
    """The regime account that has the number of the DUM that opened it."""
    return row_of(engine, tables.account, number, visible)
