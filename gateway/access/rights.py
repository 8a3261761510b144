"""The table of rights: which role may do what, with which kinds of things, and whose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Literal, get_args

Role = Literal["partner", "office", "archivist"]
ROLES: tuple[str, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. What bears his id as its partner is his own."""

    id: str
    roles: tuple[str, ...]


class Action(StrEnum):
    """What is asked for: to send declarations and requests, to do acts of the office, to read."""

    SEND = "send"
    ACT = "act"
    READ = "read"


class Kind(StrEnum):
    """What things there are. Each kind has the name of its table."""

    SUBMISSION = "submission"
    DECLARATION = "declaration"
    DOCUMENT = "document"
    ACCOUNT = "account"
    CLAIM = "claim"
    CREDIT = "credit"


class Whose(IntEnum):
    """How far a right goes; the wider one is the greater."""

    NONE = 0
    OWN = 1
    ANY = 2


@dataclass(frozen=True, slots=True)
class Right:
    """One row: whoever has the role may do this with things of these kinds, his own or any."""

    role: Role
    action: Action
    kinds: tuple[Kind, ...]
    whose: Whose


RIGHTS = (
    Right("partner", Action.SEND, (Kind.SUBMISSION,), Whose.OWN),
    Right("partner", Action.READ, tuple(Kind), Whose.OWN),
    Right("office", Action.ACT, (Kind.DECLARATION, Kind.ACCOUNT, Kind.CLAIM, Kind.CREDIT), Whose.ANY),
    Right("office", Action.READ, tuple(Kind), Whose.ANY),
    Right("archivist", Action.READ, tuple(Kind), Whose.ANY),
)


def reach(principal: Principal, action: Action, kind: Kind) -> Whose:
    """With whose things of a kind somebody may do this, by the widest of his roles."""
    rows = (row for row in RIGHTS if row.role in principal.roles and row.action == action and kind in row.kinds)
    return max((row.whose for row in rows), default=Whose.NONE)


def role_for(action: Action) -> Role:
    """The role that somebody needs who may not do this: the first one of the table."""
    return next(row.role for row in RIGHTS if row.action == action)
