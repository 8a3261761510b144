"""Where the letters of a page lie, each with all its ink: what hangs below a line of Arabic too."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_double
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

LARGEST_PRINT = 40
"""Points: what is larger is the word across the page."""
ANOTHER_LINE = 5
"""Points between two base lines; what lies closer belongs to one line, with its marks set higher or lower."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, the box of its ink, and its base line; points from the bottom left of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    line: float


def letters_of(pdf: bytes) -> Iterator[tuple[float, list[Letter]]]:
    """The height of each page and its upright letters, without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            text = page.get_textpage()
            yield page.get_height(), [each for at in range(text.count_chars()) for each in _letter(text, at)]
    finally:
        document.close()


def _letter(text: pypdfium2.PdfTextPage, at: int) -> Iterator[Letter]:
    shown = chr(raw.FPDFText_GetUnicode(text, at))
    upright = abs(raw.FPDFText_GetCharAngle(text, at)) < 0.1
    if shown.isprintable() and not shown.isspace() and upright and raw.FPDFText_GetFontSize(text, at) < LARGEST_PRINT:
        across, line = c_double(), c_double()
        raw.FPDFText_GetCharOrigin(text, at, across, line)
        yield Letter(shown, *text.get_charbox(at), line.value)


def overlaps_between_lines(letters: list[Letter], least: float = 0.15) -> list[str]:
    """Letters of different lines that lie over each other by more than `least` points both ways."""
    found = []
    ordered = sorted(letters, key=lambda each: each.left)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.left >= one.right:
                break
            across = min(one.right, other.right) - max(one.left, other.left)
            upwards = min(one.top, other.top) - max(one.bottom, other.bottom)
            if min(across, upwards) > least and abs(one.line - other.line) > ANOTHER_LINE:
                found.append(f"{one.text} {other.text} at {one.left:.0f}, {one.line:.0f}")
    return found
