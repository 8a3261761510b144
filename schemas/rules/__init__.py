"""Rules: what must hold between boxes, one small function each over the typed view, exact in Decimal.

A rule is registered under its code; severity, boxes, days and source stand in `tables/rules/`, its words in `words/`.
It yields a `Fault` for each thing it finds; where a box it needs is faulty, it does not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from schemas.declaration import Fault, Group
from schemas.law import LawOfDay


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a rule may know besides its subject: the law of the day, and the declaration."""

    law: LawOfDay
    dum: Group


Judge = Callable[..., Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule. `each` names the type of group (as in the XSD) that it is applied to one by one, None the
    declaration itself: a faulty box then hides only what its own group says."""

    code: str
    judge: Judge
    each: str | None


REGISTER: list[Rule] = []


def rule(code: str, *, each: str | tuple[str, ...] | None = None) -> Callable[[Judge], Judge]:
    """Register a rule under `code`. With `each`, it is called once per article (`GoodsItem`) or other type of group."""

    def register(judge: Judge) -> Judge:
        for name in each if isinstance(each, tuple) else (each,):
            REGISTER.append(Rule(code, judge, name))
        return judge

    return register


def amount(value: Decimal) -> str:
    """A Decimal as a person writes it: no exponent, no needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache
def all_rules() -> list[Rule]:
    """Every registered rule, module by module."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return REGISTER


__all__ = ["Circumstances", "Fault", "Group", "Rule", "all_rules", "amount", "rule"]
