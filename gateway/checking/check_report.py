"""What a check found: each fault with its remedy, in the three languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from schemas.words import phrase, shown

Severity = Literal["wrong", "unknown", "noted"]
"""`wrong` has to be mended, `unknown` could not be checked, `noted` should be known and is no fault."""

State = Literal["right", "wrong", "unknown"]

MOST_SHOWN = 20
"""Faults of one kind in one check that are told one by one; all are counted."""

LONGEST_FACT = 300

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was found. Its words are `check.<code>` and `check.<code>.remedy`, unless they are given."""

    code: str
    severity: Severity
    facts: Mapping[str, str] = field(default_factory=dict)
    given: tuple[Words, Words] | None = None

    @property
    def message(self) -> Words:
        """What is wrong, and where."""
        return self.given[0] if self.given else phrase(f"check.{self.code}", **self.facts)

    @property
    def remedy(self) -> Words:
        """What to do."""
        return self.given[1] if self.given else phrase(f"check.{self.code}.remedy", **self.facts)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "code": self.code,
            "severity": self.severity,
            "facts": dict(self.facts),
            "message": dict(self.message),
            "remedy": dict(self.remedy),
        }


@dataclass
class Checked:
    """One check: what it found, how often each, and what it counted."""

    name: str
    faults: list[Fault] = field(default_factory=list)
    counts: Counter[tuple[Severity, str]] = field(default_factory=Counter)
    facts: dict[str, Any] = field(default_factory=dict)

    def add(self, severity: Severity, code: str, **facts: object) -> None:
        """Note a fault; of one kind only the first ones are kept."""
        self.take(Fault(code, severity, {name: shown(str(fact), LONGEST_FACT) for name, fact in facts.items()}))

    def take(self, fault: Fault) -> None:
        """Note a fault that is made already."""
        self.counts[fault.severity, fault.code] += 1
        if self.counts[fault.severity, fault.code] <= MOST_SHOWN:
            self.faults.append(fault)

    @property
    def state(self) -> State:
        """The worst that was found."""
        found = {severity for severity, _ in self.counts}
        return "wrong" if "wrong" in found else "unknown" if "unknown" in found else "right"

    def not_shown(self) -> int:
        """How many faults are counted and not told one by one."""
        return self.counts.total() - len(self.faults)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "name": self.name,
            "state": self.state,
            "facts": self.facts,
            "total": self.counts.total(),
            "faults": [each.as_dict() for each in self.faults],
        }
