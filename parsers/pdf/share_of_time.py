"""A share of the processor time for what is worth knowing and never a fault: text, an invoice's total."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from parsers.pdf.limits import PdfLimits

SHARE_OF_TIME = 0.3


class TimeOver(BaseException):
    """Raised by the timer in the middle of anything; no library catches it."""


@contextmanager
def share_of_time(limits: PdfLimits) -> Iterator[None]:
    """Raises TimeOver inside the block after SHARE_OF_TIME of the process's processor time (`cpu_seconds`)."""
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limits.cpu_seconds * SHARE_OF_TIME)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TimeOver
