"""What the PDF door is asked (limits) and what it answers (an examination)."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.attachments import ReadInvoice
from schemas.findings import Finding

MEGABYTE = 1_000_000
GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """How much a PDF may cost.

    `max_bytes`: size of the file, bytes (2,000,000 is the contract). `max_pages`: pages. `max_expanded_bytes`: bytes
    of all its streams together once decompressed, each filter of a chain counted. `memory_bytes` and `cpu_seconds`
    hold for the process that examines one file; beyond them the kernel ends it. So it does beyond `wall_seconds`, but
    then the machine was too busy, and nothing is said of the file.
    """

    max_bytes: int = 2 * MEGABYTE
    max_pages: int = 500
    max_expanded_bytes: int = 256 * MEGABYTE
    memory_bytes: int = GIBIBYTE
    cpu_seconds: int = 10
    wall_seconds: float = 100.0


@dataclass(frozen=True, slots=True)
class PdfExamination:
    """The verdict on one PDF: without findings it may be kept.

    `pages` and `has_text` are None where they could not be found out. A scan without text is normal: `has_text` False.
    `invoice` is the total that an invoice prints, a hint and no proof; None where it has no text or no clear total.
    """

    findings: tuple[Finding, ...]
    pages: int | None
    has_text: bool | None
    invoice: ReadInvoice | None = None
