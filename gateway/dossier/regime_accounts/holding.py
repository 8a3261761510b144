"""The accounts of an operator, held before anything is charged to them or given back."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.dossier.desk import Desk
from gateway.ledger import tables
from gateway.ledger.tables import AccountRow


def hold_accounts(desk: Desk, *operators: str | None) -> dict[str, AccountRow]:
    """The accounts of these operators by their numbers, the oldest first: who charges them comes after who did."""
    table = tables.account
    query = sa.select(table).where(table.c.operator.in_([each for each in operators if each]))
    oldest_first = query.where(table.c.state != "cancelled").order_by(table.c.opened_on, table.c.number)
    return {row.number: row for row in desk.look(oldest_first.with_for_update())}
