"""Compares an answer with what is expected: missing, unexpected and misplaced findings are told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gateway.certify.answers import Answer, NoAnswerError
from gateway.certify.contrl_answers import Difference, differences
from gateway.certify.kit import Told, Vector


@dataclass(frozen=True, slots=True)
class Result:
    """A vector and what came of it. `misplaced` are pairs of the same code: where it was expected, where it was told.

    `contrl` says where a CONTRL is not as expected. `failure` is given where nothing came that could be compared.
    """

    vector: Vector
    answer: Answer | None
    missing: tuple[Told, ...] = ()
    unexpected: tuple[Told, ...] = ()
    misplaced: tuple[tuple[Told, Told], ...] = ()
    contrl: tuple[Difference, ...] = ()
    failure: NoAnswerError | None = None

    @property
    def verdict_is_right(self) -> bool:
        """True where it was refused as expected, or not refused as expected."""
        return self.answer is not None and self.answer.refused == self.vector.refused

    @property
    def is_right(self) -> bool:
        """True where the vector earns its point: verdict, findings and CONTRLs are exactly those expected."""
        return self.verdict_is_right and not (self.missing or self.unexpected or self.misplaced or self.contrl)


def compared(vector: Vector, answer: Answer, sent: bytes = b"") -> Result:
    """The result of a vector that was answered; `sent` are its bytes as they were sent. Raises OSError."""
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
    of_contrl: tuple[Difference, ...] = ()
    if vector.contrl is not None:
        wanted_contrl = {number: path.read_bytes() for number, path in vector.contrl.items()}
        of_contrl = differences(wanted_contrl, answer.contrl, vector.path.read_bytes(), sent)
    return Result(vector, answer, tuple(missing), tuple(unexpected), tuple(misplaced), of_contrl)


def failed(vector: Vector, failure: NoAnswerError) -> Result:
    """The result of a vector that got no answer that could be compared."""
    return Result(vector, None, failure=failure)


def _likeness(one: Told, other: Told) -> int:
    return (one.box == other.box) + (one.article == other.article) + (one.line == other.line)
