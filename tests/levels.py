"""The level of each test: `unit` where it says none, else `service` or `outside`; a unit test starts no process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

LEVELS = {
    "unit": "functions of one room, in this process and in a moment",
    "service": "rooms together: a ledger, workers, doors, processes of ours, or thousands of cases",
    "outside": "what we make, in the hands of programs that are not ours",
}
STARTS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"}
"""Python's own names of what starts a process (audit events)."""

_alone: list[str] = []
"""The unit test that runs."""


def level_of(item: pytest.Item) -> str:
    """The level of a test. Fails where it has two."""
    (level,) = {mark.name for mark in item.iter_markers() if mark.name in LEVELS} or {"unit"}
    return level


@contextmanager
def starting_nothing(item: pytest.Item) -> Iterator[None]:
    """Whoever starts a process within a unit test is told that it starts none."""
    if level_of(item) == "unit":
        _alone.append(item.nodeid)
    try:
        yield
    finally:
        _alone.clear()


def _refuse(event: str, _: object) -> None:
    if _alone and event in STARTS:
        raise AssertionError(f"{_alone[0]} is a unit test and starts a process: mark it `service` or `outside`")


sys.addaudithook(_refuse)
