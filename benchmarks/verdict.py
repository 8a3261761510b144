"""CPU and memory of the whole verdict: read, XSD, code lists, what the régime asks, rules; against its bounds.

Run: python benchmarks/verdict.py. One run, side by side, on the same bytes, each median after a call to warm up.
The peer is xmlschema, which lists all faults of the XSD and does nothing else; its parsing is not counted.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from documents import FAULTS, declaration
from lxml import etree

from parsers.xml import read_xml
from schemas.check import Verdict, check
from schemas.form import form
from schemas.law import current

DAY = date(2026, 7, 1)
SIZES = (2, 250, 500, 750, 999)
"""Numbers of articles; 999 is the most that a declaration takes."""
RUNS_OF_THE_SMALLEST, RUNS = 200, 5
MOST_OF_TWO, MOST_OF_500 = 1.0, 0.25
"""The verdict's CPU as a part of xmlschema's."""
STRAIGHT = 1.25
"""How much an article may cost more between 500 and 999 than between 2 and 500."""
MOST_MEMORY = 300
"""MB of resident memory at the most, in a process that judges nothing else."""


def verdict(content: bytes) -> Verdict:
    """What the service does with the bytes of a declaration, but for the ledger."""
    reading = read_xml(content)
    assert reading.root is not None and reading.source is not None
    return check(reading.root, reading.source, form("dum"), current().on(DAY))


def cpu(work: Callable[[], object], runs: int) -> float:
    """The median CPU time of one call, in milliseconds, after one call to warm up."""
    work()
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def measured(fault: str) -> dict[int, float]:
    """CPU of the verdict by number of articles, in milliseconds, printed beside xmlschema's and libxml2's."""
    dum, found = form("dum"), {}
    for size in SIZES:
        content = declaration(size, fault)
        tree = etree.fromstring(content)
        runs = RUNS_OF_THE_SMALLEST if size == SIZES[0] else RUNS
        total = verdict(content).total
        assert total == (0 if fault == "none" else size), f"{total} findings in {size} articles with fault: {fault}"
        found[size] = cpu(lambda content=content: verdict(content), runs)
        peer = cpu(lambda tree=tree: list(dum.second.iter_errors(tree)), max(3, runs // 10))
        limit = cpu(lambda content=content: dum.schema.validate(etree.fromstring(content)), runs)
        PEER[fault, size] = peer
        print(
            f"{fault:6} {size:5} {len(content) / 1e6:7.2f} {found[size]:10.2f} {found[size] / size:9.3f}"
            f" {peer:10.2f} {found[size] / peer:8.2f} {limit:9.2f}",
            flush=True,
        )
    return found


PEER: dict[tuple[str, int], float] = {}
"""CPU of xmlschema by fault and number of articles, in milliseconds."""


def memory(size: int, fault: str) -> float:
    """The peak of resident memory (MB) of a process of its own that judges one declaration."""
    ran = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, __file__, "--once", str(size), fault], capture_output=True, text=True, check=True
    )
    return float(ran.stdout)


def once(size: int, fault: str) -> None:
    """Judge one declaration and say the peak of memory of this process, in MB (Linux)."""
    verdict(declaration(size, fault))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def bounds(by_fault: dict[str, dict[int, float]]) -> Iterator[tuple[str, float, float]]:
    """Each bound: what it is, what was measured, and the most that it may be."""
    sound = by_fault["none"]
    yield "2 articles, verdict / xmlschema", sound[2] / PEER["none", 2], MOST_OF_TWO
    yield "500 articles, verdict / xmlschema", sound[500] / PEER["none", 500], MOST_OF_500
    for fault, found in by_fault.items():
        early, late = (found[500] - found[2]) / 498, (found[999] - found[500]) / 499
        yield f"straight line to 999, fault: {fault}", late / early, STRAIGHT
    for fault in by_fault:
        yield f"999 articles, peak memory (MB), fault: {fault}", memory(999, fault), MOST_MEMORY


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        once(int(sys.argv[2]), sys.argv[3])
        sys.exit()
    print("fault  articles   MB    verdict ms   each ms  xmlschema ms  ratio  libxml2 ms")
    by_fault = {fault: measured(fault) for fault in FAULTS}
    print()
    for what, figure, most in bounds(by_fault):
        print(f"{what:50} {figure:8.2f}   at most {most:6.2f}   {'met' if figure <= most else 'NOT MET'}")
