"""One row by the key of its table, and what may be seen of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.tables import RowType, Table

Visible = Callable[[sa.Table], sa.ColumnElement[bool]]
"""Gives the condition on those rows of a table that whoever asks may see, as `access.visible` does."""

One: TypeAlias = Callable[[sa.Engine, str, Visible], RowType | None]
"""A query for the row that has a key; None where there is none that may be seen."""


def everything(_: sa.Table) -> sa.ColumnElement[bool]:
    """Hides nothing: for what is asked for nobody, or was asked for somebody before."""
    return sa.true()


def row_of(engine: sa.Engine, table: Table[RowType], key: str, visible: Visible) -> RowType | None:
    """The row of a table that has this key; None where there is none that may be seen."""
    return first(engine, sa.select(table).where(tables.key_of(table) == key, visible(table)))


def first(engine: sa.Engine, query: sa.Select[RowType]) -> RowType | None:
    """The first row that a query finds; None where it finds none."""
    return next(iter(database.read(engine, query)), None)
