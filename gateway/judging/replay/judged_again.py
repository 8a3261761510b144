"""Judges a document again, by one law or by two, and says what differs. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from gateway.judging.attached import Attached
from gateway.judging.judge import Judgement, judge
from gateway.judging.replay.compare_verdicts import (
    Difference,
    GivenVerdict,
    beyond_the_law,
    difference,
    given_verdict,
    without_ledger,
)
from gateway.judging.replay.stored_documents import Document, verdict_of
from gateway.judging.replay.two_laws import NoLaw
from gateway.ledger.tables import DeclarationRow
from gateway.settings import Settings
from gateway.store.files import Damaged
from schemas.findings import Finding
from schemas.law import LawOfDay

MOST_COMPARED = 5000
"""Findings of a declaration that two laws are compared by: far above what is given out, so that none is cut off."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The verdict that was given then and the one by the law asked for, and what differs between them.

    `of_then` are the findings that came of what else was registered then, or of the EDIFACT that it came by: they are
    compared with nothing.
    """

    then: GivenVerdict
    now: GivenVerdict
    difference: Difference
    of_then: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """It for programs."""
        of_then = [each.as_dict() for each in self.of_then]
        told = {"then": self.then.as_dict(), "now": self.now.as_dict()}
        return {**told, "difference": {**self.difference.as_dict(), "of_then_only": of_then}}


@dataclass(frozen=True, slots=True)
class Compared:
    """A document judged by two laws; `difference` None where it could not be read."""

    document: Document
    difference: Difference | None


@dataclass
class Summary:
    """How many documents two laws judge alike, and how many otherwise. `unread` could not be judged."""

    judged: int = 0
    unchanged: int = 0
    now_refused: int = 0
    now_passing: int = 0
    only_findings: int = 0
    unread: int = 0

    def add(self, compared: Compared) -> None:
        """Count one more."""
        found = compared.difference
        if found is None:
            self.unread += 1
            return
        self.judged += 1
        if found.same:
            self.unchanged += 1
        elif found.then != "refused" and found.now == "refused":
            self.now_refused += 1
        elif found.then == "refused" and found.now != "refused":
            self.now_passing += 1
        else:
            self.only_findings += 1

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def unchangeable(row: DeclarationRow) -> Replay | None:
    """The verdict on a message that no law changes: one that gave no declaration, since its EDIFACT was
    rejected or it is a CONTRL. None for all others."""
    if row.edifact is None or row.dum is not None:
        return None
    then = verdict_of(row)
    return Replay(then, then, difference(then, then), ())


def replayed(then: GivenVerdict, judgement: Judgement) -> Replay:
    """Hold a judgement of today against the verdict that was given then."""
    now = given_verdict(judgement)
    of_then = tuple(each for each in then.findings if beyond_the_law(each))
    return Replay(then, now, difference(without_ledger(then, judgement.function), now), of_then)


def compared(documents: Iterable[Document], old: LawOfDay, new: LawOfDay, settings: Settings) -> Iterator[Compared]:
    """Judge each document by both laws. Raises NoLaw where a law lacks what the rules ask for."""
    for document in documents:
        try:
            body, attached = document.load()
        except (OSError, Damaged):
            yield Compared(document, None)
            continue
        before, after = (given_verdict(judged(body, attached, law, settings, MOST_COMPARED)) for law in (old, new))
        found = difference(before, after)
        yield Compared(document, _with_ledger(found, document.then) if document.then else found)


def _with_ledger(found: Difference, then: GivenVerdict) -> Difference:
    """What was refused for its numbers, or for the EDIFACT that it came by, stays refused by any law."""
    by_none = any(beyond_the_law(each) and each.severity == "refused" for each in then.findings)
    return replace(found, then="refused", now="refused") if by_none and then.outcome == "refused" else found


def judged(body: bytes, attached: Attached, law: LawOfDay, settings: Settings, max_findings: int) -> Judgement:
    """The judgement by a law. Raises NoLaw where it lacks what the rules ask for."""
    try:
        return judge(body, attached, law, settings.xml_limits, max_findings)
    except KeyError as missing:  # tables of an earlier version of the program
        raise NoLaw("replay.lacking", name=str(missing.args[0]), tables=law.law.digest) from missing
