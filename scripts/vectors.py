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
    sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "scripts")]
    from vectorkit.kit_files import differences, made, write

    folder = Path(next((each for each in arguments if not each.startswith("-")), KIT))
    kit = made()
    for fault in kit.faults[:MOST_SHOWN]:
        print(fault[:300], file=sys.stderr)
    if "--check" not in arguments:
        write(folder, kit.files)
        twins = sum("twin" in each for each in kit.vectors)
        print(f"{len(kit.vectors)} vectors, {twins} of them EDIFACT twins; {len(kit.interchanges)} interchanges.")
        for reason, count in kit.without_twin.most_common():
            print(f"{count} without a twin: {reason}.")
        return 1 if kit.faults else 0
    stale = differences(folder, kit.files)
    for path in stale[:MOST_SHOWN]:
        print(f"{path}: stale; run python scripts/vectors.py", file=sys.stderr)
    return 1 if stale or kit.faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
