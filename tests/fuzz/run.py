"""The fuzzer: `python -m tests.fuzz.run --seconds 3600 [--target xml] [--seed N] [--folder FOLDER]`.

All targets in turn, each for its part of the time. Failures are written to a folder outside the repository.
With `--number` one input alone is judged again, by its target, seed and number.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from gateway.clock import casablanca_now
from tests.fuzz.campaign import HEAD, run
from tests.fuzz.children import outcomes
from tests.fuzz.targets.every import TARGETS


def main() -> int:
    """0 where every input got its verdict."""
    given = _arguments()
    targets = [TARGETS[name] for name in given.target or TARGETS]
    if given.number is not None:
        (outcome,) = outcomes(targets[0], lambda number: targets[0].input(given.seed, number), _only(given.number))
        print(outcome.told, outcome, sep="\n")
        return int(outcome.fault is not None)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="fuzz-failures-"))
    print(f"{_title(casablanca_now(), given.seed)}\n", flush=True)
    found = []
    for target in targets:
        found.append(run(target, given.seed, given.seconds / len(targets), folder))
    print("", HEAD, *(each.row() for each in found), sep="\n")
    failed = any(each.kinds for each in found)
    if failed:
        print(f"\nFailures, shrunk: {folder}", file=sys.stderr)
    return int(failed)


def _only(number: int) -> range:
    return range(number, number + 1)


def _title(now: datetime, seed: int) -> str:
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return f"## {now:%d %B %Y}, revision `{revision.stdout.strip() or '?'}`, seed {seed}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="wall time of the whole run")
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), help="only this one; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, help="one input alone")
    parser.add_argument("--folder", type=Path, help="where failures go; a new temporary folder where none is given")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
