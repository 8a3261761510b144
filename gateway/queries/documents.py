"""Issued documents: one by its number, and a list that is read page by page."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from gateway.ledger import database
from gateway.ledger.tables import DocumentRow
from gateway.ledger.tables import document as table
from gateway.queries.one_row import Visible, row_of


def one(engine: sa.Engine, number: str, visible: Visible) -> DocumentRow | None:
    """The document that has this number, issued or due."""
    return row_of(engine, table, number, visible)


def page(engine: sa.Engine, after: str, most: int, visible: Visible) -> Sequence[DocumentRow]:
    """Issued documents in the order of their numbers, `most` at the most: the cursor `after` is the last number of the
    page before, empty for the first page."""
    query = sa.select(table).where(table.c.number > after, table.c.xml.is_not(None), visible(table))
    return database.read(engine, query.order_by(table.c.number).limit(most))
