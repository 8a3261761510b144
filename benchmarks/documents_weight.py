"""What the printed form weighs: bytes, CPU and memory of the document that is issued, and of a print of six copies.

`python benchmarks/documents_weight.py [REVISION] [ARTICLES ...]`
The earlier build is a revision of this repository (default 9af1ec6, the last one that issued six copies), the articles
are 2, 13, 100 and 999. Both builds make the same documents in turn, each in a process of its own that is prepared as a
worker is. Memory is the peak above that worker before its first document.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from signed_documents import declaration
from verification import earlier_build

HERE = Path(__file__).resolve().parents[1]
EARLIER = "9af1ec6"
ARTICLES = (2, 13, 100, 999)
TIMES = {2: 30, 13: 15, 100: 3}
ROUNDS = 3

CHILD = """
import dataclasses, json, re, resource, sys
from datetime import UTC, date, datetime
from pathlib import Path
try:
    import gateway.pipeline.preloaded
except ImportError:  # an earlier build
    pass
from gateway.pipeline import tasks
from gateway.settings import Settings
from renderers.form_records import DumDocument, OfficeBoxes
folder, body, times = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes(), int(sys.argv[3])
settings, at = Settings(data=folder), datetime(2026, 11, 25, 12, tzinfo=UTC)
try:
    from gateway.signing.authority import load_material
    tasks.prepare(settings, load_material(settings).bundle_pem)
except ImportError:
    tasks.prepare(settings)
boxes = OfficeBoxes(serial="0012345", key="J", registered_on=date(2026, 7, 1))
given = dict(number="SPECIMEN-30901020260012345J-1", issued_at=at, dum_number="30901020260012345J", version=0,
             declarant_reference="IMP-2026-0142", office="309", office_name="Casablanca-Port", boxes=boxes,
             specimen=True, declaration=body)
fields = {each.name for each in dataclasses.fields(DumDocument)}
if "six_copies" in fields:
    given["six_copies"] = False
if "law" in fields:
    from schemas.law import shipped
    given["law"] = shipped().on(boxes.registered_on)
record = DumDocument(**given)
def issue():
    try:
        from gateway.documents import dum_document
    except ImportError:
        made = tasks.make_document(record)
        return made.xml, made.pdf
    made = tasks.make_document(dum_document.KIND, record, at)
    return made["xml"], made["pdf"]
def six(xml):
    try:
        return tasks.print_form(record, at, xml, (1, 2, 3, 4, 5, 6), "fr")
    except TypeError:
        return tasks.print_form(record, xml, (1, 2, 3, 4, 5, 6), "fr")
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
def taken(work, times):
    before = resource.getrusage(resource.RUSAGE_SELF)
    for _ in range(times):
        made = work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return made, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / times
idle = peak()
if times > 1:
    issue()
(xml, pdf), seconds = taken(issue, times)
memory = peak() - idle
printed, print_seconds = taken(lambda: six(xml), max(1, times // 6))
print(json.dumps([len(pdf), seconds, memory, len(printed), print_seconds]))
"""

Figures = tuple[int, float, float, int, float]
"""Bytes, seconds of CPU and megabytes of the document; bytes and seconds of a print of six copies."""

BOUNDS: dict[int, tuple[float, int | None]] = {13: (0.4, None), 999: (0.5, 300)}
"""The most CPU, as a part of the earlier build's, and the most memory, by articles."""
MOST_BYTES_OF_13, MOST_OF_A_PRINT = 250_000, 0.5


def measure(build: Path, folder: Path, articles: int) -> Figures:
    """What a build takes for a form of so many articles."""
    body = folder / f"{articles}.xml"
    if not body.exists():
        body.write_bytes(declaration(articles))
    finished = subprocess.run(
        [sys.executable, "-c", CHILD, folder, body, str(TIMES.get(articles, 1))],
        cwd=folder,
        env={"PYTHONPATH": str(build), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    size, seconds, memory, printed, print_seconds = json.loads(finished.stdout.splitlines()[-1])
    return size, seconds, memory, printed, print_seconds


def _median(rounds: list[Figures]) -> Figures:
    size, seconds, memory, printed, print_seconds = (statistics.median(each) for each in zip(*rounds, strict=True))
    return int(size), seconds, memory, int(printed), print_seconds


def misses(articles: int, now: Figures, before: Figures) -> list[str]:
    """The bounds that do not hold."""
    cpu, memory = BOUNDS.get(articles, (1.0, None))
    wrong = []
    if now[1] > cpu * before[1]:
        wrong.append(f"{articles} articles: CPU {now[1] / before[1]:.2f} of the earlier build's, bound {cpu}")
    if memory is not None and now[2] > memory:
        wrong.append(f"{articles} articles: {now[2]:.0f} MB above an idle worker, bound {memory}")
    if articles == 13 and now[0] > MOST_BYTES_OF_13:
        wrong.append(f"{articles} articles: {now[0]} bytes, bound {MOST_BYTES_OF_13}")
    if now[3] > MOST_OF_A_PRINT * before[3]:
        wrong.append(f"{articles} articles: a print is {now[3] / before[3]:.2f} of the earlier one's bytes")
    return wrong


def main() -> None:
    """Print both builds side by side."""
    revision = sys.argv[1] if len(sys.argv) > 1 else EARLIER
    wrong = []
    head = ("articles", "", "kB", "CPU, s", "memory, MB", "six copies: kB", "CPU, s")
    print("| " + " | ".join(head) + " |\n|--:|---|" + "--:|" * 5)
    with tempfile.TemporaryDirectory() as folder, earlier_build(revision) as earlier:
        for articles in [int(each) for each in sys.argv[2:]] or ARTICLES:
            rounds = ROUNDS if articles in TIMES else 1
            found = [[measure(build, Path(folder), articles) for build in (HERE, earlier)] for _ in range(rounds)]
            now, before = (_median([both[at] for both in found]) for at in (0, 1))
            for name, (size, seconds, memory, printed, print_seconds) in (("now", now), (revision, before)):
                told = f"{size / 1000:.0f} | {seconds:.3f} | {memory:.0f} | {printed / 1000:.0f} | {print_seconds:.3f}"
                print(f"| {articles} | {name} | {told} |")
            ratios = " | ".join(f"{ours / theirs:.2f}" for ours, theirs in zip(now, before, strict=True))
            print(f"| {articles} | now / earlier | {ratios} |", flush=True)
            wrong += misses(articles, now, before)
    if wrong:
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()
