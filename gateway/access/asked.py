"""Asks the table of rights: of one thing, and of a list as a condition in SQL. Both give the same answer."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import sqlalchemy as sa

from gateway.access.rights import Action, Kind, Principal, Whose, reach


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked of: its kind, and the ids of those whose own it is."""

    kind: Kind
    owners: Set[str]


def may(principal: Principal, action: Action, thing: Thing | None = None) -> bool:
    """Whether somebody may do this with a thing; without one, whether there is any: so a door asks before it reads."""
    if thing is None:
        return any(reach(principal, action, kind) for kind in Kind)
    whose = reach(principal, action, thing.kind)
    return whose == Whose.ANY or (whose == Whose.OWN and principal.id in thing.owners)


def visible(principal: Principal, action: Action, table: sa.Table) -> sa.ColumnElement[bool]:
    """True of those rows of a table with which somebody `may` do this. ValueError for a table that is no kind."""
    whose = reach(principal, action, Kind(table.name))
    if whose == Whose.OWN:
        return owned_by(principal.id, table)
    return sa.true() if whose == Whose.ANY else sa.false()


def owned_by(owner: str, table: sa.Table) -> sa.ColumnElement[bool]:
    """True of those rows of a table that are somebody's own.

    A credit account is the own one of all whose claims are charged to it.
    """
    if table.name != Kind.CREDIT:
        return table.c.partner == owner
    claim = table.metadata.tables[Kind.CLAIM]
    return sa.exists().where(claim.c.credit == table.c.number, claim.c.partner == owner)
