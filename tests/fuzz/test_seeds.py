"""All failures that fuzzing ever found, and a sample of its corpus, get their verdict."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.checkout import CHECKOUT
from tests.fuzz.corpus import SEEDS, seeds
from tests.fuzz.targets.every import TARGETS

pytestmark = pytest.mark.service


MOST_BYTES = 1_000_000


@pytest.mark.parametrize("target", TARGETS)
def test_every_seed_gets_its_verdict(target: str) -> None:
    assert seeds(target)
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.replay", target], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_seeds_stay_small_and_belong_to_a_target() -> None:
    files = [path for path in SEEDS.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert {path.relative_to(SEEDS).parts[0].removesuffix(".zip") for path in files} <= set(TARGETS)
