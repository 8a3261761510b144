"""Inputs are judged in a forked process, so that one that ends it or never ends is seen, and told by its number."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import structlog

from tests.fuzz.bounds import Meter
from tests.fuzz.targets import Target
from tests.fuzz.verdict import NoVerdict

PATIENCE = 180
"""Seconds of wall time after which an input that used no CPU hangs."""

FRAMES = 6


@dataclass(frozen=True)
class Outcome:
    """What came of one input. `fault` is the kind of its failure, None where it has its verdict; `told` the rest."""

    number: int
    size: int = 0
    cpu: float = 0.0
    memory: int = 0
    codes: tuple[str, ...] = ()
    fault: str | None = None
    told: str = ""


def outcomes(target: Target, inputs: Callable[[int], bytes], numbers: range) -> Iterator[Outcome]:
    """Judge inputs in one child, in their order; the one that ends the child is the last."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _judge_all(target, inputs, numbers, writing)
    os.close(writing)
    expected = iter(numbers)
    try:
        for line in _lines(reading):
            next(expected)
            given = json.loads(line)
            yield Outcome(**{**given, "codes": tuple(given["codes"])})
        left = next(expected, None)
        if left is not None:
            os.kill(child, signal.SIGKILL)  # it may be dead already: it is still ours until it is waited for
            _, status = os.waitpid(child, 0)
            ended = os.waitstatus_to_exitcode(status)
            fault = {-signal.SIGXCPU: "hangs", -signal.SIGKILL: "hangs without CPU, or was killed"}.get(ended)
            yield Outcome(left, len(inputs(left)), fault=fault or f"ended its process: {ended}")
    finally:
        os.close(reading)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def _lines(handle: int) -> Iterator[bytes]:
    """The lines that the child writes, until it ends or is silent for too long."""
    rest = b""
    while select.select([handle], [], [], PATIENCE)[0]:
        more = os.read(handle, 65_536)
        if not more:
            return
        *lines, rest = (rest + more).split(b"\n")
        yield from lines


def _judge_all(target: Target, inputs: Callable[[int], bytes], numbers: range, writing: int) -> None:
    """In the child: open the door, judge, end."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # which prints nothing
    logging.disable()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, target.opened(Path(folder)) as door:
            door(target.samples()[0])
            meter = Meter()
            for number in numbers:
                outcome = judged(door, meter, number, inputs(number))
                os.write(writing, json.dumps(asdict(outcome)).encode() + b"\n")
    except BaseException:
        traceback.print_exc()
        os._exit(70)
    os._exit(0)


def judged(door: Callable[[bytes], frozenset[str]], meter: Meter, number: int, content: bytes) -> Outcome:
    """Judge one input in this process."""
    fault, told, codes = None, "", frozenset[str]()
    meter.begin()
    try:
        codes = door(content)
    except Exception as error:
        fault, told = _kind(error), "".join(traceback.format_exception(error)[-FRAMES:])[-4_000:]
    cost = meter.end()
    fault = fault or cost.fault(len(content))
    return Outcome(number, len(content), cost.cpu, cost.memory, tuple(sorted(codes)), fault, told)


def _kind(error: Exception) -> str:
    """What failures of one kind have in common: the exception, and where it was raised."""
    if isinstance(error, NoVerdict):
        return f"no verdict: {str(error).partition(':')[0][:80]}"
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name} {frames[-1].name}" if frames else ""
    return f"{type(error).__name__} in {where}"
