"""The books: claims, the removal credit accounts that they are charged to, and regime accounts."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Engine

from gateway.access import named_then
from gateway.ledger import database, tables
from gateway.ledger.tables import AccountRow, ClaimRow, CreditRow
from gateway.queries.one_row import Visible, row_of


def claim(engine: Engine, number: str, visible: Visible) -> ClaimRow | None:
    """The claim that has this number."""
    return row_of(engine, tables.claim, number, visible)


def credit(engine: Engine, number: str, visible: Visible) -> CreditRow | None:
    """The removal credit account that has this number."""
    return row_of(engine, tables.credit, number, visible)


def credits_of(engine: Engine, company: str, moment: str) -> Sequence[CreditRow]:
    """The removal credit accounts of a company by its ICE, as it is called at an instant (UTC text)."""
    table, identifier = tables.credit, tables.company_identifier
    named = sa.select(identifier).where(identifier.c.company == company, *named_then(identifier, moment))
    of_ice = [each.holder.removeprefix("ice:") for each in database.read(engine, named) if each.holder[:4] == "ice:"]
    its_own = [table.c.ice.between(f"{each}000000", f"{each}999999") for each in of_ice]
    return database.read(engine, sa.select(table).where(sa.or_(sa.false(), *its_own)).order_by(table.c.number))


def account(engine: Engine, number: str, visible: Visible) -> AccountRow | None:
    """The regime account that has the number of the DUM that opened it."""
    return row_of(engine, tables.account, number, visible)
