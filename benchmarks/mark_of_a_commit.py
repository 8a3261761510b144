"""What the mark costs: an acceptance with it and without it, in turn, in one run.

Run: python benchmarks/mark_of_a_commit.py [FOLDER].
FOLDER is on the disk to be measured (default: the current one). An acceptance
stores the body, signs the acknowledgement and commits; wall time, since the disk is what counts. The ratio is what
holds: the figures are those of the machine.
"""

from __future__ import annotations

import logging
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import structlog

from gateway.ledger import mark
from gateway.pipeline.accept import File
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings

ROUNDS, EACH, THREADS = 9, 40, 8


def accepted(gateway: Gateway, name: str) -> None:
    """One acceptance of bytes that were not here before."""
    gateway.acceptance.take("atlas", File("a.xml", f"<a>{name}</a>".encode()), [])


def one_by_one(gateway: Gateway, round_: str) -> float:
    """Milliseconds for each acceptance, one after the other."""
    began = time.perf_counter()
    for number in range(EACH):
        accepted(gateway, f"{round_}-{number}")
    return (time.perf_counter() - began) * 1000 / EACH


def at_once(gateway: Gateway, round_: str) -> float:
    """Milliseconds for each acceptance, eight threads at once."""

    def some(thread: int) -> None:
        for number in range(EACH // THREADS):
            accepted(gateway, f"{round_}-{thread}-{number}")

    threads = [threading.Thread(target=some, args=(number,)) for number in range(THREADS)]
    began = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return (time.perf_counter() - began) * 1000 / EACH


def main() -> None:
    """Measure, and print the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else ".") as folder:
        gateway = open_gateway(
            Settings(data=Path(folder) / "data", inbox=Path(folder) / "in", outbox=Path(folder) / "out")
        )
        kept = gateway.mark
        for name, measure in (("one by one", one_by_one), (f"{THREADS} at once", at_once)):
            figures: dict[str, list[float]] = {"with": [], "without": []}
            measure(gateway, f"{name} warm")
            for round_ in range(ROUNDS):
                for how in ("with", "without"):
                    if how == "with":
                        mark.attach(gateway.engine, kept)
                    else:
                        mark._MARKS.pop(gateway.engine, None)  # no program ever lets go of its mark
                    figures[how].append(measure(gateway, f"{name} {how} {round_}"))
            marked, plain = (statistics.median(figures[how]) for how in ("with", "without"))
            print(f"{name}: {marked:.2f} ms with the mark, {plain:.2f} ms without, ratio {marked / plain:.2f}")
        gateway.close()


if __name__ == "__main__":
    main()
