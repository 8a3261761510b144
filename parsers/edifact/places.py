"""Where each element of a DUM XML tree stands in the EDIFACT message that it was made of."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from parsers.edifact.segment import Segment
from parsers.source_map import SourceText
from schemas.findings import Position, SegmentPlace


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a message: a segment, and in it an element (the tag is 1, 0: the whole segment) and a component."""

    segment: Segment
    element: int = 0
    component: int = 1


class MessagePlaces:
    """The places of the elements of one tree: what the check asks for, told as interchange, message, segment, element.

    `values` has the spot of each leaf that the sender wrote, `groups` the first and last segment of each group. What
    stands nowhere in the message is placed at the segment of the element around it.
    """

    def __init__(self, text: SourceText, interchange: int, message: int, reference: str) -> None:
        self.text = text
        self.values: dict[etree._Element, Spot] = {}
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
