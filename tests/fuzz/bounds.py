"""What an input may cost, and what it did cost."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000
SECONDS = 2.0
"""CPU of an input; where it is over 1 MB, of each megabyte."""

MEMORY = 100 * MEGABYTE
"""Bytes above an idle worker."""

ENDED_AFTER = 30
"""Seconds of CPU after which the kernel ends the process: the input hangs."""

ADDRESSES = 1_000 * MEGABYTE
"""Bytes of addresses that a process may have above an idle worker."""


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU and bytes of memory above an idle worker, the processes that were forked for it included."""

    cpu: float
    memory: int

    def fault(self, size: int) -> str | None:
        """What it passes, None where it passes nothing."""
        if self.cpu > SECONDS * max(1.0, size / MEGABYTE):
            return "slow"
        return "memory" if self.memory > MEMORY else None


class Meter:
    """Measures inputs of this process, one after the other. To be made when the worker is ready and idle."""

    def __init__(self) -> None:
        addresses = _resident("VmSize") + ADDRESSES
        resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def begin(self) -> None:
        """Before an input: its time and memory count from here, and it has so much time at the most.

        What the worker holds by then is idle: fonts and layouts that earlier forms left are no input's.
        """
        self.idle, self.began = _resident("VmRSS"), _cpu()
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + ENDED_AFTER, hard))
        Path("/proc/self/clear_refs").write_text("5")  # VmHWM begins anew

    def end(self) -> Cost:
        """After it."""
        peak = max(_resident("VmHWM"), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
        return Cost(_cpu() - self.began, max(0, peak - self.idle))


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _resident(name: str) -> int:
    """A figure of this process in bytes, by its name in /proc."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
