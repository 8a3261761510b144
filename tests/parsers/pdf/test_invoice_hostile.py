"""An invoice's total in PDFs that flood the reader, hide text or are scans: no total, no fault of the file, in time."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pikepdf
import pytest

from parsers.pdf import PdfExamination, PdfLimits, examine_pdf
from tests.parsers.pdf.building import printed, saved, scan

pytestmark = pytest.mark.service


INVOICE = ((60, 780, 18, "FACTURE 2026-311"), (60, 300, 10, "TOTAL"), (400, 300, 10, "6 000,00 EUR"))


def total(examination: PdfExamination) -> str | None:
    """The amount that was read; nothing here is a fault."""
    assert examination.findings == ()
    return str(examination.invoice.amount) if examination.invoice else None


def test_scans_have_none_with_a_text_layer_too() -> None:
    assert total(examine_pdf(scan(), "a.pdf")) is None
    pdf = pikepdf.open(io.BytesIO(scan()))
    with pikepdf.open(io.BytesIO(printed(*INVOICE))) as layer:
        pdf.pages[0].add_overlay(layer.pages[0])
    examination = examine_pdf(saved(pdf), "a.pdf")
    assert (examination.has_text, examination.invoice) == (True, None)


def test_text_in_a_layer_that_is_switched_off_is_not_trusted() -> None:
    with pikepdf.open(io.BytesIO(printed(*INVOICE))) as pdf:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="draft"))
        settings = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=settings)
        assert total(examine_pdf(saved(pdf), "a.pdf")) is None
        settings = pikepdf.Dictionary(ON=pikepdf.Array([layer]))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=settings)
        assert total(examine_pdf(saved(pdf), "a.pdf")) == "6000.00"


FLOODS: dict[str, Callable[[], bytes]] = {
    "a million characters": lambda: b"BT /F1 1 Tf 0 800 Td (" + b"TOTAL " * 170_000 + b") Tj ET ",
    "as many totals": lambda: b"".join(
        b"BT /F1 2 Tf %d %d Td (TOTAL %d,00) Tj ET " % (each % 590, each % 840, each) for each in range(20_000)
    ),
    "ruled all over": lambda: b"".join(
        b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % ((each % 599,) * 4) for each in range(50_000)
    ),
    "states never restored": lambda: b"q " * 3_000_000,
    "a hundred million operands": lambda: b"0 " * 100_000_000,
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_ends_in_time_without_a_fault(flood: str) -> None:
    content = printed(*INVOICE[:2], rest=FLOODS[flood]())
    limits = PdfLimits(cpu_seconds=4, wall_seconds=60)  # processor time is what holds on a busy machine
    started = time.monotonic()
    examination = examine_pdf(content, "a.pdf", limits)
    assert time.monotonic() - started < 60
    assert (examination.findings, examination.invoice) == ((), None)
    assert total(examine_pdf(printed(*INVOICE), "a.pdf")) == "6000.00"
