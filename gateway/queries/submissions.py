"""Submissions: one by its id, and all that came of it, read for all its declarations at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.tables import DeclarationRow, InterchangeRow, SubmissionRow
from gateway.queries import belongings, declarations
from gateway.queries.one_row import Visible, first, row_of


@dataclass(frozen=True, slots=True)
class Contents:
    """The interchanges and declarations of a submission in their order, and what belongs to the declarations."""

    interchanges: Sequence[InterchangeRow]
    declarations: Sequence[DeclarationRow]
    belongings: belongings.Belongings


def one(engine: sa.Engine, submission: str, visible: Visible) -> SubmissionRow | None:
    """The submission that has this id."""
    return row_of(engine, tables.submission, submission, visible)


def interchange(engine: sa.Engine, submission: str, number: int) -> InterchangeRow | None:
    """An interchange of a submission by its number, from 1; None where there is none."""
    return first(engine, sa.select(tables.interchange).filter_by(submission=submission, number=number))


def contents(engine: sa.Engine, submission: str) -> Contents:
    """What came of a submission, in as many queries for a thousand declarations as for one."""
    table = tables.declaration
    query = declarations.SHOWN.filter_by(submission=submission).order_by(table.c.ordinal)
    rows = database.read(engine, query)
    theirs = belongings.of_submission(engine, submission) if rows else belongings.NOTHING
    return Contents(_interchanges(engine, submission), rows, theirs)


def _interchanges(engine: sa.Engine, submission: str) -> Sequence[InterchangeRow]:
    """Without what each of their messages said: that is as much as was sent."""
    table = tables.interchange
    columns = [column for column in table.columns if column.name not in ("header", "control", "terms")]
    return database.read(engine, sa.select(*columns).filter_by(submission=submission).order_by(table.c.number))
