"""The files that come with a declaration, examined: what they are, what the PDF door says of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.work.worker_turns import WorkerTurns
from parsers.pdf import examine_pdf
from parsers.pdf.examiner import AT_ONCE
from parsers.pdf.pdf_limits import PdfLimits
from schemas.attachments import Received
from schemas.findings import Finding

_turns: WorkerTurns[None] = WorkerTurns(AT_ONCE)
"""Whose PDF is examined: no partner's slow ones keep another's waiting for long."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The attachments of one declaration. `rejected` are named files that no door let in, with the finding that says
    why; `seen` is what the log keeps of each: SHA-256, pages, text (a scan has none).
    """

    received: tuple[Received, ...] = ()
    rejected: Mapping[str, Finding] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    seen: tuple[Mapping[str, Any], ...] = ()

    def of(self, wanted: Callable[[str], bool]) -> Attached:
        """Those files alone whose names are wanted, with what was found in them."""
        kept = [number for number, each in enumerate(self.received) if wanted(each.name)]
        return replace(
            self,
            received=tuple(self.received[number] for number in kept),
            findings=tuple(each for each in self.findings if each.file is None or wanted(each.file)),
            seen=tuple(self.seen[number] for number in kept),
        )


def examined(
    files: Iterable[tuple[str, bytes]], limits: PdfLimits, rejected: Mapping[str, Finding] | None = None
) -> Attached:
    """Examine files (name, bytes), each in a bounded process and in the turn of the partner who is worked for."""
    received: list[Received] = []
    found: list[Finding] = []
    seen: list[Mapping[str, Any]] = []
    for name, content in files:
        digest = hashlib.sha256(content).hexdigest()
        caller, _ = _turns.take()
        try:
            examination = examine_pdf(content, name, limits)
        finally:
            _turns.give_back(caller, None)
        received.append(Received(name, digest, examination.invoice))
        found += examination.findings
        seen.append({"sha256": digest, "pages": examination.pages, "has_text": examination.has_text})
    return Attached(tuple(received), rejected or {}, tuple(found), tuple(seen))
