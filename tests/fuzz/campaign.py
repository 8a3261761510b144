"""A run over one target: inputs by number in children that are renewed, failures shrunk and kept, figures told."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.bounds import MEGABYTE
from tests.fuzz.children import Outcome, outcomes
from tests.fuzz.shrinking import shrunk
from tests.fuzz.targets import Target

RENEWED_AFTER = 500
"""Inputs of one child."""


@dataclass
class Figures:
    """What a run over a target came to. `kinds` counts failures; `seen` holds of each set of codes the first input."""

    target: str
    inputs: int = 0
    cpu: float = 0.0
    slowest: float = 0.0
    memory: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one input."""
        self.inputs += 1
        self.cpu += outcome.cpu
        self.slowest = max(self.slowest, outcome.cpu)
        self.memory = max(self.memory, outcome.memory)
        if outcome.fault:
            self.kinds[outcome.fault] += 1
        else:
            self.seen.setdefault(outcome.codes, outcome.number)

    def row(self) -> str:
        """One row of the log."""
        failures = "; ".join(f"{kind} ×{count}" for kind, count in self.kinds.most_common()) or "none"
        told = (
            self.target,
            f"{self.inputs:,}",
            f"{self.cpu:.0f}",
            f"{self.slowest:.2f}",
            f"{self.memory / MEGABYTE:.0f}",
            str(len(self.seen)),
            failures,
        )
        return f"| {' | '.join(told)} |"


HEAD = """\
| target | inputs | CPU, s | slowest, s of CPU | most memory above idle, MB | sets of codes | failures |
|---|--:|--:|--:|--:|--:|---|"""


def run(target: Target, seed: int, seconds: float, folder: Path) -> Figures:
    """Judge inputs for so many seconds of wall time. The first failure of each kind is shrunk and kept in `folder`."""
    figures = Figures(target.name)
    for outcome in _judged(target, seed, time.monotonic() + seconds):
        if outcome.fault and outcome.fault not in figures.kinds:
            _keep(target, seed, outcome, folder)
        figures.add(outcome)
    return figures


def _judged(target: Target, seed: int, until: float) -> Iterator[Outcome]:
    first = 0
    while time.monotonic() < until:
        for outcome in outcomes(target, lambda number: target.input(seed, number), range(first, first + RENEWED_AFTER)):
            yield outcome
            first = outcome.number + 1
            if time.monotonic() >= until:
                return


def _keep(target: Target, seed: int, outcome: Outcome, folder: Path) -> None:
    content = target.input(seed, outcome.number)

    def fails(smaller: bytes) -> bool:
        (found,) = outcomes(target, lambda _: smaller, range(1))
        return found.fault == outcome.fault

    kept = folder / target.name
    kept.mkdir(parents=True, exist_ok=True)
    name = f"{re.sub('[^a-zA-Z0-9]+', '-', outcome.fault or '')[:60]}-{seed}-{outcome.number}"
    (kept / f"{name}.whole").write_bytes(content)
    (kept / f"{name}.txt").write_text(
        f"{outcome.fault}\nseed {seed}, number {outcome.number}, {outcome.size} bytes, {outcome.cpu:.2f} s of CPU, "
        f"{outcome.memory} bytes of memory\n\n{outcome.told}",
        encoding="utf-8",
        errors="backslashreplace",
    )
    (kept / name).write_bytes(shrunk(content, target.cut_at, fails))
    print(f"{target.name}: {outcome.fault} ({kept / name})", flush=True)
