"""CPU and memory of the whole verdict: read, XSD, code lists, what the régime asks, rules; against its bounds.

Run: python benchmarks/verdict.py. One run, side by side, on the same bytes; of several calls the least counts, since
others on the machine only ever add to it.
The peer is xmlschema, which lists all faults of the XSD and does nothing else; its parsing is not counted.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml import etree
from signed_documents import FAULTS, declaration

from parsers.xml import read_xml
from schemas.check import Verdict, check
from schemas.form import form
from schemas.law import current

DAY = date(2026, 7, 1)
SIZES = (2, 250, 500, 750, 999)
"""Numbers of articles; 999 is the most that a declaration takes."""
RUNS_OF_THE_SMALLEST, RUNS = 200, 9
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
    """The least CPU time of one call, in milliseconds, after one call to warm up."""
    work()
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return min(taken)


@dataclass(frozen=True)
class Figures:
    """CPU (ms) of one document: the verdict, xmlschema, and libxml2, which parses and stops at the first fault."""

    verdict: float
    peer: float
    limit: float


def measured(size: int, fault: str) -> Figures:
    """The figures of a document of `size` articles. Raises AssertionError where the verdict is not the one intended."""
    dum, content = form("dum"), declaration(size, fault)
    total = verdict(content).total
    assert total == (0 if fault == "none" else size), f"{total} findings in {size} articles, fault: {fault}"
    tree = etree.fromstring(content)
    runs = RUNS_OF_THE_SMALLEST if size == SIZES[0] else RUNS
    return Figures(
        cpu(lambda: verdict(content), runs),
        cpu(lambda: list(dum.second.iter_errors(tree)), max(3, runs // 8)),
        cpu(lambda: dum.schema.validate(etree.fromstring(content)), runs),
    )


def memory(size: int, fault: str) -> float:
    """The peak of resident memory (MB) of a process of its own that judges one declaration."""
    ran = subprocess.run(
        [sys.executable, __file__, "--once", str(size), fault], capture_output=True, text=True, check=True
    )
    return float(ran.stdout)


def once(size: int, fault: str) -> None:
    """Judge one declaration and say the peak of memory of this process, in MB (Linux)."""
    verdict(declaration(size, fault))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def bounds(found: dict[tuple[str, int], Figures]) -> Iterator[tuple[str, float, float]]:
    """Each bound: what it is, what was measured, and the most that it may be."""
    for size, most in ((2, MOST_OF_TWO), (500, MOST_OF_500)):
        figures = found["none", size]
        yield f"{size} articles: verdict / xmlschema", figures.verdict / figures.peer, most
    for fault in FAULTS:
        two, middle, end = (found[fault, size].verdict for size in (2, 500, 999))
        bend = ((end - middle) / 499) / ((middle - two) / 498)
        yield f"straight line to 999 articles, fault: {fault}", bend, STRAIGHT
    for fault in FAULTS:
        yield f"999 articles: peak of memory (MB), fault: {fault}", memory(999, fault), MOST_MEMORY


def main() -> None:
    """Print the figures, then each bound and whether it is met."""
    print("fault  articles  verdict ms  for each  xmlschema ms  ratio  libxml2 ms")
    found = {}
    for fault in FAULTS:
        for size in SIZES:
            figures = found[fault, size] = measured(size, fault)
            each, ratio = figures.verdict / size, figures.verdict / figures.peer
            said = f"{figures.verdict:12.2f} {each:9.3f} {figures.peer:13.2f} {ratio:6.2f} {figures.limit:11.2f}"
            print(f"{fault:6} {size:8}{said}", flush=True)
    print()
    for what, figure, most in bounds(found):
        print(f"{what:50} {figure:8.2f}   at most {most:6.2f}   {'met' if figure <= most else 'NOT MET'}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        once(int(sys.argv[2]), sys.argv[3])
    else:
        main()
