"""How long one partner's acknowledgement waits while another one drops thousands of files.

`python benchmarks/turns_of_partners.py [FILES] [PARTS] [SECONDS]`
A real service, on SQLite. One partner drops FILES declarations
at once (default 10,000), and has PARTS files under temporary names in his folder (default 0); another one drops a
declaration every few seconds for SECONDS (default 90). What is measured is the time from each of these drops until
it is taken out of the inbox, and until its acknowledgement is in the outbox; first without the other partner's files,
then with them.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.service.declaring import small
from tests.service.running import Service

BETWEEN = 4.0
"""Seconds from one drop to the next."""

ALONE = 5
"""Drops before the other partner's."""

MOST_SECONDS = 10.0

_numbers = itertools.count(1)


def waits(service: Service, partner: str, until: float, most: int = 10**6) -> list[tuple[float, float]]:
    """Seconds from each drop until it is taken and until it is acknowledged; drop by drop, to an end (monotonic)."""
    found: list[tuple[float, float]] = []
    while time.monotonic() < until and len(found) < most:
        name = f"one-{next(_numbers)}"
        part = service.inbox / partner / f"{name}.xml.part"
        part.write_bytes(small().body)
        part.rename(part.with_suffix(""))
        dropped = time.monotonic()
        while part.with_suffix("").exists():
            time.sleep(0.02)
        taken = time.monotonic() - dropped
        while not list((service.outbox / partner).glob(f"{name}.*.ack.xml.delivery.json")):
            time.sleep(0.05)
        acknowledged = time.monotonic() - dropped
        found.append((taken, acknowledged))
        print(f"  taken {taken:.1f} s, acknowledged {acknowledged:.1f} s", flush=True)
        time.sleep(max(0.0, BETWEEN - acknowledged))
    return found


def main() -> None:
    """Print the waits of the other partner, alone and beside the files."""
    files, parts, seconds = (int(each) for each in [*sys.argv[1:], *("10000", "0", "90")[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder))
        service.add_partner("atlas")
        service.add_partner("rif")
        for partner in ("atlas", "rif"):
            (service.inbox / partner).mkdir(parents=True)
        service.start()
        try:
            print("alone:")
            alone = waits(service, "rif", time.monotonic() + 600, ALONE)
            body = small().body
            for number in range(files):
                (service.inbox / "atlas" / f"{number:06}.xml").write_bytes(body + b"<!--%d-->" % number)
            for number in range(parts):
                (service.inbox / "atlas" / f"{number:06}.xml.part").write_bytes(b"<")
            print(f"beside {files} files and {parts} under temporary names:")
            began = time.monotonic()
            beside = waits(service, "rif", began + seconds)
            left = sum(1 for each in (service.inbox / "atlas").iterdir() if each.suffix == ".xml")
            rate = (files - left) / (time.monotonic() - began)
        finally:
            service.kill()
    print(f"| {files} files, {parts} temporary names | drops | taken: median, longest, s | acknowledged, s |")
    print("|---|--:|--:|--:|")
    for name, found in (("alone", alone), ("beside them", beside)):
        columns = [f"{statistics.median(each):.1f}, {max(each):.1f}" for each in zip(*found, strict=True)]
        print(f"| {name} | {len(found)} | {' | '.join(columns)} |")
    print(f"{files - left} of {files} taken meanwhile, {rate:.1f} a second")
    if max(acknowledged for _, acknowledged in beside) > MOST_SECONDS:
        raise SystemExit(f"longer than {MOST_SECONDS:.0f} s")


if __name__ == "__main__":
    main()
