"""What the machine says of its memory (Linux; elsewhere it says nothing): was it out of memory, or was it a limit?"""

from __future__ import annotations

from pathlib import Path

KILOBYTE = 1024
UNDER_PRESSURE = 10.0
"""Percent of ten seconds in which all work waited for memory."""


def oom_kills() -> int:
    """How many processes the kernel ended since its start for want of memory, in containers too; 0 where unknown."""
    return _named("/proc/vmstat", "oom_kill") or 0


def out_of_memory(kills_before: int) -> bool:
    """True where the machine ended processes for want of memory since `oom_kills` was asked, or is about to."""
    return oom_kills() > kills_before or _pressure() >= UNDER_PRESSURE


def data_bytes() -> int | None:
    """What this process holds of what RLIMIT_DATA counts; None where unknown."""
    kilobytes = _named("/proc/self/status", "VmData:")
    return None if kilobytes is None else kilobytes * KILOBYTE


def machine_lacks(size: int) -> bool:
    """True where the machine promises no process so many bytes more.

    It refuses memory by itself only where what is promised counts, used or not (vm.overcommit_memory = 2): elsewhere
    a process that is refused memory has passed a limit of its own.
    """
    if _text("/proc/sys/vm/overcommit_memory").strip() != "2":
        return False
    most, promised = _named("/proc/meminfo", "CommitLimit:"), _named("/proc/meminfo", "Committed_AS:")
    return most is not None and promised is not None and (most - promised) * KILOBYTE < size


def _pressure() -> float:
    """The kernel's `full avg10` of memory, 0 where it keeps none."""
    for line in _text("/proc/pressure/memory").splitlines():
        kind, _, values = line.partition(" ")
        if kind == "full":
            told = dict(each.partition("=")[::2] for each in values.split())
            return float(told.get("avg10", 0))
    return 0.0


def _named(path: str, name: str) -> int | None:
    for line in _text(path).splitlines():
        key, *values = line.split()
        if key == name:
            return int(values[0])
    return None


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return ""
