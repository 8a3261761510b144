"""Writes the kit of test vectors, examples/vectors, from the tables of the law and the cases of the tests.

`python scripts/vectors.py [FOLDER]` writes it; with `--check` it writes nothing. It exits with 1 where the kit is wrong
or (with `--check`) stale, and says where.
"""

from __future__ import annotations

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
KIT = CHECKOUT / "examples" / "vectors"
MOST_SHOWN = 20


def main(arguments: list[str]) -> int:
    """Write the kit, or say whether it is stale; 0 where all is well."""
    sys.path[:0] = [str(CHECKOUT / "tests"), str(CHECKOUT / "scripts")]
    from vectorkit.kit import differences, made, write

    folder = Path(next((each for each in arguments if not each.startswith("-")), KIT))
    files, faults = made()
    for fault in faults[:MOST_SHOWN]:
        print(fault[:300], file=sys.stderr)
    if "--check" not in arguments:
        write(folder, files)
        return 1 if faults else 0
    stale = differences(folder, files)
    for path in stale[:MOST_SHOWN]:
        print(f"{path}: stale; run python scripts/vectors.py", file=sys.stderr)
    return 1 if stale or faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
