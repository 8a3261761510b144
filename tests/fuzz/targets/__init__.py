"""What is fuzzed: each target has samples, a way to change them, and the door that they go through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from random import Random

LARGEST = 11_000_000
"""Bytes of an input at the most. The doors read no more than `max_body_bytes` (10 MB), and refuse what is larger."""

Door = Callable[[bytes], frozenset[str]]
"""Gives an input to the product and checks what comes of it; the codes of the findings. It raises for no verdict."""


@dataclass(frozen=True)
class Target:
    """One door. `opened` opens it on an empty folder; `cut_at` splits an input into pieces that make sense alone."""

    name: str
    samples: Callable[[], Sequence[bytes]]
    mutated: Callable[[Random, Sequence[bytes]], bytes]
    opened: Callable[[Path], AbstractContextManager[Door]]
    cut_at: bytes

    def input(self, seed: int, number: int) -> bytes:
        """The input of a number: the same for the same seed, as long as the mutators and samples are."""
        return self.mutated(Random(f"{seed} {self.name} {number}"), self.samples())[:LARGEST]
