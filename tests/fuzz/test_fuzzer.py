"""The fuzzer sees what it is there for: exceptions, processes that end, memory, missing verdicts; and by seed again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas.findings import finding
from tests.fuzz.bounds import MEMORY
from tests.fuzz.campaign import run
from tests.fuzz.children import Outcome, outcomes
from tests.fuzz.targets import Door, Target
from tests.fuzz.targets.every import TARGETS
from tests.fuzz.verdict import hold

pytestmark = pytest.mark.service


KEPT: list[bytearray] = []


def weak(content: bytes) -> frozenset[str]:
    """A door with one fault of each kind."""
    if b"x" in content:
        raise KeyError("x")
    if b"k" in content:
        os.kill(os.getpid(), signal.SIGTERM)
    if b"m" in content:
        KEPT.append(bytearray(MEMORY + 10_000_000))
    if b"p" in content:
        hold([finding("XML01")], len(content))
    return frozenset()


@contextmanager
def opened(_: Path) -> Iterator[Door]:
    yield weak


WEAK = Target("weak", lambda: [b"sound"], lambda random, _: random.choice((b"..x..", b"....", b"")), opened, rb"(?=\.)")


def judged(*inputs: bytes) -> list[Outcome]:
    return list(outcomes(WEAK, lambda number: inputs[number], range(len(inputs))))


def test_an_exception_is_seen_and_the_next_input_is_judged() -> None:
    first, second = judged(b"x", b"sound")
    assert first.fault == "KeyError in test_fuzzer.py weak"
    assert "KeyError: 'x'" in first.told
    assert second.fault is None


def test_what_ends_its_process_is_told_by_its_number() -> None:
    first, last = judged(b"sound", b"k", b"sound")
    assert first.fault is None
    assert (last.number, last.fault) == (1, f"ended its process: {-signal.SIGTERM}")


def test_memory_above_an_idle_worker_is_seen() -> None:
    (outcome,) = judged(b"m")
    assert outcome.fault == "memory"
    assert outcome.memory > MEMORY


def test_a_finding_without_a_place_is_no_verdict() -> None:
    (outcome,) = judged(b"p")
    assert outcome.fault == "no verdict: XML01 has no place"


def test_a_failure_is_kept_as_small_as_it_goes_and_nowhere_else(tmp_path: Path) -> None:
    figures = run(WEAK, 1, 1.0, tmp_path)
    assert list(figures.kinds) == ["KeyError in test_fuzzer.py weak"]
    kept = {path.suffix: path.read_bytes() for path in (tmp_path / "weak").iterdir()}
    assert kept[""] == b"x"
    assert kept[".whole"] == b"..x.."
    assert b"seed 1, number" in kept[".txt"]


@pytest.mark.parametrize("name", TARGETS)
def test_an_input_is_the_same_by_seed_and_number(name: str) -> None:
    target = TARGETS[name]
    inputs = [target.input(7, number) for number in range(30)]
    assert inputs == [target.input(7, number) for number in range(30)]
    assert len(set(inputs)) > 20
