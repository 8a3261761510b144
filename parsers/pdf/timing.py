"""A share of the processor time for work that may fail: what is worth knowing of a PDF, but never a fault."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

Result = TypeVar("Result")


class _TimeOver(BaseException):
    """Raised by the timer; no library catches it."""


def in_time(seconds: float, work: Callable[[], Result]) -> Result | None:
    """What the work returns; None where it goes wrong or takes longer than `seconds` of processor time."""
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        return work()
    except (_TimeOver, Exception):
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _TimeOver
