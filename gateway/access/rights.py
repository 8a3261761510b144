"""The table of rights: which role may do what, with which kinds of things, and whose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, get_args

Role = Literal["partner", "office", "archivist"]
ROLES: tuple[str, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. What bears his id as its partner is his own; what his company stands in he reads by his scope.

    `offices` are the codes of the customs offices (bureaux) that one with the role office acts for; none: not said. He
    who acts `everywhere` is not held to them. `moment` is when he asks, in UTC (ledger/instants.py): mandates are in
    force or not as of then.
    """

    id: str
    roles: tuple[str, ...]
    offices: tuple[str, ...] = ()
    everywhere: bool = False
    company: str | None = None
    scope: frozenset[str] = frozenset()
    moment: str = ""


class Action(StrEnum):
    """What is asked for: to send declarations and requests, to do acts of the office, to do those of them that are also
    the office's where a transit ends, to read."""

    SEND = "send"
    ACT = "act"
    RECEIVE = "receive"
    READ = "read"


class Kind(StrEnum):
    """What things there are. Each kind has the name of its table."""

    SUBMISSION = "submission"
    DECLARATION = "declaration"
    DOCUMENT = "document"
    ACCOUNT = "account"
    CLAIM = "claim"
    CREDIT = "credit"


class Whose(StrEnum):
    """How far a right goes. A credit account is of each bureau; what belongs to a declaration is of its bureaux."""

    OWN = "own"
    BUREAU = "of his bureaux"
    TRANSIT = "of a transit that ends at his bureaux"
    WHOLE = "all of whose declarations he may read"
    COMPANY = "of his company, and of those that gave it a mandate, by his scope"
    ANY = "any"


BY_BUREAU = frozenset({Whose.BUREAU, Whose.TRANSIT, Whose.WHOLE})
"""What is any to who acts everywhere."""

OF_DECLARATIONS = (Kind.DECLARATION, Kind.DOCUMENT, Kind.ACCOUNT, Kind.CLAIM)
"""Declarations, and what belongs to one."""


@dataclass(frozen=True, slots=True)
class Right:
    """One row: whoever has the role may do this with things of these kinds that are his in this way."""

    role: Role
    action: Action
    kinds: tuple[Kind, ...]
    whose: Whose


RIGHTS = (
    Right("partner", Action.SEND, (Kind.SUBMISSION,), Whose.OWN),
    Right("partner", Action.READ, tuple(Kind), Whose.OWN),
    Right("partner", Action.READ, (*OF_DECLARATIONS, Kind.CREDIT), Whose.COMPANY),
    Right("office", Action.ACT, (Kind.DECLARATION, Kind.ACCOUNT, Kind.CLAIM, Kind.CREDIT), Whose.BUREAU),
    Right("office", Action.RECEIVE, (Kind.DECLARATION, Kind.ACCOUNT), Whose.BUREAU),
    Right("office", Action.RECEIVE, (Kind.DECLARATION, Kind.ACCOUNT), Whose.TRANSIT),
    Right("office", Action.READ, (*OF_DECLARATIONS, Kind.CREDIT), Whose.BUREAU),
    Right("office", Action.READ, OF_DECLARATIONS, Whose.TRANSIT),
    Right("office", Action.READ, (Kind.SUBMISSION,), Whose.WHOLE),
    Right("office", Action.READ, (Kind.SUBMISSION, Kind.DECLARATION), Whose.OWN),
    Right("archivist", Action.READ, tuple(Kind), Whose.ANY),
)
"""An office's own are the acts that it sent by its folder."""


def reach(principal: Principal, action: Action, kind: Kind) -> frozenset[Whose]:
    """Whose things of a kind somebody may do this with, by all of his roles."""
    rows = (row for row in RIGHTS if row.role in principal.roles and row.action == action and kind in row.kinds)
    found = frozenset(row.whose for row in rows)
    return found | {Whose.ANY} if principal.everywhere and found & BY_BUREAU else found


def held(principal: Principal) -> Principal:
    """The same one held to his bureaux, whether he is so by now or not."""
    return replace(principal, everywhere=False)


def has_no_bureau(principal: Principal) -> bool:
    """Whether somebody acts by bureaux and was given none, be he held to them by now or not."""
    return not principal.offices and bool(reach(principal, Action.ACT, Kind.DECLARATION) & BY_BUREAU)


def reads_nothing(principal: Principal) -> bool:
    """Whether that keeps him from all documents: he is told so."""
    return has_no_bureau(principal) and reach(principal, Action.READ, Kind.DOCUMENT) <= BY_BUREAU


def role_for(action: Action) -> Role:
    """The role that somebody needs who may not do this: the first one of the table."""
    return next(row.role for row in RIGHTS if row.action == action)
