"""What belongs to declarations, read for all of them in a few queries however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from gateway.access import Kind
from gateway.ledger import database, tables
from gateway.ledger.instants import instant
from gateway.queries.documents import TOLD

Rows = Mapping[str, list[Any]]
"""Rows by the declaration that they belong to, each list in the order in which it is shown."""

Parts = Mapping[str, Mapping[str, list[dict[str, Any]]]]
"""Of regime accounts, by account: `articles`, `discharges` and `certificates`."""

_OF_ACCOUNTS = {
    "articles": (tables.account_article, tables.account_article.c.article),
    "discharges": (tables.discharge, tables.discharge.c.serial),
    "certificates": (tables.certificate, tables.certificate.c.number),
}
BY_A_WORD = (Kind.CLAIM, Kind.ACCOUNT, Kind.DOCUMENT)
"""What belongs to a declaration and is read by a word of scope of its own."""

_UNSHOWN = {"record", "balances", "binding"}


class Requested(tables.Row):
    """A request, and what it is about."""

    id: str
    about: str
    submission: str
    state: str
    judged_at: str
    asked: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Belongings:
    """Claims, accounts, notices, documents and requests of some declarations."""

    claims: Rows
    accounts: Rows
    documents: Rows
    notices: Rows
    requests: Rows
    parts: Parts

    def only(self, kinds: Mapping[str, Set[Kind]]) -> Belongings:
        """Without the claims, accounts and documents of declarations of which their kind is not read."""
        claims, accounts, documents = (
            {name: rows for name, rows in found.items() if kind in kinds.get(name, ())}
            for kind, found in zip(BY_A_WORD, (self.claims, self.accounts, self.documents), strict=True)
        )
        return replace(self, claims=claims, accounts=accounts, documents=documents)


NOTHING = Belongings({}, {}, {}, {}, {}, {})


def of_declarations(engine: sa.Engine, declarations: Collection[str]) -> Belongings:
    """What belongs to the declarations with these ids, in four queries at the most."""
    column = tables.declaration.c.id
    return _belongings(engine, sa.select(column).where(column.in_(declarations))) if declarations else NOTHING


def of_submission(engine: sa.Engine, submission: str) -> Belongings:
    """What belongs to the declarations of a submission, in four queries at the most."""
    return _belongings(engine, sa.select(tables.declaration.c.id).filter_by(submission=submission))


def parts_of(engine: sa.Engine, account: str) -> Parts:
    """The parts of one account, in one query."""
    return _parts(engine, sa.select(tables.account.c.number).filter_by(number=account))


def _belongings(engine: sa.Engine, which: sa.Select[Any]) -> Belongings:
    kinds = {"claim": tables.claim, "account": tables.account, "document": tables.document}
    selects = [
        _part(kind, table, table.c.number, list(kinds.values()), TOLD if kind == "document" else {})
        for kind, table in kinds.items()
    ]
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for row in _together(engine, [each.where(each.selected_columns.declaration.in_(which)) for each in selects]):
        by_kind[row.part].append(row)
    notice = tables.notice
    notices = sa.select(notice).where(notice.c.declaration.in_(which)).order_by(notice.c.number)
    message = tables.declaration
    requests = tables.select(Requested, message).where(message.c.about.in_(which))
    numbers = sa.select(tables.account.c.number).where(tables.account.c.declaration.in_(which))
    return Belongings(
        claims=_by("declaration", by_kind["claim"]),
        accounts=_by("declaration", by_kind["account"]),
        documents=_by("declaration", by_kind["document"]),
        notices=_by("declaration", database.read(engine, notices)),
        requests=_by("about", database.read(engine, requests.order_by(instant(message.c.judged_at), message.c.id))),
        parts=_parts(engine, numbers) if by_kind["account"] else {},
    )


def _parts(engine: sa.Engine, numbers: sa.Select[Any]) -> Parts:
    all_of_them = [table for table, _ in _OF_ACCOUNTS.values()]
    selects = [
        _part(name, table, order, all_of_them, {}).where(table.c.account.in_(numbers))
        for name, (table, order) in _OF_ACCOUNTS.items()
    ]
    found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: {name: [] for name in _OF_ACCOUNTS})
    for row in _together(engine, selects):
        columns = [column.name for column in _OF_ACCOUNTS[row.part][0].columns if column.name != "account"]
        found[row.account][row.part].append({name: row._mapping[name] for name in columns})
    return found


def _part(
    part: str, table: sa.Table, order: sa.Column[Any], with_others: Sequence[sa.Table], more: Mapping[str, Any]
) -> sa.Select[Any]:
    """A table's rows as a part of a query on several: the columns of all of them, NULL where it has none of a name.

    `more` are columns besides. A column has the same type in each table that has it.
    """
    types: dict[str, Any] = {column.name: column.type for each in with_others for column in each.columns}
    types = {name: kind for name, kind in types.items() if name not in _UNSHOWN}
    types |= {name: each.type for name, each in TOLD.items()}
    is_count = isinstance(order.type, sa.Integer)
    return sa.select(
        sa.literal(part).label("part"),
        (order if is_count else sa.cast(sa.null(), sa.Integer)).label("place"),
        (sa.cast(sa.null(), sa.String(40)) if is_count else sa.cast(order, sa.String(40))).label("name_of_place"),
        *(
            more[name] if name in more else (table.c[name] if name in table.c else sa.cast(sa.null(), kind)).label(name)
            for name, kind in types.items()
        ),
    )


def _together(engine: sa.Engine, selects: Sequence[sa.Select[Any]]) -> list[Any]:
    rows = sa.union_all(*selects).subquery()
    return database.read(engine, sa.select(rows).order_by(rows.c.place, rows.c.name_of_place))


def _by(column: str, rows: Sequence[Any]) -> Rows:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row._mapping[column]].append(row)
    return found
