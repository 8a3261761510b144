"""What somebody may read of a company, by which attachment or mandate, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gateway.access import (
    READ_BY,
    Action,
    Kind,
    Principal,
    bureaux_read,
    of_companies,
    read_by_word,
    reads_any,
    visible,
)
from gateway.ledger import database, tables
from gateway.ledger.projections.standings import SENDER
from gateway.ledger.tables import RowType
from gateway.people.mandates import Mandate
from gateway.queries.one_row import One


@dataclass(frozen=True, slots=True)
class Power:
    """How far somebody reaches into a company's dossiers: customs offices and flow, empty: all. `under` is the mandate
    by which, empty where the company is his own.
    """

    offices: tuple[str, ...] = ()
    flow: str = ""
    under: str = ""

    def reaches(self, capacities: str, office: str, flow: str) -> bool:
        """Whether it reaches a declaration of an office and a flow, in which the company stands so. Nobody gives a
        mandate over what he only sent: these are the dossiers of his clients.
        """
        if self.under and capacities == SENDER:
            return False
        return (not self.offices or office in self.offices) and self.flow in ("", flow)


class Denied(Exception):
    """What is somebody's own, or was, and not allowed: the code of a finding, and its facts."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def powers(engine: sa.Engine, principal: Principal, company: str, word: str) -> list[Power]:
    """How far somebody may read by a word of scope; none where the company is nothing to him. Raises Denied."""
    if reads_any(principal):
        return [Power()]
    if offices := bureaux_read(principal):
        return [Power(offices)]
    if principal.company is None:
        return []
    if principal.company == company:
        if word not in principal.scope:
            raise Denied("PRM03", company=company, word=word)
        return [Power()]
    table = tables.mandate
    given = sa.select(table).where(table.c.company == company, table.c.holder == f"company:{principal.company}")
    return _by_mandates([Mandate.of_row(row) for row in database.read(engine, given)], principal, company, word)


def _by_mandates(mandates: Sequence[Mandate], principal: Principal, company: str, word: str) -> list[Power]:
    if not mandates:
        return []
    in_force = [each for each in mandates if each.state(principal.moment) == "in-force"]
    found = [Power(each.offices, each.flow, each.id) for each in in_force if word in each.scope]
    if found and word in principal.scope:
        return found
    if in_force:
        raise Denied("PRM03", company=company, word=word)
    last = max(mandates, key=lambda each: each.since)
    if last.state(principal.moment) in ("over", "ended"):
        raise Denied("PRM02", company=company, mandate=last.id)
    raise Denied("PRM01", company=company, mandate=last.id)


def read_own(engine: sa.Engine, principal: Principal, one: One[RowType], key: str) -> RowType | None:
    """A row that somebody may read; None where it is nothing to him, or is not there. Raises Denied with the reason
    where it is his own.
    """
    asked: list[sa.Table] = []

    def noted(table: sa.Table) -> sa.ColumnElement[bool]:
        asked.append(table)
        return visible(principal, Action.READ, table)

    row = one(engine, key, noted)
    if row is None and (refused := denial(engine, principal, asked[0], key)) is not None:
        raise refused
    return row


def denial(engine: sa.Engine, principal: Principal, table: sa.Table, key: str) -> Denied | None:
    """Why somebody may not read a thing that is his own; None where it is nothing to him, or is not there.

    What was judged after a mandate had ended is nothing to whom it was given.
    """
    word = READ_BY.get(Kind(table.name))
    if principal.company is None or word is None or reads_any(principal):
        return None
    for row in database.read(engine, _concerned(table, key)):
        try:
            found = powers(engine, principal, row.company, word)
        except Denied as denied:
            mandate = denied.facts.get("mandate")
            if denied.code != "PRM02" or mandate is None or row.at < _end(engine, mandate):
                return denied
            continue
        if found and row.capacities != SENDER and not any(each.reaches(*row[2:]) for each in found):
            return Denied("PRM04", company=row.company, mandate=found[0].under)
    return None


def _concerned(table: sa.Table, key: str) -> sa.Select[Any]:
    """The companies that stand in the declaration of a thing, or hold a credit account."""
    identifier, standing = tables.company_identifier, tables.standing
    named = tables.key_of(table) == key
    if table.name == Kind.CREDIT:
        holder = sa.literal("ice:") + sa.func.substr(table.c.ice, 1, 9)
        empty = sa.literal("")
        labels = ("at", "capacities", "office", "flow")
        columns = (identifier.c.company, *(empty.label(each) for each in labels))
        return sa.select(*columns).join_from(table, identifier, identifier.c.holder == holder).where(named)
    declaration = table.c.id if table.name == Kind.DECLARATION else table.c.declaration
    of = sa.select(declaration).where(named).scalar_subquery()
    then = (
        identifier.c.since <= standing.c.at,
        sa.or_(identifier.c.until.is_(None), standing.c.at < identifier.c.until),
    )
    columns = (standing.c.at, standing.c.capacities, standing.c.office, standing.c.flow)
    query = sa.select(identifier.c.company, *columns)
    query = query.join_from(standing, identifier, identifier.c.holder == standing.c.holder)
    return query.where(standing.c.declaration == of, standing.c.ended_at.is_(None), *then)


def _end(engine: sa.Engine, mandate: str) -> str:
    row = database.one(engine, tables.mandate, mandate)
    return min(filter(None, (row.ended_at, row.until)))


def kept_until(engine: sa.Engine, principal: Principal, declaration: str) -> datetime | None:
    """The last instant as of which somebody reads a declaration in which his company stands no more; None where it
    never did, or he has no word for it. Where several were taken out, it is the first instant of all.
    """
    table, standing = tables.declaration, tables.standing
    others, word = table.metadata.tables, READ_BY[Kind.DECLARATION]
    his = of_companies(principal, Kind.DECLARATION, table, others, word, ended=True)
    ends = sa.select(sa.func.min(standing.c.ended_at)).where(standing.c.declaration == declaration)
    rows = database.read(engine, sa.select(ends.scalar_subquery().label("end")).where(table.c.id == declaration, his))
    return datetime.fromisoformat(rows[0].end) - timedelta(seconds=1) if rows else None


def kinds_read(
    engine: sa.Engine, principal: Principal, declarations: Sequence[str], ended: bool = False
) -> dict[str, frozenset[Kind]]:
    """What kinds of things somebody reads of each declaration: each kind has its word of scope. With `ended` of those
    in which his company stands no more.
    """
    table, kinds = tables.declaration, (Kind.CLAIM, Kind.ACCOUNT, Kind.DOCUMENT)
    if principal.company is None or not declarations:
        return dict.fromkeys(declarations, frozenset(kinds))
    columns = [read_by_word(principal, table, READ_BY[kind], ended).label(kind) for kind in kinds]
    rows = database.read(engine, sa.select(table.c.id, *columns).where(table.c.id.in_(declarations)))
    return {row.id: frozenset(kind for kind in kinds if row._mapping[kind]) for row in rows}


@dataclass(frozen=True, slots=True)
class Reach:
    """A company that somebody may read something of, and by what: words of scope, limits, and until when."""

    company: str
    name: str
    scope: tuple[str, ...]
    power: Power
    until: str | None


def companies_of(engine: sa.Engine, principal: Principal) -> list[Reach]:
    """The companies whose dossiers somebody may read: his own first, then those that gave it a mandate in force."""
    if principal.company is None:
        return []
    names = {row.id: row.name for row in database.read(engine, sa.select(tables.company))}
    scope = tuple(sorted(principal.scope))
    own = Reach(principal.company, names[principal.company], scope, Power(), None)
    table = tables.mandate
    given = sa.select(table).where(table.c.holder == f"company:{principal.company}")
    mandates = [Mandate.of_row(row) for row in database.read(engine, given.order_by(table.c.company, table.c.id))]
    return [own, *_reaches(mandates, principal, names)]


def _reaches(mandates: Iterable[Mandate], principal: Principal, names: dict[str, str]) -> list[Reach]:
    return [
        Reach(
            each.company,
            names[each.company],
            tuple(word for word in each.scope if word in principal.scope),
            Power(each.offices, each.flow, each.id),
            each.until,
        )
        for each in mandates
        if each.state(principal.moment) == "in-force"
    ]
