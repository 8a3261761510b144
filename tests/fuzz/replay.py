"""Judge all seeds of a target: `python -m tests.fuzz.replay xml`. What failed goes to the standard output."""

from __future__ import annotations

import sys

from tests.fuzz.children import outcomes
from tests.fuzz.corpus import seeds
from tests.fuzz.targets.every import TARGETS


def main(name: str) -> int:
    """0 where every seed gets its verdict, within a memory that is bounded. Speed is for the fuzzer itself."""
    given = list(seeds(name).items())
    failed = 0
    for outcome in outcomes(TARGETS[name], lambda number: given[number][1], range(len(given))):
        if outcome.fault not in (None, "slow"):
            failed += 1
            print(f"{given[outcome.number][0]}: {outcome.fault}\n{outcome.told}")
    print(f"{name}: {len(given)} seeds, {failed} without a verdict")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
