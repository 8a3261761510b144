"""Take a new sample of the corpus: `python -m tests.fuzz.sample --seconds 60 --seed 5 [--target xml]`.

Of the inputs that gave another set of findings than all before, one each. The old sample is replaced.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.fuzz.campaign import run
from tests.fuzz.corpus import write_sample
from tests.fuzz.targets.every import TARGETS


def main() -> None:
    """Write `seeds/<target>.zip`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--target", action="append", choices=sorted(TARGETS))
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for target in [TARGETS[name] for name in given.target or TARGETS]:
        figures = run(target, given.seed, given.seconds, Path(tempfile.mkdtemp(prefix="fuzz-failures-")))
        inputs = [(f"{given.seed}-{number}", target.input(given.seed, number)) for number in figures.seen.values()]
        print(f"{target.name}: {write_sample(target.name, inputs)} of {figures.inputs}", flush=True)


if __name__ == "__main__":
    main()
