"""Which box of the DUM a place in a CUSDEC message is: for a fault of form, before the message is a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.edifact.declaration_tree import is_meant
from parsers.edifact.segment import Segment
from schemas.edifact_mapping import REQUEST, Row, rows
from schemas.form import Field, form

HEADER, ARTICLES, SUMMARY = 0, 1, 2
"""The sections of the message: UNS stands between them."""
ARTICLE = "CST"


@dataclass(frozen=True, slots=True)
class BoxPlace:
    """A box, and the number of the article (from 1, as they stand in the message); None where there is none."""

    box: str | None = None
    article: int | None = None


class Boxes:
    """The boxes of one message: it is walked once, however many faults it has."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._places: dict[int, tuple[Segment, int, int]] = {}
        section, article = HEADER, 0
        for segment in segments:
            if segment.tag == "UNS":
                section = min(section + 1, SUMMARY)
            elif segment.tag == ARTICLE and section == ARTICLES:
                article += 1
            self._places[segment.number] = segment, section, article

    def at(self, number: int | None, element: int | None, component: int | None) -> BoxPlace:
        """The box of a component of the segment with a number (0096), counted as 0098 and 0104 count."""
        if number is None or number not in self._places:
            return BoxPlace()
        segment, section, article = self._places[number]
        inside = article if section == ARTICLES and article else None
        return BoxPlace(_box(segment, section, (element or 1) - 1, component or 1), inside)


def _box(segment: Segment, section: int, element: int, component: int) -> str | None:
    """The box of the first row that the segment can be; of the whole segment where the place is no value's."""
    for row, of_section in _rows():
        if of_section == section and is_meant(row, segment):
            boxes = [
                (
                    slot.element == element and slot.component <= component < slot.component + slot.span,
                    _box_of(row, slot.path),
                )
                for slot in row.slots
            ]
            exact = next((box for here, box in boxes if here), None)
            return exact or next((box for _, box in boxes if box), None)
    return None


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[Row, int], ...]:
    section, found = HEADER, []
    for row in rows():
        if row.tag == "UNS":
            section += 1
        found.append((row, section))
    return tuple(found)


def _box_of(row: Row, path: str) -> str | None:
    if row.context == REQUEST or path == "number":
        return None
    field: Field = form("dum").root
    for name in [part for part in f"{row.context}/{path}".split("/") if part not in ("", ".")]:
        field = field.by_name[name]
    return field.box
