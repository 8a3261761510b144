"""Compares an answer with what is expected: missing, unexpected and misplaced findings are told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gateway.certify.answers import Answer, NoAnswerError
from gateway.certify.kit import Told, Vector


@dataclass(frozen=True, slots=True)
class Result:
    """A vector and what came of it. `misplaced` are pairs of the same code: where it was expected, where it was told.

    `failure` is given where nothing came that could be compared.
    """

    vector: Vector
    answer: Answer | None
    missing: tuple[Told, ...] = ()
    unexpected: tuple[Told, ...] = ()
    misplaced: tuple[tuple[Told, Told], ...] = ()
    failure: NoAnswerError | None = None

    @property
    def verdict_is_right(self) -> bool:
        """True where it was refused as expected, or not refused as expected."""
        return self.answer is not None and self.answer.refused == self.vector.refused

    @property
    def is_right(self) -> bool:
        """True where the vector earns its point: verdict and findings are exactly those expected."""
        return self.verdict_is_right and not (self.missing or self.unexpected or self.misplaced)


def compared(vector: Vector, answer: Answer) -> Result:
    """The result of a vector that was answered."""
    expected, found = Counter(vector.findings), Counter(answer.findings)
    missing, unexpected = list((expected - found).elements()), list((found - expected).elements())
    misplaced: list[tuple[Told, Told]] = []
    for wanted in list(missing):
        same = [each for each in unexpected if each.code == wanted.code]
        if same:
            nearest = max(same, key=lambda each: _likeness(wanted, each))
            missing.remove(wanted)
            unexpected.remove(nearest)
            misplaced.append((wanted, nearest))
    return Result(vector, answer, tuple(missing), tuple(unexpected), tuple(misplaced))


def failed(vector: Vector, failure: NoAnswerError) -> Result:
    """The result of a vector that got no answer that could be compared."""
    return Result(vector, None, failure=failure)


def _likeness(one: Told, other: Told) -> int:
    return (one.box == other.box) + (one.article == other.article) + (one.line == other.line)
