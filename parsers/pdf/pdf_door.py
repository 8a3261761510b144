"""The PDF door: the cheap checks here, everything that reads the file's structure in a bounded process of its own."""

from __future__ import annotations

from typing import Any

from parsers.pdf import examiner
from parsers.pdf.examiner_protocol import Passed
from parsers.pdf.pdf_limits import MEGABYTE, PdfExamination, PdfLimits
from schemas import words
from schemas.findings import Finding, finding

HEADER = b"%PDF-"
END_MARK = b"%%EOF"
END_WINDOW = 1024
"""Where the end mark must stand: within the last 1,024 bytes, as readers look for it (ISO 32000-1, H.3, note 18)."""

FURTHER_LOOK = 20_000_000
"""A file over the size limit is still examined up to this size (bytes), so that all its faults come at once."""


def examine_pdf(content: bytes, name: str, limits: PdfLimits | None = None) -> PdfExamination:
    """All faults of one PDF (codes PDF01 to PDF08), its pages, whether it holds text, the total of an invoice.

    `name` is the attachment's name, put in each finding as `file`. Takes some milliseconds for a normal scan and at
    most `limits.wall_seconds` plus a short grace; may be called from any thread or process. Never raises for the
    content; raises `examiner.ExaminerAway` where it cannot be examined now, `examiner.ExaminerFailed` where our own
    code failed.
    """
    limits = limits or PdfLimits()
    found: list[tuple[str, dict[str, Any]]] = []
    if len(content) > limits.max_bytes:
        found.append(("PDF01", {"size": len(content), "limit": limits.max_bytes}))
    headed = content.startswith(HEADER)
    if not headed:
        found.append(("PDF02", {}))
    elif END_MARK not in content[-END_WINDOW:]:
        found.append(("PDF03", {}))
    if not content or len(content) > max(FURTHER_LOOK, limits.max_bytes):
        return PdfExamination(_findings(found, name), None, None)
    report = examiner.examine(content, limits)
    for code, facts in report.found:
        # What is no PDF at all, or has lost its end, is not besides called damaged.
        if code != "PDF03" or (headed and ("PDF03", {}) not in found):
            found.append((code, facts))
    # A process that the bomb itself ended has said PDF07 before: that says more than PDF08.
    if not report.judged and all(code != "PDF07" for code, _ in found):
        found.append(("PDF08", {"passed": _told(report.passed or "ended", limits)}))
    return PdfExamination(_findings(found, name), report.pages, report.has_text, report.invoice)


def _told(passed: Passed, limits: PdfLimits) -> dict[str, str]:
    """The limits in words, and which of them was passed."""
    given = {
        "seconds": f"{limits.cpu_seconds:g}",
        "megabytes": f"{limits.memory_bytes // MEGABYTE}",
    }
    return words.phrase(f"limit.{passed}", **given)


def _findings(found: list[tuple[str, dict[str, Any]]], name: str) -> tuple[Finding, ...]:
    """The findings in the order of their codes."""
    return tuple(finding(code, facts=facts, file=name) for code, facts in sorted(found, key=lambda each: each[0]))
