"""Issued documents: one by its number, a list that is read page by page, and whether each of them still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.tables import document as table
from gateway.queries.one_row import Visible, first

FORM = "dum"
"""The kind that has editions."""

Validity = Literal["valid", "cancelled", "superseded"]


class Document(tables.DocumentRow):
    """A document; its edition, 0 where it has but one; whether it holds, and what stands in its place."""

    edition: int
    validity: Validity
    superseded_by: str | None


class Standing(tables.Row):
    """What anybody is told of a document."""

    validity: Validity
    superseded_by: str | None


def _edition(of: sa.FromClause) -> sa.ColumnElement[int]:
    return sa.func.coalesce(of.c.record["edition"].as_integer(), 0)


def _told() -> Mapping[str, sa.ColumnElement[Any]]:
    """A form is superseded by a later edition, or by the newest one of the declaration that replaced its own. What
    was issued on a declaration that is over holds no more, nor does the last notice on a cancelled claim."""
    owner, claim, later = tables.declaration.alias("owner"), tables.claim.alias("noticed"), table.alias("later")
    life, heir = (
        sa.select(column).where(owner.c.id == table.c.declaration).correlate(table).scalar_subquery()
        for column in (owner.c.life, owner.c.replaced_by)
    )
    newest = (
        sa.select(later.c.number)
        .where(later.c.declaration == sa.func.coalesce(heir, table.c.declaration), later.c.kind == FORM)
        .where(later.c.xml.is_not(None))  # until it is signed, the one before it is all there is
        .order_by(_edition(later).desc())
        .limit(1)
        .correlate(table)
        .scalar_subquery()
    )
    is_form = table.c.kind == FORM
    issued_form = sa.and_(is_form, table.c.xml.is_not(None))
    superseded_by = sa.case((issued_form, sa.func.nullif(newest, table.c.number)), else_=table.c.replaced_by)
    noticed = sa.and_(claim.c.declaration == table.c.declaration, claim.c.dasf == table.c.number)
    cancelled = sa.or_(
        table.c.state == "cancelled",
        life == "cancelled",
        sa.and_(life == "replaced", sa.not_(is_form)),
        sa.exists().where(noticed, claim.c.state == "cancelled").correlate(table),
    )
    validity = sa.case((cancelled, "cancelled"), (superseded_by.is_not(None), "superseded"), else_="valid")
    return {"edition": _edition(table), "validity": validity, "superseded_by": superseded_by}


TOLD = _told()
"""What is told of a document beside its columns, by name: all of it follows from other rows."""


def _documents() -> sa.Select[Document]:
    query = sa.select(table, *(each.label(name) for name, each in TOLD.items()))
    return cast("sa.Select[Document]", query)


def one(engine: sa.Engine, number: str, visible: Visible) -> Document | None:
    """The document that has this number, issued or due."""
    return first(engine, _documents().where(table.c.number == number, visible(table)))


def page(engine: sa.Engine, after: str, most: int, visible: Visible) -> Sequence[Document]:
    """Issued documents in the order of their numbers, `most` at the most: the cursor `after` is the last number of the
    page before, empty for the first page."""
    query = _documents().where(table.c.number > after, table.c.xml.is_not(None), visible(table))
    return database.read(engine, query.order_by(table.c.number).limit(most))


def standing(engine: sa.Engine, number: str, sha256: str) -> Standing | None:
    """How the document stands whose signed XML has this SHA-256 (hex); None for a wrong pair as for none, by one
    look at the same row."""
    query = sa.select(*(TOLD[name].label(name) for name in Standing._fields))
    return first(engine, cast("sa.Select[Standing]", query.where(table.c.number == number, table.c.xml == sha256)))
