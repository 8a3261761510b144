"""What the service and the examining process say to each other: one request, then lines of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from parsers.pdf.pdf_limits import PdfLimits
from schemas.attachments import ReadInvoice

MAX_REQUEST = 1024
MAX_REPORT = 65_536
"""Bytes of a report: a dozen findings at most, so anything longer is not ours."""

BEGUN = b'{"begun": true}\n'
"""The forked process runs: what happens from now on is the file's doing, or ours where it is said."""
OUT_OF_MEMORY = b'{"passed": "megabytes"}\n'
"""Made beforehand: there is no memory to make it in."""

Passed = Literal["seconds", "megabytes", "ended"]
"""What a file made of the process that examined it: too much processor time, too much memory, or ended otherwise."""

NO_TIME = "the machine did not give an examination its processor time"

LIMIT_NAMES = ("max_bytes", "max_pages", "max_expanded_bytes", "memory_bytes", "cpu_seconds", "wall_seconds")


@dataclass(slots=True)
class Report:
    """What one examination said. `judged` is False where its process was ended before all findings were said; `passed`
    says by what. `begun`: its process ran. `away` and `fault` are ours: why it could not run to its end, or
    how our own code failed.
    """

    found: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    pages: int | None = None
    has_text: bool | None = None
    judged: bool = False
    invoice: ReadInvoice | None = None
    begun: bool = False
    passed: Passed | None = None
    away: str | None = None
    fault: str | None = None


def request_bytes(limits: PdfLimits) -> bytes:
    """The limits as the examining process is told them."""
    return json.dumps({name: getattr(limits, name) for name in LIMIT_NAMES}).encode()


def request_limits(request: bytes) -> PdfLimits:
    """The limits from `request_bytes`."""
    return PdfLimits(**json.loads(request))


def line(**said: Any) -> bytes:
    """One line of a report."""
    return json.dumps(said).encode() + b"\n"


def read_report(said: bytes) -> Report:
    """The report from its lines; an unfinished or unreadable last line is left out."""
    report = Report()
    for each in said.split(b"\n")[:-1]:
        try:
            word = json.loads(each)
        except ValueError:
            break
        if "code" in word:
            report.found.append((word["code"], word["facts"]))
        if "pages" in word:
            report.pages = word["pages"]
        if "has_text" in word:
            report.has_text = word["has_text"]
        if "judged" in word:
            report.judged = True
        if "begun" in word:
            report.begun = True
        report.passed = word.get("passed", report.passed)
        report.away = word.get("away", report.away)
        report.fault = word.get("fault", report.fault)
        if word.get("invoice"):
            report.invoice = ReadInvoice.from_record(word["invoice"])
    return report
