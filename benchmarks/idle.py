"""What an idle service costs with millions of done pieces of work, and how long a new piece waits.

`python benchmarks/idle.py [--rows 4000000] [--seconds 20] [--revision 9af1ec6]`: the earlier build is a revision of
this repository. It makes one SQLite database with so many done rows; each build serves a copy of it in a process of its
own, in turn, and nobody sends anything. CPU is that of the service with all its processes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path

from verification import earlier_build

HERE = Path(__file__).resolve().parents[1]
ROUNDS = 2
MOST_PERCENT = 2.0
SETTLE_SECONDS = 10

MAKE = """
import sys, time, sqlalchemy as sa
try:
    from gateway.ledger.opening import open_database
except ImportError:  # an earlier build
    from gateway.ledger.database import open_database
engine, count = open_database(sys.argv[1]), int(sys.argv[2])
with engine.begin() as connection:
    connection.execute(sa.text(
        "with recursive g(n) as (select 1 union all select n + 1 from g where n < :count) "
        "insert into work (kind, key, due_at, state, attempts, done_at) "
        "select 'answer', 'dec_test_' || n || '-1', 0, 'done', 0, :now - (n % 2500000) from g"
    ), {"count": count, "now": time.time()})
engine.dispose()
"""

LATENCY = """
import json, sys, threading, time
from gateway.ledger import database
try:
    from gateway.ledger.opening import open_database
    from gateway.work.runner import DueRows
except ImportError:  # an earlier build
    from gateway.ledger.database import open_database
    from gateway.pipeline.runner import DueRows
engine = open_database(sys.argv[1])
runner, begun, stop = DueRows(engine), {}, threading.Event()
def step(key):
    begun[key] = time.monotonic()
thread = threading.Thread(target=runner.run, args=({"benchmark": step}, stop))
thread.start()
time.sleep(3)
waits = []
for number in range(60):
    key = f"{time.time()}-{number}"
    database.write(engine, lambda connection: runner.enqueue(connection, "benchmark", key))
    committed = time.monotonic()
    while key not in begun:
        time.sleep(0.0005)
    waits.append(begun[key] - committed)
    time.sleep(0.05 + number % 7 * 0.031)  # the looks of a loop must not fall in with ours
stop.set()
thread.join()
print(json.dumps(waits))
"""


def main() -> None:
    """Print both builds side by side, and whether the bound holds; exit code 1 where it does not."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--rows", type=int, default=4_000_000)
    given.add_argument("--seconds", type=float, default=20)
    given.add_argument("--revision", default="9af1ec6")
    options = given.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        with earlier_build(options.revision) as earlier:
            builds = {"now": HERE, "earlier": earlier}
            prepare(earlier, root, options.rows, list(builds))
            cpu: dict[str, list[float]] = {name: [] for name in builds}
            waits: dict[str, list[float]] = {name: [] for name in builds}
            for _ in range(ROUNDS):
                for name, build in builds.items():
                    cpu[name].append(idle(build, root / f"data-{name}", options.seconds))
                    waits[name] += latency(build, root / f"data-{name}")
    percent = {name: 100 * statistics.median(each) for name, each in cpu.items()}
    wait = {name: 1000 * statistics.median(each) for name, each in waits.items()}
    print(f"{options.rows:,} done rows, SQLite, {ROUNDS} rounds of {options.seconds:.0f} s\n")
    print("| | now | earlier | now / earlier |\n|---|--:|--:|--:|")
    line(f"idle service, % of a core (bound {MOST_PERCENT:.0f})", percent, 2)
    line("a new piece of work waits, ms (median)", wait, 1)
    sys.exit(percent["now"] > MOST_PERCENT)


def line(what: str, values: dict[str, float], digits: int) -> None:
    """One line of the table."""
    ratio = values["now"] / values["earlier"]
    print(f"| {what} | {values['now']:.{digits}f} | {values['earlier']:.{digits}f} | {ratio:.3f} |")


def prepare(build: Path, root: Path, rows: int, names: list[str]) -> None:
    """A data folder for each build, with the same database."""
    made = root / "made.sqlite"
    begun = time.monotonic()
    run(build, MAKE, f"sqlite:///{made}", str(rows))
    for name in names:
        (root / f"data-{name}").mkdir()
        shutil.copy(made, root / f"data-{name}" / "gateway.sqlite")
    made.unlink()
    print(f"made in {time.monotonic() - begun:.0f} s", file=sys.stderr)


def run(build: Path, program: str, *arguments: str) -> str:
    """What a program says that runs on a build."""
    command = [sys.executable, "-c", program, *arguments]
    finished = subprocess.run(command, cwd=build, env=environment(build), check=True, stdout=subprocess.PIPE, text=True)
    return finished.stdout


def environment(build: Path) -> dict[str, str]:
    """Nothing of ours but the build."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DUMGATE_")}
    return clean | {"PYTHONPATH": str(build)}


def latency(build: Path, data: Path) -> list[float]:
    """Seconds from the commit of a piece of work to its beginning, many times."""
    waits: list[float] = json.loads(run(build, LATENCY, f"sqlite:///{data / 'gateway.sqlite'}").splitlines()[-1])
    return waits


def idle(build: Path, data: Path, seconds: float) -> float:
    """Seconds of CPU a second that a service takes when nobody sends anything."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {f"DUMGATE_{name}": str(data / name.lower()) for name in ("INBOX", "OUTBOX")}
    given = environment(build) | folders | {"DUMGATE_DATA": str(data), "DUMGATE_PORT": str(port)}
    begun = time.monotonic()
    with (data / "log").open("ab") as log:
        service = subprocess.Popen(
            [sys.executable, "-m", "gateway", "serve"], cwd=build, env=given, stdout=log, stderr=log
        )
    try:
        while not answers(port):
            if service.poll() is not None or time.monotonic() - begun > 600:
                raise RuntimeError((data / "log").read_text()[-2000:])
            time.sleep(0.2)
        print(f"{data.name}: up after {time.monotonic() - begun:.0f} s", file=sys.stderr)
        time.sleep(SETTLE_SECONDS)
        before, at = cpu_of(service.pid), time.monotonic()
        time.sleep(seconds)
        return (cpu_of(service.pid) - before) / (time.monotonic() - at)
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(60)


def answers(port: int) -> bool:
    """Whether the service is up."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except OSError:
        return False


def cpu_of(process: int) -> float:
    """Seconds of CPU of a process and all that descend from it."""
    ticks, family = os.sysconf("SC_CLK_TCK"), {process}
    fields = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields[int(entry.name)] = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
    while more := {each for each, values in fields.items() if int(values[1]) in family and each not in family}:
        family |= more
    return sum(int(fields[each][11]) + int(fields[each][12]) for each in family if each in fields) / ticks


if __name__ == "__main__":
    main()
