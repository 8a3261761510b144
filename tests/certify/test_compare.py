"""The comparison: missing, unexpected and misplaced are told apart, and only what is exactly right earns its point."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.certify.answers import Answer
from gateway.certify.compare_answers import Result, compared
from gateway.certify.kit import Told, Vector

HERE, THERE = Told("B07-1", "7", None, 12), Told("B07-1", "7", None, 13)
OTHER, FURTHER = Told("XSD06", "33", 2, 40), Told("XSD06", "33", 3, 60)


def result(expected: tuple[Told, ...], came: tuple[Told, ...], refused: bool = True) -> Result:
    words = {"fr": "x", "en": "x", "ar": "x"}
    vector = Vector("a/b.xml", Path("b.xml"), "a", "rule", "010", True, expected, words, (), "")
    return compared(vector, Answer(refused, came))


def test_the_same_in_any_order_is_right() -> None:
    assert result((HERE, OTHER), (OTHER, HERE)).is_right
    assert result((HERE, HERE), (HERE, HERE)).is_right


@pytest.mark.parametrize(
    ("came", "missing", "unexpected", "misplaced"),
    [
        ((HERE,), (OTHER,), (), ()),
        ((HERE, OTHER, FURTHER), (), (FURTHER,), ()),
        ((THERE, OTHER), (), (), ((HERE, THERE),)),
        ((HERE, FURTHER), (), (), ((OTHER, FURTHER),)),
        ((Told("B06-1", "6", None, 12), OTHER), (HERE,), (Told("B06-1", "6", None, 12),), ()),
        ((), (HERE, OTHER), (), ()),
        ((HERE, HERE, OTHER), (), (HERE,), ()),
    ],
)
def test_what_differs_is_told_apart(
    came: tuple[Told, ...],
    missing: tuple[Told, ...],
    unexpected: tuple[Told, ...],
    misplaced: tuple[tuple[Told, Told], ...],
) -> None:
    found = result((HERE, OTHER), came)
    assert (found.missing, found.unexpected, found.misplaced) == (missing, unexpected, misplaced)
    assert not found.is_right and found.verdict_is_right


def test_of_several_places_the_nearest_is_the_misplaced_one() -> None:
    nearest = Told("XSD06", "33", 2, 41)
    found = result((OTHER,), (FURTHER, nearest))
    assert (found.misplaced, found.unexpected) == (((OTHER, nearest),), (FURTHER,))


def test_the_other_verdict_loses_the_point() -> None:
    found = result((HERE,), (HERE,), refused=False)
    assert not found.is_right and not found.verdict_is_right
    assert (found.missing, found.unexpected, found.misplaced) == ((), (), ())
