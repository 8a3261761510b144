"""What was declared, box by box, for the page: as the printed form says it, as far as its box has room.

The declaration may be refused, so that anything can stand in it: each value, box and list has a longest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from lxml import etree

from renderers.dum_boxes import TABLES, Line, Piece, Words, boxes, fields_by_name
from renderers.form_places import Place, form_places
from renderers.visible_text import visible

LONGEST_VALUE = 512
"""Characters: as many as any element of dum.xsd may have."""
MOST_VALUES = 500
"""Of one box, before it is cut by its room."""
MOST_ROWS = 99
"""Of one table: as many as dum.xsd allows."""
MOST_CONTINUED, LONGEST_CONTINUED = 30, 12_000
"""Boxes that go on after the form, and characters of one that do; the rest is cut."""
LETTERS_A_MM = 0.6
LINES_A_MM = 0.36
FEWEST_LINES = 4
ROWS_IN_TABLE = 10
SEPARATION = 3


Said = tuple[str, str]
"""A value, after what is said before it, which may be nothing."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in a box: `lines` of values, or the `table` of duties. `cut`: it holds more, which
    stands under the number `continued`, None where that has no place either."""

    lines: Sequence[Sequence[Said]] = ()
    table: Mapping[str, Any] | None = None
    cut: bool = False
    continued: int | None = None


@dataclass(frozen=True, slots=True)
class Continued:
    """All that was declared in a box that has no room for it."""

    number: int
    box: str
    article: int | None
    filling: Filling


Filled = Mapping[tuple[str, int | None], Filling]
"""By box and article (from 1 as they stand in the declaration), None for the boxes that stand once."""


def declared_boxes(
    declared: etree._Element | None, articles: Sequence[int], language: str
) -> tuple[Filled, tuple[Continued, ...]]:
    """What a DUM says in each box, of its articles those with these numbers; and what had no room."""
    filled: dict[tuple[str, int | None], Filling] = {}
    continued: list[Continued] = []
    if declared is None:
        return filled, ()
    places = {place.box: place for panel in form_places().values() for place in panel}
    words = Words(language, None, _shown, MOST_VALUES)
    for article, element in _parts(declared, articles):
        for box, content in boxes(element, words).items():
            whole = _rows(content, MOST_ROWS) if box in TABLES else _whole(content)
            if box not in places or not (whole.lines or whole.table):
                continue
            part = _fitting(whole, places[box])
            if part.cut and len(continued) < MOST_CONTINUED:
                continued.append(Continued(len(continued) + 1, box, article, whole))
                part = replace(part, continued=len(continued))
            filled[box, article] = part
    return filled, tuple(continued)


def articles_in(declared: etree._Element | None) -> int:
    """How many articles a DUM has."""
    return 0 if declared is None else sum(1 for _ in declared.iterfind(fields_by_name()["GoodsItem"].tag))


def _shown(text: str) -> str:
    return visible(text, LONGEST_VALUE)


def _parts(declared: etree._Element, articles: Sequence[int]) -> Iterator[tuple[int | None, etree._Element]]:
    yield None, declared
    for number, element in enumerate(islice(declared.iterfind(fields_by_name()["GoodsItem"].tag), max(articles)), 1):
        if number in articles:
            yield number, element


def _whole(lines: Sequence[Line]) -> Filling:
    said = [[_said(piece) for piece in line if "value" in piece] for line in lines]
    return _lines([line for line in said if line], LONGEST_CONTINUED, 1)


def _rows(table: Mapping[str, Any], most: int) -> Filling:
    return Filling(table={**table, "rows": table["rows"][:most]}, cut=len(table["rows"]) > most)


def _said(piece: Piece) -> Said:
    return piece["label"]["text"] if "label" in piece else "", piece["value"]["text"]


def _fitting(whole: Filling, place: Place) -> Filling:
    """As much of it as has room in the place of its box, in the sizes of `form_drawing.css`."""
    if whole.table is not None:
        return _rows(whole.table, ROWS_IN_TABLE)
    letters = max(1, int(place.width * LETTERS_A_MM))
    return _lines(whole.lines, max(FEWEST_LINES, int(place.height * LINES_A_MM)) * letters, letters)


def _lines(lines: Sequence[Sequence[Said]], room: int, letters: int) -> Filling:
    """As many of the lines as fit in a room for so many letters, `letters` of them abreast."""
    fitting: list[list[Said]] = []
    for line in lines:
        kept: list[Said] = []
        for label, value in line:
            left = room - len(label) - SEPARATION
            if len(value) > left:
                part = [(label, f"{value[:left].rstrip()}…")] if left > 0 else []
                return Filling([each for each in (*fitting, [*kept, *part]) if each], cut=True)
            kept.append((label, value))
            room = left - len(value)
        fitting.append(kept)
        room -= room % letters  # the next one begins a line
    return Filling(fitting)
