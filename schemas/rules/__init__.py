"""Rules: what must hold between boxes, one small function each over the typed view, exact in Decimal.

A rule is registered under its code; severity, boxes and source stand in `findings.csv`, its words in `words/`.
It yields a `Fault` for each thing it finds; where a box it needs is faulty, it does not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.declaration import Fault, Group


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a rule may know besides its subject: the day whose law applies, the declaration, and the subject's rank.

    `number` counts from 1 where the rule is applied to each article.
    """

    day: date
    dum: Group
    number: int = 0


EVERY_GROUP = "*"

Judge = Callable[..., Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule. `each` names the repeated group it is applied to one by one, `*` means every group of the
    declaration, None the declaration itself: a faulty box then hides only what its own group says."""

    code: str
    judge: Judge
    each: str | None


REGISTER: list[Rule] = []


def rule(code: str, *, each: str | None = None) -> Callable[[Judge], Judge]:
    """Register a rule under `code`. With `each`, it is called once per article (or other repeated group)."""

    def register(judge: Judge) -> Judge:
        REGISTER.append(Rule(code, judge, each))
        return judge

    return register


def amount(value: Any) -> str:
    """A Decimal as a person writes it: no exponent, no needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def all_rules() -> list[Rule]:
    """Every registered rule, in the order of registration."""
    from schemas.rules import duties, form, parties, regime, totals  # noqa: F401 - registers them

    return REGISTER


__all__ = ["Circumstances", "Fault", "Group", "Rule", "all_rules", "amount", "rule"]
