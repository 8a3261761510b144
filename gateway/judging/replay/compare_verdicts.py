"""Two verdicts on the same bytes, compared: which findings are gone, and which are new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.judging.judge import DRAFT, VERDICT, Judgement
from renderers.records import Outcome
from schemas.findings import Finding, refused

OF_THE_LEDGER = ("MSG01", "MSG02")
"""Codes that came of what else was registered at that time: no law gives them, and none takes them away."""


OF_EDIFACT = "EDI"
"""What the codes begin with of what was found in the EDIFACT that a message came by."""


def beyond_the_law(found: Finding) -> bool:
    """True for what came of the ledger or of EDIFACT, and not of the form's boxes."""
    return found.code in OF_THE_LEDGER or found.code.startswith(OF_EDIFACT)


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """A verdict: its outcome, the findings given out, their true number, and the law (tables, day) that gave it."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    total: int
    law: Mapping[str, str]

    @property
    def complete(self) -> bool:
        """False where there were more findings than were given out."""
        return self.total <= len(self.findings)

    @property
    def by_edifact(self) -> bool:
        """True where its findings point at segments of EDIFACT."""
        return any(each.position is not None and each.position.segment is not None for each in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """The verdict for programs; `law` is null where none was noted."""
        told = {"outcome": self.outcome, "refused": refused(self.findings), "total": self.total}
        return {**told, "law": dict(self.law) or None, "findings": [each.as_dict() for each in self.findings]}


@dataclass(frozen=True, slots=True)
class Difference:
    """What one verdict has otherwise than another: outcomes, findings gone and new. `complete` is False where a
    verdict had more findings than were compared."""

    then: Outcome
    now: Outcome
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    complete: bool

    @property
    def same(self) -> bool:
        """True where nothing differs."""
        return self.then == self.now and not self.gone and not self.new

    def as_dict(self) -> dict[str, Any]:
        """The difference for programs."""
        told: dict[str, Any] = {"same": self.same, "outcome_then": self.then, "outcome_now": self.now}
        findings = {"gone": self.gone, "new": self.new}
        told |= {name: [each.as_dict() for each in found] for name, found in findings.items()}
        return {**told, "complete": self.complete}


def given_verdict(judgement: Judgement) -> GivenVerdict:
    """The verdict of a judgement."""
    return GivenVerdict(judgement.outcome, judgement.findings, judgement.total, judgement.law)


def difference(then: GivenVerdict, now: GivenVerdict) -> Difference:
    """Compare by code, severity, box, article and place; without the place where one verdict is on the EDIFACT that was
    sent and the other on the XML that was made of it."""
    places = then.by_edifact == now.by_edifact
    return Difference(
        then.outcome,
        now.outcome,
        tuple(_besides(then.findings, now.findings, places)),
        tuple(_besides(now.findings, then.findings, places)),
        then.complete and now.complete,
    )


def without_ledger(verdict: GivenVerdict, function: str | None) -> GivenVerdict:
    """What a verdict was by the law alone. `function` is that of the message, as the boxes have it."""
    found = tuple(each for each in verdict.findings if not beyond_the_law(each))
    taken = len(verdict.findings) - len(found)
    if not taken:
        return verdict
    outcome = verdict.outcome
    if outcome != "draft" and function not in (None, DRAFT) and not refused(found):
        outcome = "valid" if function == VERDICT else "registered"
    return GivenVerdict(outcome, found, verdict.total - taken, verdict.law)


def _besides(findings: Iterable[Finding], others: Iterable[Finding], places: bool) -> Iterable[Finding]:
    """The findings that have no partner among the others, each partner taken once."""
    left = Counter(_name(each, places) for each in others)
    for each in findings:
        name = _name(each, places)
        if left[name]:
            left[name] -= 1
        else:
            yield each


def _name(each: Finding, places: bool) -> tuple[Any, ...]:
    """What a finding is the same by. Element, value and file tell those apart that stand at one place of one box."""
    place = (each.box, each.article, each.position if places else None)
    return each.code, each.severity, *place, each.value, each.file, str(each.facts.get("element"))
