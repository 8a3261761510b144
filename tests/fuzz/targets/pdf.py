"""Attached PDFs, through the door, each examined in a bounded process of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from unittest import mock

from parsers.pdf import examine_pdf, examiner, host
from parsers.pdf.examiner_protocol import MAX_REPORT, Report, read_report
from parsers.pdf.pdf_limits import PdfLimits
from tests.fuzz.mutators import pdfs
from tests.fuzz.targets import Door, Target
from tests.fuzz.targets.xml import EXAMPLES
from tests.fuzz.verdict import NoVerdict, hold
from tests.parsers.pdf import building

LARGEST_SAMPLE = 60_000


@lru_cache
def samples() -> Sequence[bytes]:
    """The examples, the kit's, and those that are built for the tests."""
    found = [path.read_bytes() for path in (*sorted(EXAMPLES.glob("*.pdf")), *sorted(EXAMPLES.glob("vectors/*/*.pdf")))]
    built = (
        building.handwritten(*building.PAGES),
        building.saved(building.new_pdf(3), object_stream_mode=building.pikepdf.ObjectStreamMode.generate),
        building.with_text(),
        building.printed((72, 700, 12, "Facture 2026-001"), (72, 650, 12, "Total EUR 1 250,00")),
    )
    return [content for content in (*found, *built) if len(content) < LARGEST_SAMPLE]


def examined(content: bytes) -> frozenset[str]:
    """Through the door; what would be its process is one that this one forks, so that its CPU and memory are seen."""
    with mock.patch.object(examiner, "examine", _forked):
        return hold(examine_pdf(content, "invoice.pdf").findings, len(content))


def _forked(content: bytes, limits: PdfLimits) -> Report:
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        child = os.fork()
        if child == 0:
            host._examine(limits, file.fileno(), writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as report:
            said = report.read(MAX_REPORT)
        os.waitpid(child, 0)
    if b'"fault"' in said:
        raise NoVerdict(f"our own code failed on a PDF: {said!r}")
    return read_report(said)


@contextmanager
def _opened(_: Path) -> Iterator[Door]:
    yield examined


PDF = Target("pdf", samples, pdfs.mutated, _opened, rb"(?<=endobj)")
