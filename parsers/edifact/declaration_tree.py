"""A CUSDEC message as the tree that the DUM XML is, with a place in the message for each element.

What goes where is `schemas/edifact/mapping.csv`. Nothing is judged here but what only this codec can know: a segment
that the DUM has no box for (EDI80), a box given twice (EDI83), a control total that differs (EDI84), a unit, a currency
or a date format that is not the box's (EDI86).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from parsers.edifact.assembling import Node, Piece, built
from parsers.edifact.interchange_records import Interchange, Message
from parsers.edifact.segment import Group, Segment
from parsers.edifact.segment_places import MessagePlaces, Spot
from parsers.source_map import SourceText
from schemas.edifact_directory import directory
from schemas.edifact_mapping import FLOATING, FUNCTIONS, REQUEST, Block, Row, Slot, message
from schemas.edifact_values import from_edifact, message_number, values
from schemas.findings import Finding, finding
from schemas.form import form

MOST_NOTED = 200
"""Findings of one code that are made for one message; all are counted. A warning never hides what refuses."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A message as a tree (`Declaration`, or `Request` where it asks for a change), and what was found on the way;
    `uncounted` is how much more there was than findings were made."""

    root: etree._Element
    places: MessagePlaces
    findings: tuple[Finding, ...]
    uncounted: int


def declaration_of(read: Message, interchange: Interchange, text: SourceText) -> Converted:
    """The tree of a sound CUSDEC message. `text` is all that was sent. Raises ValueError for a rejected message."""
    if read.tree is None or read.rejected:
        raise ValueError(f"message {read.reference} is rejected")
    places = MessagePlaces(text, interchange.number, read.number, read.reference)
    return _Reading(read, interchange, places).converted(read.tree)


class _Reading:
    """One message on its way to a tree."""

    def __init__(self, read: Message, interchange: Interchange, places: MessagePlaces) -> None:
        self.read, self.interchange, self.places = read, interchange, places
        self.findings: list[Finding] = []
        self.noted: Counter[str] = Counter()
        self._numbered = (0, "")
        self.times: Counter[tuple[int, int]] = Counter()
        self.head, self.begin = read.segments[0], read.segments[1]
        self.kind = FUNCTIONS.get(_text(self.begin, 3, 1))
        self.dum = Node(form("dum").root, None)
        self.request = Node(form("request").root, None) if self.kind else None

    def converted(self, tree: Group) -> Converted:
        self._parts(message(), tree.parts, self.dum)
        for leaf in (node for nodes in self.dum.children.values() for node in nodes):
            for piece in leaf.differing():
                self._note("EDI84" if piece.slot.how == "number" else "EDI80", piece.spot, piece.sent, leaf)
        self._envelope()
        root = built(self._root(), self.places, self.head)
        findings = sorted(self.findings, key=lambda each: each.position.offset if each.position else 0)
        return Converted(root, self.places, tuple(findings), self.noted.total() - len(findings))

    def _root(self) -> Node:
        if self.request is None:
            return self.dum
        if self.kind != FUNCTIONS["1"]:
            self.dum.put("function_code", "2", Spot(self.begin, 4))
            self.request.children["declaration"] = [self.dum]
        self.request.put("kind", self.kind or "", Spot(self.begin, 4))
        self._same(self.request, "declarant_reference", "issue_date_time")
        if self.request.has("dum_number"):  # a request names one of the two
            self.request.children.pop("declarant_reference", None)
        return self.request

    def _same(self, request: Node, *names: str) -> None:
        """What the head of a request says as its declaration does."""
        for name in names:
            definition = request.definition.by_attribute[name]
            same = [Node(definition, request, pieces=each.pieces) for each in self.dum.children.get(name, ())]
            request.children[name] = same

    def _envelope(self) -> None:
        """What no segment of the table says: the message number, and the number of forms, two articles a form."""
        number = message_number(self.interchange.reference, _unique_reference(self.read))
        for node in (self.dum, self.request):
            if node is not None:
                node.put("message_number", number, Spot(self.head, 2))
        articles = len(self.dum.children.get("goods_item", ()))
        self.dum.put("form_quantity", str(max(1, -(-articles // 2))), Spot(self.begin))

    def _parts(self, block: Block, parts: Sequence[Segment | Group], node: Node) -> None:
        """The segments and groups inside a group (or the message) that a block of the table is about."""
        for part in parts:
            if isinstance(part, Segment):
                self._segment(block, part, node)
            else:
                self._group(block, part, node)

    def _group(self, block: Block, group: Group, node: Node) -> None:
        trigger = group.parts[0]
        if isinstance(trigger, Segment):
            for inner in block.parts:
                if isinstance(inner, Block) and inner.group == group.name and is_meant(inner.trigger, trigger):
                    inside = self._at(inner.context, block.context, node)
                    if inside is not None and inner.trigger is not None:
                        self._values(inner.trigger, trigger, inside)
                        self._parts(inner, group.parts[1:], inside)
                        return
            self._unknown(trigger)

    def _segment(self, block: Block, segment: Segment, node: Node) -> None:
        if segment.tag in ("UNH", "UNT"):
            return
        for row in block.parts:
            if isinstance(row, Row) and is_meant(row, segment):
                target = self._at(row.context, block.context, node, self._goes_on(row, segment))
                if target is not None:
                    self._values(row, segment, target)
                    return
        self._unknown(segment)

    def _at(self, context: str, around: str, node: Node, goes_on: bool = False) -> Node | None:
        """The element that a row or block is about; None where only a request has it and this is none."""
        if context == REQUEST:
            return self.request
        path = context.removeprefix(around).strip("/")
        return node.reached(path.split("/"), goes_on) if path else node

    def _goes_on(self, row: Row, segment: Segment) -> bool:
        """Whether a text begun in the segment before goes on: it bears the same number."""
        numbered = next((slot for slot in row.slots if slot.path == "number"), None)
        if numbered is None:
            return False
        number = _text(segment, numbered.element, numbered.component)
        before, self._numbered = self._numbered, (row.number, number)
        return bool(number) and before == self._numbered

    def _values(self, row: Row, segment: Segment, node: Node) -> None:
        node.seen(segment)
        turn = self.times[row.number, id(node)]
        self.times[row.number, id(node)] += 1
        known = self._fixed(row, segment, node)
        for slot in row.slots:
            element = _standing(row, slot.element, segment)
            for part in range(slot.span):
                known.add((element, slot.component + part))
                text = _text(segment, element, slot.component + part)
                if text and slot.path != "number":
                    self._put(row, slot, node, turn, part, text, Spot(segment, element + 1, slot.component + part))
        self._unread(row, segment, known, node)

    def _fixed(self, row: Row, segment: Segment, node: Node) -> set[tuple[int, int]]:
        """The places of the fixed values that are as they must be, or are told here."""
        known = set()
        for fixed in row.literals:
            element = _standing(row, fixed.element, segment)
            text = _text(segment, element, fixed.component)
            if fixed.binding and text and text not in fixed.values:
                beside = next((slot for slot in row.slots if slot.element == fixed.element), row.slots[0])
                leaf = node.leaf(beside.path.split("/"), segment)
                spot = Spot(segment, element + 1, fixed.component)
                self._note("EDI86", spot, text, leaf, expected=" / ".join(fixed.values))
            if fixed.binding or fixed.key or text in fixed.values:
                known.add((element, fixed.component))
        return known

    def _put(self, row: Row, slot: Slot, node: Node, turn: int, part: int, text: str, spot: Spot) -> None:
        leaf = node if slot.path == "." else node.leaf(slot.path.split("/"), spot.segment)
        again = turn >= row.times
        order = (0 if again else turn, slot.order, part)
        piece = Piece(order, from_edifact(slot.how, text, _form_beside(row, slot, spot.segment)), text, spot, slot)
        if slot.mode != "plain" or not again or not leaf.pieces:
            if not leaf.take(piece):
                self._note("EDI83", spot, text, leaf)
        elif all(each.text != piece.text for each in leaf.pieces):
            self._note("EDI83", spot, text, leaf)

    def _unread(self, row: Row, segment: Segment, known: set[tuple[int, int]], node: Node) -> None:
        """The first value of a segment that the DUM has no box for, or (in CST) has had already."""
        fixed = {(_standing(row, each.element, segment), each.component) for each in row.literals}
        for number, element in enumerate(segment.elements, start=1):
            read_at_all = any(place == number for place, _ in known)
            for component, text in enumerate(element, start=1):
                if not text or (number, component) in known:  # an empty one may stand behind what the table has
                    continue
                slot = _slot_named(row, segment, number)
                if slot is not None and number != _standing(row, slot.element, segment):
                    leaf = node.leaf(slot.path.split("/"), segment)
                    if all(each.text != element[0] for each in leaf.pieces):
                        self._note("EDI83", Spot(segment, number + 1), element[0], leaf)
                    break
                if (number, component) in fixed or not (read_at_all and _names_a_list(segment.tag, number, component)):
                    self._note("EDI80", Spot(segment, number + 1, component), text)
                    return

    def _unknown(self, segment: Segment) -> None:
        self._note("EDI80", Spot(segment), "+".join([segment.tag, *(":".join(each) for each in segment.elements)]))

    def _note(self, code: str, spot: Spot, value: str, leaf: Node | None = None, **more: str) -> None:
        self.noted[code] += 1
        if self.noted[code] <= MOST_NOTED:
            position = self.places.spot(spot)
            box = leaf.definition.box if leaf is not None else None
            facts: dict[str, Any] = {"segment": spot.segment.tag, "position": spot.segment.number, **more}
            told = leaf.value() if leaf is not None else None
            facts["found"] = told[0] if told else ""
            self.findings.append(finding(code, value=value, position=position, facts=facts, box=box))


def is_meant(row: Row | None, segment: Segment) -> bool:
    """Whether a row of the table is about a segment: its tag, all its keys, and a code of its list where it has one."""
    if row is None or row.tag != segment.tag:
        return False
    hints = ((slot, _text(segment, slot.element, slot.component)) for slot in row.slots if slot.mode == "hint")
    return all(_text(segment, key.element, key.component) in key.values for key in row.keys) and all(
        not text or text in values()[slot.how] for slot, text in hints
    )


def _standing(row: Row, element: int, segment: Segment) -> int:
    """Where what the table has in an element stands: in CST by its qualifier, wherever that is."""
    key = next((each for each in row.literals if each.key and each.element == element), None)
    if row.tag != FLOATING or key is None:
        return element
    for number in range(2, len(segment.elements) + 1):
        if _text(segment, number, key.component) in key.values:
            return number
    return element if not _text(segment, element, key.component) else len(segment.elements) + 1


def _slot_named(row: Row, segment: Segment, element: int) -> Slot | None:
    """In CST: whose box a composite is, by its own qualifier, wherever it stands."""
    if row.tag != FLOATING:
        return None
    for key in (each for each in row.literals if each.key):
        if _text(segment, element, key.component) in key.values:
            return next(slot for slot in row.slots if slot.element == key.element)
    return None


def _form_beside(row: Row, slot: Slot, segment: Segment) -> str:
    """What is said beside a value of how it is to be read: its unit, currency or date format."""
    said = (each for each in row.literals if each.binding and each.element == slot.element)
    return next((_text(segment, each.element, each.component) for each in said), "")


def _unique_reference(read: Message) -> str:
    """0062, which each functional group may count anew: from the second group on with its place before it, in the first
    where it looks like that."""
    told_apart = read.group_number > 1 or (read.group_number == 1 and "*" in read.reference)
    return f"{read.group_number}*{read.reference}" if told_apart else read.reference


def _names_a_list(tag: str, element: int, component: int) -> bool:
    """Whether a component only says which list a code beside it is of."""
    table = directory("D96B").segments.get(tag)  # none for a service segment
    return table is not None and table.items[element - 1].components[component - 1].element.code in ("1131", "3055")


def _text(segment: Segment, element: int, component: int) -> str:
    """A component, counted from 1 behind the tag; empty where there is none."""
    return segment.value(element + 1, component)
