"""What the gateway asks of an administration, and what it may answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A line of box B as declared: type, base (MAD) and rate (per cent)."""

    type_code: str
    base: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Lodgement:
    """A declaration without refused findings that asks to be registered. `suspensive`: its duties are not due."""

    reference: str
    office: str
    regime: str
    suspensive: bool
    lines: tuple[ProposedLine, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The administration does not register the declaration; why, in three languages."""

    reason: Words


@dataclass(frozen=True, slots=True)
class Postponed:
    """The administration answers later: by itself after so many seconds, or (None) by an act of the office."""

    seconds: float | None


@dataclass(frozen=True, slots=True)
class Registered:
    """Box A: the declaration is registered today; its number is the next in the series of office, régime and year."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """Box B: what these lines come to is due; nothing where there are none."""

    lines: tuple[ProposedLine, ...]


@dataclass(frozen=True, slots=True)
class Ordered:
    """An act of the office that follows at once: its kind (the name of its XSD) and its elements in snake case."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """A removal credit account as the administration knows it: ceiling (MAD) and term (days)."""

    ceiling: Decimal
    term_days: int


Answer = Refused | Postponed | Registered | Assessed | Ordered


class Administration(Protocol):
    """An administration. `name` stands as the author of the acts that it orders itself, at most 30 characters;
    `specimen` is True where what it does has no legal effect."""

    name: str
    specimen: bool

    def lodge(self, lodgement: Lodgement, again: bool = False) -> Sequence[Answer]:
        """What the administration does at once with a declaration, in this order. `again` after a postponement."""
        ...

    def assess(self, lodgement: Lodgement) -> Assessed:
        """What is due on a declaration that is registered already: it was amended."""
        ...

    def credit_terms(self, number: str) -> CreditTerms | None:
        """The terms of a credit account that the ledger does not know; None where there is no such account."""
        ...
