"""Does a PDF hold text, or is it a scan? Read by pypdf, page by page, within a share of the time."""

from __future__ import annotations

import io
import logging
import signal
from types import FrameType

from pypdf import PdfReader

from parsers.pdf.limits import PdfLimits

SHARE_OF_TIME = 0.3
MOST_PAGES = 50


class _TimeOver(BaseException):
    """Raised by the timer; no library catches it."""


def has_text(content: bytes, limits: PdfLimits) -> bool | None:
    """True at the first page with text, False where the first MOST_PAGES have none, None where it cannot be said.

    It is worth knowing, never a fault: what goes wrong here or takes longer than a share of the processor time is None.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limits.cpu_seconds * SHARE_OF_TIME)
    try:
        reader = PdfReader(io.BytesIO(content))
        return any(page.extract_text().strip() for page in reader.pages[:MOST_PAGES])
    except (_TimeOver, Exception):
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _TimeOver
