"""The pieces of a declaration as they are found in a message, and the tree that is built of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from lxml import etree

from parsers.edifact.segment import Segment
from parsers.edifact.segment_places import MessagePlaces, Spot
from schemas.edifact_directory import directory
from schemas.edifact_mapping import Slot
from schemas.edifact_values import same_number
from schemas.form import Field


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a value: its place among the parts, its text, the text as sent, where it stands, and its slot."""

    order: tuple[int, int, int]
    text: str
    sent: str
    spot: Spot
    slot: Slot


@dataclass(slots=True, eq=False)
class Node:
    """An element of the DUM that has something in the message: a group with children, or a leaf with pieces."""

    definition: Field
    parent: Node | None
    children: dict[str, list[Node]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    first: Segment | None = None
    last: Segment | None = None

    def reached(self, path: list[str], goes_on: bool = False) -> Node:
        """The element at a path of names, made where it is not there. One that may stand often is a new one at the end
        of the path, unless the last one goes on, and the newest one on the way."""
        node = self
        for depth, name in enumerate(path, start=1):
            definition = node.definition.by_name[name]
            same = node.children.setdefault(definition.attribute, [])
            if not same or (definition.maximum != 1 and depth == len(path) and not goes_on):
                same.append(Node(definition, node))
            node = same[-1]
        return node

    def leaf(self, path: list[str], segment: Segment) -> Node:
        """The leaf at a path, with the groups on the way marked as seen."""
        node = self.reached(path)
        node.seen(segment)
        return node

    def seen(self, segment: Segment) -> None:
        """Note that a segment is about this element, and those around it."""
        node: Node | None = self
        while node is not None:
            node.first = node.first or segment
            node.last = segment
            node = node.parent

    def put(self, attribute: str, text: str, spot: Spot) -> None:
        """A value that no row of the table gives."""
        definition = self.definition.by_attribute[attribute]
        slot = Slot(definition.name, 0, 0, 1, 0, "plain", "")
        self.children[attribute] = [Node(definition, self, pieces=[Piece((0, 0, 0), text, text, spot, slot)])]

    def has(self, attribute: str) -> bool:
        """Whether the child has a value."""
        return any(each.pieces for each in self.children.get(attribute, ()))

    def take(self, piece: Piece) -> bool:
        """Add a piece; False where the same part is there with another text."""
        same = [each for each in self.pieces if each.order == piece.order and each.slot.mode == piece.slot.mode]
        if same:
            return same[0].text == piece.text
        self.pieces.append(piece)
        return True

    def value(self) -> tuple[str, Spot] | None:
        """The text of a leaf and where it begins. A component that is full goes on in the next one."""
        plain = sorted((each for each in self.pieces if each.slot.mode == "plain"), key=lambda each: each.order)
        used = plain or self.pieces[:1]
        if not used:
            return None
        text = used[0].text
        for before, piece in pairwise(used):
            text += piece.text if len(before.sent) == width(before) else f" {piece.text}"
        return text, used[0].spot

    def differing(self) -> list[Piece]:
        """Control totals that say another number than the box, and dates beside the one that is read."""
        value = self.value()
        others = [each for each in self.pieces if each.slot.mode == "other" and each.slot.how in ("number", "date")]
        return [each for each in others if value is not None and not same_number(each.text, value[0])]


def width(piece: Piece) -> int:
    """The characters that the component of a piece holds."""
    item = directory("D96B").segments[piece.spot.segment.tag].items[piece.slot.element - 1]
    return item.components[piece.slot.component + piece.order[2] - 1].element.longest


def built(root: Node, places: MessagePlaces, head: Segment) -> etree._Element:
    """The tree, its elements in the order of the form; their places are noted."""
    return _built(root, None, places, head)


def _built(node: Node, parent: etree._Element | None, places: MessagePlaces, head: Segment) -> etree._Element:
    tag = node.definition.tag
    namespace: Any = {None: etree.QName(tag).namespace}
    element = etree.Element(tag, nsmap=namespace) if parent is None else etree.SubElement(parent, tag, nsmap=namespace)
    value = node.value()
    if value is not None:
        element.text, places.values[element] = value
        if len(node.pieces) == 1 and node.pieces[0].sent != value[0]:
            places.as_sent[element] = node.pieces[0].sent
    if node.definition.kind == "group":
        places.groups[element] = (node.first or head, node.last or head)
        for child in node.definition.children:
            for each in node.children.get(child.attribute, ()):
                if each.definition.kind == "group" or each.pieces:
                    _built(each, element, places, head)
    return element
