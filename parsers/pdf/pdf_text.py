"""Does a PDF hold text, or is it a scan? Read by pypdf, page by page, within a share of the time."""

from __future__ import annotations

import io
import logging

from pypdf import PdfReader

from parsers.pdf.pdf_limits import PdfLimits
from parsers.pdf.timing import in_time

SHARE_OF_TIME = 0.3
MOST_PAGES = 50


def has_text(content: bytes, limits: PdfLimits) -> bool | None:
    """True at the first page with text, False where the first MOST_PAGES have none, None where it cannot be said.

    It is worth knowing, never a fault: what goes wrong here or takes longer than a share of the processor time is None.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return in_time(limits.cpu_seconds * SHARE_OF_TIME, lambda: _any_text(content))


def _any_text(content: bytes) -> bool:
    reader = PdfReader(io.BytesIO(content))
    return any(page.extract_text().strip() for page in reader.pages[:MOST_PAGES])
