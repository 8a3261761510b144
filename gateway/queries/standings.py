"""Lists by whose dossier a declaration is: what a company stands in, the newest first, page by page."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gateway.access import SENDER
from gateway.ledger import database, tables
from gateway.ledger.tables import DeclarationRow
from gateway.ledger.tables import standing as table
from gateway.queries.declarations import SHOWN


class NoCursor(ValueError):
    """The text is no cursor of ours."""


class Place(tables.Row):
    """Where a declaration stands in a list."""

    at: str
    declaration: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some declarations, and the cursor of the next page; None where this is the last one."""

    declarations: Sequence[DeclarationRow]
    cursor: str | None


def page(engine: sa.Engine, which: Sequence[sa.Select[Any]], cursor: str, most: int) -> Page:
    """A page of the declarations that some queries of standings choose, behind a cursor (empty: from the newest on).

    Each query is read by its index as far as the page goes, however many dossiers there are. Raises NoCursor.
    """
    last = _place(cursor) if cursor else None
    parts = [_behind(each, last, most + 1) for each in which]
    if not parts:
        return Page([], None)
    chosen = sa.union(*(sa.select(part.subquery()) for part in parts)).subquery()
    query = sa.select(chosen).order_by(chosen.c.at.desc(), chosen.c.declaration.desc()).limit(most + 1)
    found = database.read(engine, query)
    rows = database.read(engine, SHOWN.where(tables.declaration.c.id.in_([each.declaration for each in found[:most]])))
    by_id = {row.id: row for row in rows}
    shown = [by_id[each.declaration] for each in found[:most]]
    return Page(shown, _cursor(found[most - 1]) if len(found) > most else None)


def of_holder(holder: str) -> sa.Select[Any]:
    """What a holder stands in, or stood in."""
    return sa.select(table.c.at, table.c.declaration).where(table.c.holder == holder)


def of_company(
    engine: sa.Engine, company: str, limits: Sequence[tuple[bool, Sequence[str], str]]
) -> list[sa.Select[Any]]:
    """What a company stands in, identifier by identifier, each for its time. `limits` are those of
    each power: whether it is a mandate, which reaches nothing that the company only sent; offices and flow, empty: all.
    A declaration that one of them reaches is chosen.
    """
    identifier = tables.company_identifier
    names = database.read(engine, sa.select(identifier).where(identifier.c.company == company))
    within = sa.or_(*(_within(*each) for each in limits))
    return [
        of_holder(each.holder).where(
            table.c.ended_at.is_(None),
            table.c.since >= each.since,
            *([] if each.until is None else [table.c.since < each.until]),
            within,
        )
        for each in names
    ]


def _within(is_mandate: bool, offices: Sequence[str], flow: str) -> sa.ColumnElement[bool]:
    in_office = table.c.office.in_(offices) if offices else sa.true()
    in_flow = table.c.flow == flow if flow else sa.true()
    return sa.and_(in_office, in_flow, table.c.capacities != SENDER if is_mandate else sa.true())


def _behind(query: sa.Select[Any], last: tuple[str, str] | None, most: int) -> sa.Select[Any]:
    if last is not None:
        query = query.where(sa.tuple_(table.c.at, table.c.declaration) < sa.tuple_(*map(sa.literal, last)))
    return query.order_by(table.c.at.desc(), table.c.declaration.desc()).limit(most)


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(f"{place.at} {place.declaration}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[str, str]:
    try:
        found = _CURSOR.fullmatch(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (binascii.Error, ValueError) as error:
        raise NoCursor(cursor) from error
    if found is None:
        raise NoCursor(cursor)
    return found[1], found[2]


_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z) ([\w-]{1,50})", re.ASCII)
