"""Is this page the first one of an invoice? Its title decides: not a number of an invoice that a packing list names."""

from __future__ import annotations

from parsers.pdf.amounts import words
from parsers.pdf.layout import Cell
from parsers.pdf.wording import BESIDE_INVOICE, INVOICE, OTHER_TITLES

MOST_WORDS = 9

_OTHERS = tuple(title.split() for title in OTHER_TITLES)


def is_invoice(page: list[list[Cell]]) -> bool:
    """True where the page's title names an invoice: of all that could be titles the largest, of these the uppermost.

    A title is a short cell of an invoice's words, numbers and dates (FACTURE N° 311 du 3 juillet 2026), or one with the
    name of another paper (BILL OF LADING). A sentence that speaks of an invoice is none.
    """
    titles = [(cell, kind) for line in page for cell in line if (kind := _kind(cell)) is not None]
    if not titles:
        return False
    _, kind = max(titles, key=lambda title: (round(title[0].height), -title[0].top))
    return kind == "invoice"


def _kind(cell: Cell) -> str | None:
    """What a cell titles: an invoice, another paper, or nothing."""
    found = words(cell.text)
    if not 0 < len(found) <= MOST_WORDS:
        return None
    if any(found[: len(title)] == title for title in _OTHERS):  # PACKING LIST - INVOICE No. 311
        return "other"
    numbers = [any(letter.isdigit() for letter in word) for word in found]
    if any(word in INVOICE for word in found) and all(
        word in INVOICE or word in BESIDE_INVOICE or number or _is_month(numbers, index)
        for index, (word, number) in enumerate(zip(found, numbers, strict=True))
    ):
        return "invoice"
    if any(found[at : at + len(title)] == title for title in _OTHERS for at in range(len(found))):
        return "other"
    return None


def _is_month(numbers: list[bool], index: int) -> bool:
    """Whether a word stands between two numbers, as in 3 juillet 2026."""
    return 0 < index < len(numbers) - 1 and numbers[index - 1] and numbers[index + 1]
