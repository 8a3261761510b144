"""The total that a born-digital invoice prints, read by pdfplumber: worth knowing, never a fault.

No total is told where it is not clear: a scan (also one with a hidden text layer), another paper, layers that are
switched off, several different totals under equally strong labels, time or memory over. Text too small to be read,
slanted, or outside the page does not count; text in the colour of the paper does, since nothing here paints.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from decimal import Decimal

import pdfplumber
from pdfplumber.page import Page

from parsers.pdf.amounts import Amount, tokens
from parsers.pdf.invoice_totals import PageOfTotals, Total
from parsers.pdf.layout import Cell, lines
from parsers.pdf.pdf_limits import PdfLimits
from parsers.pdf.readings import read
from parsers.pdf.timing import in_time
from parsers.pdf.titles import is_invoice
from schemas.attachments import ReadInvoice

SHARE_OF_TIME = 0.3
MOST_PAGES = 20
SCANNED_PART = 0.7
"""A picture over this part of a page makes its text the text layer of a scan, which is a guess."""

Found = tuple[int, Total]


def invoice_total(content: bytes, limits: PdfLimits) -> ReadInvoice | None:
    """The total of the invoice in a PDF with text; None where it is no invoice or has no clear total. Never raises."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    return in_time(limits.cpu_seconds * SHARE_OF_TIME, lambda: _read(content))


def _read(content: bytes) -> ReadInvoice | None:
    with pdfplumber.open(io.BytesIO(content), pages=range(1, MOST_PAGES + 1)) as pdf:
        return None if _has_hidden_layers(pdf) else _total(pdf.pages)


def _total(pages: list[Page]) -> ReadInvoice | None:
    found: list[Found] = []
    decimals: set[tuple[str | None, str]] = set()
    for number, page in enumerate(pages, 1):
        seen = [] if _is_scanned(page) else lines(page)
        if number == 1 and not is_invoice(seen):
            return None
        found += [(number, total) for total in PageOfTotals(page, seen).totals()]
        decimals.update(_three_decimals(seen))
        page.close()
    return _clear(found, decimals)


def _clear(found: list[Found], decimals: set[tuple[str | None, str]]) -> ReadInvoice | None:
    """The one total under the strongest labels, None where they print several."""
    rank = min((total.rank for _, total in found), default=0)
    strongest = [(page, total.label, total.amount) for page, total in found if total.rank == rank]
    amounts = [(page, label, amount) for page, label, amount in strongest if amount is not None]
    currencies = {amount.currency for _, _, amount in amounts} - {None}
    values = {_value(amount, decimals) for _, _, amount in amounts}
    if len(amounts) < len(strongest) or len(values) != 1 or len(currencies) > 1:
        return None
    page, label, amount = max(amounts, key=lambda each: each[2].currency is not None)
    return ReadInvoice(_value(amount, decimals), amount.currency, page, label)


def _value(amount: Amount, decimals: set[tuple[str | None, str]]) -> Decimal:
    """An amount such as 1,234 is read with three decimals where its currency has them elsewhere."""
    if amount.doubtful and (amount.currency, amount.doubtful) in decimals:
        return amount.value / 1000
    return amount.value


def _three_decimals(seen: list[list[Cell]]) -> Iterator[tuple[str | None, str]]:
    """The currencies that are printed with three decimals for certain, and the mark in front of these."""
    for line in seen:
        for cell in line:
            amount = read(tokens(cell.text)).amount
            if amount and amount.currency and amount.decimals:
                yield amount.currency, amount.decimals


def _is_scanned(page: Page) -> bool:
    area = page.width * page.height
    return any(image["width"] * image["height"] >= SCANNED_PART * area for image in page.images)


def _has_hidden_layers(pdf: pdfplumber.PDF) -> bool:
    """Whether layers are switched off: what is written is then not what is seen."""
    from pdfminer.pdftypes import resolve1

    layers = resolve1(pdf.doc.catalog.get("OCProperties")) or {}
    settings = resolve1(layers.get("D")) or {}
    base = resolve1(settings.get("BaseState"))
    return bool(resolve1(settings.get("OFF"))) or getattr(base, "name", "ON") != "ON"
