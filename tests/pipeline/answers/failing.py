"""Tasks and preparations that fail, to be run in a true worker process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from gateway.work.failures import PartAway

MEGABYTE = 1_000_000
UNTIL = b"<!--until:"


class OwnFault(Exception):
    """A fault of ours that no pickle carries: its arguments are not those that make it."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


def prepared_unless(flag: Path, prepare: Callable[[], None]) -> None:
    """Prepare the process; fail as an unreadable key does while the flag is there."""
    if flag.exists():
        raise PermissionError(13, "Permission denied", str(flag))
    prepare()


def raises(*_: Any) -> Any:
    """Our own fault on this input."""
    raise OwnFault("cannot", "be read back")


def takes_memory(megabytes: int = 2000) -> int:
    """Take so much memory."""
    return len(bytearray(megabytes * MEGABYTE))


def takes_all_memory(*_: Any) -> Any:
    """Take more than a worker may."""
    return takes_memory()


def ends_its_worker(*_: Any) -> Any:
    """End the process, as a library that crashes does."""
    os.kill(os.getpid(), signal.SIGSEGV)


def never_ends(*_: Any) -> Any:
    """Work far longer than anybody waits."""
    until = time.process_time() + 600
    while time.process_time() < until:
        pass


def gets_no_time(*_: Any) -> Any:
    """Stand as on a machine that does all but this."""
    time.sleep(600)


def stands(seconds: float) -> int:
    """Take time, and do nothing in it."""
    time.sleep(seconds)
    return os.getpid()


def times_out(*_: Any) -> Any:
    """Our own time-out on something else: no limit of the document's."""
    raise TimeoutError("of ours")


def is_without_disk(*_: Any) -> Any:
    """The disk is away."""
    raise OSError(5, "Input/output error")


def is_without_part(*_: Any) -> Any:
    """A part of ours is away."""
    raise PartAway("store", "gone")


def ends_when(file: Path) -> int:
    """Take until the file is there."""
    while not file.exists():
        time.sleep(0.05)
    return os.getpid()


def judges_when(day: date, body: bytes, *given: Any) -> Any:
    """Judge a declaration; one that holds UNTIL and a path not before that file is there."""
    from gateway.pipeline.tasks import judge_by_law_of

    if UNTIL in body:
        ends_when(Path(body.partition(UNTIL)[2].partition(b"-->")[0].decode()))
    return judge_by_law_of(day, body, *given)


def process_id() -> int:
    """Who works here."""
    return os.getpid()
