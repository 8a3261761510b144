"""What somebody may read of a company, by which attachment or mandate, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gateway.access import (
    READ_BY,
    SENDER,
    Action,
    Kind,
    Principal,
    bureaux_read,
    company_of,
    his_standing,
    named_then,
    read_by_word,
    reads_any,
    visible,
)
from gateway.ledger import database, tables
from gateway.ledger.tables import RowType, StandingRow
from gateway.people.mandates import Mandate
from gateway.queries.belongings import BY_A_WORD
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
    return _by_company(engine, principal, company, word)


def _by_company(engine: sa.Engine, principal: Principal, company: str, word: str) -> list[Power]:
    own = company_of(principal)
    if own is None:
        return []
    if own == company:
        if word not in principal.scope:
            raise Denied("PRM03", company=company, word=word)
        return [Power()]
    table = tables.mandate
    given = sa.select(table).where(table.c.company == company, table.c.holder == f"company:{own}")
    mandates = [Mandate.of_row(row) for row in database.read(engine, given)]
    return _by_mandates([each for each in mandates if each.counts(principal.moment)], principal, company, word)


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
    word, own = READ_BY.get(Kind(table.name)), company_of(principal)
    if own is None or word is None or reads_any(principal):
        return None
    for row in database.read(engine, _concerned(table, key)):
        if row.capacities == SENDER and row.company != own:
            continue  # dossiers of the clients of who gave a mandate
        try:
            found = _by_company(engine, principal, row.company, word)
        except Denied as denied:
            mandate = denied.facts.get("mandate")
            if denied.code != "PRM02" or mandate is None or row.since < _end(engine, mandate):
                return denied
            continue
        if found and not any(each.reaches(*row[2:]) for each in found):
            return Denied("PRM04", company=row.company, mandate=found[0].under)
    return None


def _concerned(table: sa.Table, key: str) -> sa.Select[Any]:
    """The companies that stand in the declaration of a thing, or hold a credit account."""
    identifier, standing = tables.company_identifier, tables.standing
    named = tables.key_of(table) == key
    if table.name == Kind.CREDIT:
        holder = sa.literal("ice:") + sa.func.substr(table.c.ice, 1, 9)
        empty = sa.literal("")
        labels = ("since", "capacities", "office", "flow")
        columns = (identifier.c.company, *(empty.label(each) for each in labels))
        return sa.select(*columns).join_from(table, identifier, identifier.c.holder == holder).where(named)
    declaration = table.c.id if table.name == Kind.DECLARATION else table.c.declaration
    of = sa.select(declaration).where(named).scalar_subquery()
    columns = (standing.c.since, standing.c.capacities, standing.c.office, standing.c.flow)
    query = sa.select(identifier.c.company, *columns)
    query = query.join_from(standing, identifier, identifier.c.holder == standing.c.holder)
    return query.where(
        standing.c.declaration == of, standing.c.ended_at.is_(None), *named_then(identifier, standing.c.since)
    )


def _end(engine: sa.Engine, mandate: str) -> str:
    row = database.one(engine, tables.mandate, mandate)
    return min(filter(None, (row.ended_at, row.until)))


@dataclass(frozen=True, slots=True)
class Kept:
    """Between which instants somebody's company stood in a declaration from which an amendment took it out, and what
    kinds of things he reads of it as of then.
    """

    first: datetime
    last: datetime
    kinds: frozenset[Kind]


def kept(engine: sa.Engine, principal: Principal, declaration: str) -> Kept | None:
    """What somebody keeps of a declaration in which his company stands no more; None where it never did, or he has no
    word for it.
    """
    if company_of(principal) is None:
        return None
    table, others = tables.standing, tables.standing.metadata.tables
    of_it = (table.c.declaration == declaration, table.c.ended_at.is_not(None))

    def stood(word: str) -> list[StandingRow]:
        query = sa.select(table).where(*of_it, his_standing(principal, table, others, word))
        return database.read(engine, query)

    rows = stood(READ_BY[Kind.DECLARATION])
    if not rows:
        return None
    last = max(rows, key=lambda row: row.ended_at or "")
    first, end = (datetime.fromisoformat(each or "") for each in (last.since, last.ended_at))
    kinds = frozenset(kind for kind in BY_A_WORD if stood(READ_BY[kind]))
    return Kept(first, end - timedelta(seconds=1), kinds)


def kinds_read(engine: sa.Engine, principal: Principal, declarations: Sequence[str]) -> dict[str, frozenset[Kind]]:
    """What kinds of things somebody reads of each declaration: each kind has its word of scope."""
    table = tables.declaration
    if company_of(principal) is None or not declarations:
        return dict.fromkeys(declarations, frozenset(BY_A_WORD))
    columns = [read_by_word(principal, table, READ_BY[kind]).label(kind) for kind in BY_A_WORD]
    rows = database.read(engine, sa.select(table.c.id, *columns).where(table.c.id.in_(declarations)))
    return {row.id: frozenset(kind for kind in BY_A_WORD if row._mapping[kind]) for row in rows}


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
    own_id, table = company_of(principal), tables.mandate
    if own_id is None:
        return []
    given = sa.select(table).where(table.c.holder == f"company:{own_id}")
    mandates = [Mandate.of_row(row) for row in database.read(engine, given.order_by(table.c.company, table.c.id))]
    wanted = tables.company.c.id.in_({own_id, *(each.company for each in mandates)})
    names = {row.id: row.name for row in database.read(engine, sa.select(tables.company).where(wanted))}
    own = Reach(own_id, names[own_id], tuple(sorted(principal.scope)), Power(), None)
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
