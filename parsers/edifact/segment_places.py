"""Where each element of a DUM XML tree stands in the EDIFACT message that it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from parsers.edifact.segment import Segment
from parsers.source_map import SourceText
from schemas import words
from schemas.edifact_mapping import REQUEST, places, segment_for
from schemas.edifact_values import WRITTEN_FORMATS
from schemas.findings import Position, SegmentPlace
from schemas.form import Field, form

PUT_OTHERWISE = ("function", *WRITTEN_FORMATS)
"""The ways of values that are no other name for a code, but another form."""


@lru_cache
def _paths() -> dict[int, str]:
    """The path of each field of the forms, by its identity: the forms are read once."""
    found: dict[int, str] = {}

    def walk(field: Field, path: tuple[str, ...]) -> None:
        found[id(field)] = "/".join(path)
        for child in field.children:
            walk(child, (*path, child.name))

    for child in form("request").root.children:
        inner = () if child.tag == form("dum").root.tag else (REQUEST, child.name)
        walk(child, inner)
    walk(form("dum").root, ())
    return found


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a message: a segment, and in it an element (the tag is 1, 0: the whole segment) and a component."""

    segment: Segment
    element: int = 0
    component: int = 1


class MessagePlaces:
    """The places of the elements of one tree: what the check asks for, told as interchange, message, segment, element.

    `values` has the spot of each leaf that the sender wrote, `as_sent` what he wrote where XML has it
    otherwise, `groups` the first and last segment of each group. What stands nowhere in the message is placed at the
    segment of the element around it.
    """

    def __init__(self, text: SourceText, interchange: int, message: int, reference: str) -> None:
        self.text = text
        self.values: dict[etree._Element, Spot] = {}
        self.as_sent: dict[etree._Element, str] = {}
        self.groups: dict[etree._Element, tuple[Segment, Segment]] = {}
        self._about = (interchange, message, reference)

    def start(self, element: etree._Element) -> Position:
        """The value of a leaf; the first segment of a group."""
        return self.spot(self._beginning(element))

    def value(self, element: etree._Element) -> Position:
        """The first character of the value."""
        return self.start(element)

    def end(self, element: etree._Element) -> Position:
        """The end of the last segment of a group, where something missing would stand."""
        around = self._group(element)
        last = self.groups[around][1]
        place = self._place(Spot(last))
        return self._position(last.offset + len(last.raw), place)

    def spot(self, spot: Spot) -> Position:
        """The position of a spot."""
        segment = spot.segment
        offset = segment.place_of(spot.element, spot.component) if spot.element else segment.offset
        return self._position(offset, self._place(spot))

    def sent(self, leaf: etree._Element) -> str | None:
        """The value as it stands in the message."""
        return self.as_sent.get(leaf)

    def expected(self, field: Field) -> dict[str, str] | None:
        """What a date, a time or the function is in the message."""
        row, slot = places().get(_paths().get(id(field), ""), (None, None))
        way = slot.how if slot else ""
        if row is not None and way == "date" and not any(each.binding for each in row.literals):
            return words.phrase("edifact.expected.day")
        return words.phrase(f"edifact.expected.{way}") if way in PUT_OTHERWISE else None

    def missing(self, parent: etree._Element, field: Field) -> Position | None:
        """Where a missing leaf is to be added: in its segment, if another value of that one is there."""
        path = _paths().get(id(field), "")
        row, slot = places().get(path, (None, None))
        if row is None or slot is None:
            return None
        around = path.removesuffix(field.name)
        for leaf in parent:
            beside, _ = places().get(around + etree.QName(leaf).localname, (None, None))
            if beside is row and leaf in self.values and self.values[leaf].segment.tag == row.tag:
                return self.spot(Spot(self.values[leaf].segment, slot.element + 1, slot.component))
        return None

    def named(self, field: Field) -> dict[str, str] | None:
        """The name of its element, and the segment that holds it."""
        segment = segment_for(_paths().get(id(field), ""))
        return words.phrase("edifact.element", element=field.name, segment=segment) if segment else None

    def _beginning(self, element: etree._Element) -> Spot:
        found = self.values.get(element)
        return found or Spot(self.groups[self._group(element)][0])

    def _group(self, element: etree._Element) -> etree._Element:
        """The group itself, or the nearest around it that has segments."""
        current: etree._Element | None = element
        while current is not None and current not in self.groups:
            current = current.getparent()
        if current is None:
            raise KeyError(element.tag)
        return current

    def _place(self, spot: Spot) -> SegmentPlace:
        interchange, message, reference = self._about
        inside = (spot.element, spot.component) if spot.element else (None, None)
        return SegmentPlace(interchange, message, reference, spot.segment.number, spot.segment.tag, *inside)

    def _position(self, offset: int, place: SegmentPlace) -> Position:
        at = self.text.position(offset)
        return Position(at.line, at.column, at.offset, place)
