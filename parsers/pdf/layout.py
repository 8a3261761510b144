"""The lines of a page as a person sees them, each made of cells: words that stand close together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.page import Page
from pdfplumber.utils import dedupe_chars, extract_words

from parsers.pdf.amounts import plain

SMALLEST_TEXT = 1.0
"""Points: what is smaller nobody reads."""

SPACE_IN_WORD = 0.2
SPACE_IN_CELL = 0.7
"""Gaps, as parts of the text's height: beyond the first a new word begins, beyond the second a new cell."""

MOST_SLANT = 0.1


@dataclass(frozen=True, slots=True)
class Cell:
    """Words that stand together, in reading order. Positions in points from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    right_to_left: bool

    @property
    def height(self) -> float:
        """Height of its text, points."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Distance of its middle from the top of the page, points."""
        return (self.top + self.bottom) / 2

    def shares_column(self, other: Cell) -> bool:
        """Whether one stands above the other."""
        return self.x0 < other.x1 and other.x0 < self.x1


def lines(page: Page) -> list[list[Cell]]:
    """The page's lines from top to bottom, the cells of each from left to right; only what can be seen and is level."""
    box = page.bbox if page.rotation else page.cropbox
    characters = [each for each in page.chars if _can_be_read(each, box)]
    if len({(each["text"], round(each["x0"]), round(each["top"])) for each in characters}) < len(characters):
        characters = dedupe_chars(characters)  # bold that is made by printing twice
    found = extract_words(characters, x_tolerance_ratio=SPACE_IN_WORD, return_chars=True)
    return [_cells(line) for line in _lines(found)]


def _can_be_read(character: dict[str, Any], box: Sequence[float]) -> bool:
    """Whether a character stands upright, on the page and large enough."""
    across, slant, _, up, *_ = character["matrix"]
    x = (character["x0"] + character["x1"]) / 2
    y = (character["top"] + character["bottom"]) / 2
    return bool(
        character["size"] >= SMALLEST_TEXT
        and across > 0
        and up > 0
        and abs(slant) <= MOST_SLANT * across
        and box[0] <= x <= box[2]
        and box[1] <= y <= box[3]
    )


def _lines(found: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Words whose middles are less than half a height apart, whatever their sizes, are one line."""
    result: list[list[dict[str, Any]]] = []
    for word in sorted(found, key=lambda each: each["top"] + each["bottom"]):
        first = result[-1][0] if result else word
        apart = (word["top"] + word["bottom"] - first["top"] - first["bottom"]) / 2
        if result and apart < min(word["height"], first["height"]) / 2:
            result[-1].append(word)
        else:
            result.append([word])
    return result


def _cells(line: list[dict[str, Any]]) -> list[Cell]:
    cells: list[list[dict[str, Any]]] = []
    for word in sorted(line, key=lambda each: each["x0"]):
        if cells and word["x0"] - cells[-1][-1]["x1"] <= SPACE_IN_CELL * word["height"]:
            cells[-1].append(word)
        else:
            cells.append([word])
    return [_cell(each) for each in cells]


def _cell(found: list[dict[str, Any]]) -> Cell:
    texts = [(_text(word), _is_right_to_left(word["text"])) for word in found]
    arabic = any(right_to_left for _, right_to_left in texts)
    if arabic:
        texts = _right_to_left(texts)
    joined = [text for text, _ in texts]
    # A title set with wide letters: F A C T U R E.
    spaced = len(joined) > 3 and all(len(text) == 1 and text.isalpha() for text in joined)
    return Cell(
        plain(("" if spaced else " ").join(joined)),
        found[0]["x0"],
        found[-1]["x1"],
        min(word["top"] for word in found),
        max(word["bottom"] for word in found),
        arabic,
    )


def _text(word: dict[str, Any]) -> str:
    """A word's letters in reading order: a page has those of an Arabic word from right to left."""
    if _is_right_to_left(word["text"]):
        return "".join(each["text"] for each in reversed(word["chars"]))
    return str(word["text"])


def _right_to_left(texts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Words from left to right in the order in which Arabic is read: runs of numbers and Latin words stay together."""
    result: list[tuple[str, bool]] = []
    run: list[tuple[str, bool]] = []
    for each in reversed(texts):
        if each[1]:
            result += [*run, each]
            run = []
        else:
            run.insert(0, each)
    return result + run


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(each) in ("R", "AL") for each in text)
