"""Asks the table of rights: of one thing, and of a list as a condition in SQL. Both give the same answer."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import sqlalchemy as sa

from gateway.access.rights import OF_DECLARATIONS, Action, Kind, Principal, Whose, reach
from gateway.access.standing import READ_BY, of_companies
from schemas.vocabulary import SEND

BUREAU = ("office",)
ENDS_AT = ("destination_office", "discharge_office")
"""Columns of a declaration: its bureau, and those where its transit ends."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked of: its kind, the ids of those whose own it is, its bureaux, and those where its transit ends.

    A request is also of the bureaux of the declaration that it is about. `holds` are the declarations of a submission.
    """

    kind: Kind
    owners: Set[str] = frozenset()
    offices: Set[str] = frozenset()
    ends_at: Set[str] = frozenset()
    holds: tuple[Thing, ...] = ()


def may(principal: Principal, action: Action, thing: Thing | None = None) -> bool:
    """Whether somebody may do this with a thing; without one, whether there is any: so a door asks before it reads."""
    if action == Action.SEND and lacks(principal, SEND):
        return False
    if thing is None:
        return any(reach(principal, action, kind) for kind in Kind)
    return any(_is(whose, principal, action, thing) for whose in reach(principal, action, thing.kind))


def _is(whose: Whose, principal: Principal, action: Action, thing: Thing) -> bool:
    if whose == Whose.OWN:
        return principal.id in thing.owners
    if whose == Whose.WHOLE:
        return bool(thing.holds) and all(may(principal, action, each) for each in thing.holds)
    if whose == Whose.BUREAU and thing.kind == Kind.CREDIT:
        return bool(principal.offices)
    at = {Whose.BUREAU: thing.offices, Whose.TRANSIT: thing.ends_at}.get(whose)
    return whose == Whose.ANY or bool(at and at & set(principal.offices))


def visible(principal: Principal, action: Action, table: sa.Table) -> sa.ColumnElement[bool]:
    """True of those rows of a table with which somebody `may` do this. ValueError for a table that is no kind."""
    return _Rows(Kind(table.name), table, table.metadata).chosen(principal, action)


def sent(principal: Principal, action: Action, table: sa.Table) -> sa.ColumnElement[bool]:
    """The same without what is his company's: for lists of all that somebody sent, or may read by his office."""
    return _Rows(Kind(table.name), table, table.metadata).chosen(replace(principal, company=None), action)


def lacks(principal: Principal, word: str) -> bool:
    """Whether the key of a company has no such word in its scope."""
    return principal.company is not None and word not in principal.scope


def reads_any(principal: Principal) -> bool:
    """Whether somebody reads declarations of anybody."""
    return Whose.ANY in reach(principal, Action.READ, Kind.DECLARATION)


def bureaux_read(principal: Principal) -> tuple[str, ...]:
    """The customs offices (box 4) whose declarations somebody reads."""
    return principal.offices if Whose.BUREAU in reach(principal, Action.READ, Kind.DECLARATION) else ()


def read_by_word(principal: Principal, declarations: sa.Table, word: str) -> sa.ColumnElement[bool]:
    """True of those declarations of which somebody reads what this word of scope is for: he sent them, reads any, or
    his company stands in them.
    """
    theirs = of_companies(principal, Kind.DECLARATION, declarations, declarations.metadata.tables, word)
    return sa.or_(sent(principal, Action.READ, declarations), theirs)


def owned_by(owner: str, table: sa.Table) -> sa.ColumnElement[bool]:
    """True of those rows of a table that are somebody's own.

    A credit account is the own one of all whose claims are charged to it.
    """
    return _Rows(Kind(table.name), table, table.metadata).owned(owner)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a kind in a query: its table, or an alias of it. Each condition is true or false, never NULL."""

    kind: Kind
    rows: sa.FromClause
    metadata: sa.MetaData

    def chosen(self, principal: Principal, action: Action) -> sa.ColumnElement[bool]:
        reached = reach(principal, action, self.kind)
        if Whose.ANY in reached:
            return sa.true()
        conditions = {
            Whose.OWN: lambda: self.owned(principal.id),
            Whose.BUREAU: lambda: self.of_bureaux(principal.offices, BUREAU),
            Whose.TRANSIT: lambda: self.of_bureaux(principal.offices, ENDS_AT),
            Whose.WHOLE: lambda: self.whole(principal, action),
            Whose.COMPANY: lambda: self.of_companies(principal),
        }
        return sa.or_(sa.false(), *(conditions[each]() for each in sorted(reached)))

    def owned(self, owner: str) -> sa.ColumnElement[bool]:
        if self.kind != Kind.CREDIT:
            return self.rows.c.partner == owner
        claim = self.metadata.tables[Kind.CLAIM]
        return sa.exists().where(claim.c.credit == self.rows.c.number, claim.c.partner == owner)

    def of_bureaux(self, offices: Sequence[str], columns: Sequence[str]) -> sa.ColumnElement[bool]:
        if self.kind == Kind.CREDIT:
            return sa.true() if offices and columns == BUREAU else sa.false()
        if self.kind not in OF_DECLARATIONS or not offices:
            return sa.false()
        of = self.metadata.tables[Kind.DECLARATION].alias("of")
        own = [self.rows.c.id, self.rows.c.about] if self.kind == Kind.DECLARATION else [self.rows.c.declaration]
        return sa.exists().where(of.c.id.in_(own), sa.or_(*(of.c[name].in_(offices) for name in columns)))

    def of_companies(self, principal: Principal) -> sa.ColumnElement[bool]:
        word = READ_BY.get(self.kind)
        return of_companies(principal, self.kind, self.rows, self.metadata.tables, word) if word else sa.false()

    def whole(self, principal: Principal, action: Action) -> sa.ColumnElement[bool]:
        if self.kind != Kind.SUBMISSION:
            return sa.false()
        held = self.metadata.tables[Kind.DECLARATION].alias("held")
        holds = held.c.submission == self.rows.c.id
        by_office = replace(principal, company=None)
        hidden = sa.not_(_Rows(Kind.DECLARATION, held, self.metadata).chosen(by_office, action))
        return sa.and_(sa.exists().where(holds), sa.not_(sa.exists().where(holds, hidden)))
