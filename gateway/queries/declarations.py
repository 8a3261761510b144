"""Declarations, and the requests and acts that came as messages: one by its id, and search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import cast

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.instants import instant
from gateway.ledger.tables import DeclarationRow, NoticeRow
from gateway.ledger.tables import declaration as table
from gateway.queries.one_row import Visible, first, row_of

LARGE = ("findings", "facts", "law", "dum", "in_force", "function", "current")
"""Columns that are not shown: many declarations are shown at once."""

SHOWN = cast("sa.Select[DeclarationRow]", sa.select(*(each for each in table.columns if each.name not in LARGE)))
"""All declarations, without their large columns."""

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for; None is anything. A field is a column that has an index, and names what stands in it."""

    dum_number: str | None = None
    reference: str | None = None


def one(engine: sa.Engine, declaration: str, visible: Visible) -> DeclarationRow | None:
    """The declaration that has this id."""
    return row_of(engine, table, declaration, visible)


def notice(engine: sa.Engine, declaration: str, number: int) -> NoticeRow | None:
    """A notice on a declaration by its number, from 1."""
    return first(engine, sa.select(tables.notice).filter_by(declaration=declaration, number=number))


def found(engine: sa.Engine, search: Search, visible: Visible, most: int = MOST_FOUND) -> Sequence[DeclarationRow]:
    """The declarations that a search finds, without their large columns, the one judged last first."""
    wanted = {name: value for name, value in asdict(search).items() if value is not None}
    query = SHOWN.filter_by(**wanted).where(visible(table))
    return database.read(engine, query.order_by(instant(table.c.judged_at).desc(), table.c.id.desc()).limit(most))
