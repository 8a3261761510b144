"""A declaration as CUSDEC D.96B: the segments, and a report of all that they cannot carry.

What goes where is `schemas/edifact/mapping.csv`, which the parser reads too: what is carried comes back the same. A
value that does not fit its component, or for which the message has no room left, is left out whole and told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from renderers.edifact.fitting import Cell, fits, spread
from renderers.edifact.writing import Segment, travels
from schemas.declaration import text_of
from schemas.edifact_directory import Node, directory
from schemas.edifact_mapping import ASSOCIATION, FUNCTIONS, REQUEST, Block, Row, Slot, message
from schemas.edifact_values import from_edifact, message_number, references, to_edifact
from schemas.form import form

CUSDEC = ("CUSDEC", "D", "96B", "UN", ASSOCIATION)
RELEASE = "D96B"
SECTION = "UNS"
"""It stands twice in the message, and always."""
ENVELOPE = ("MessageNumber", "FormQuantity", "FunctionCode", "Kind")
"""What stands in the envelope, is counted from the articles, or is the function of the message."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A value that CUSDEC cannot carry: its element, and why (`no_place`, `too_long`, `too_many`, `incomplete`)."""

    element: etree._Element
    reason: str


@dataclass(slots=True)
class Written:
    """A message: its references (0020, 0062), its segments between UNH and UNT, what it leaves out."""

    interchange: str
    reference: str
    segments: list[Segment] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def cusdec_of(root: etree._Element) -> Written:
    """The message for a DUM XML (`Declaration` or `Request`)."""
    return _Writing(root).written()


class _Writing:
    """One declaration on its way to a message."""

    def __init__(self, root: etree._Element) -> None:
        self.request = root if root.tag == form("request").root.tag else None
        inner = root.find(form("dum").root.tag) if self.request is not None else root
        self.root = root
        self.dum = root if inner is None else inner
        self.carried: set[etree._Element] = set()
        self.left_out: dict[etree._Element, str] = {}

    def written(self) -> Written:
        number = _value(self.root, "MessageNumber") or "0"
        segments = list(self._block(message(), self.dum, ""))
        report = [LeftOut(leaf, self.left_out.get(leaf, "no_place")) for leaf in self._missing()]
        return Written(*references(number), segments, report)

    def _missing(self) -> Iterator[etree._Element]:
        """The leaves that no segment carries."""
        for leaf in self.root.iter(etree.Element):
            if len(leaf) == 0 and leaf not in self.carried and not self._said(leaf):
                yield leaf

    def _said(self, leaf: etree._Element) -> bool:
        """Whether the message says it otherwise: in its envelope, or for the request and its declaration at once."""
        name, parent, text = etree.QName(leaf).localname, leaf.getparent(), text_of(leaf)
        if not text or parent not in (self.root, self.dum):
            return not text
        if name == "FormQuantity":
            return text == str(max(1, -(-len(_all(self.dum, "GoodsItem")) // 2)))
        if name == "MessageNumber" and message_number(*references(text)) != text:
            self.left_out[leaf] = "too_long"
            return False
        if name == "FunctionCode":  # a request is for registration; else BGM has said it already
            return self.request is not None and text == "2"
        if name in ENVELOPE:
            return parent is self.root or text == _value(self.root, name)
        other = self.root if parent is self.dum else self.dum
        return name in ("DeclarantReference", "IssueDateTime") and text == _value(other, name)

    def _block(self, block: Block, element: etree._Element, around: str) -> Iterator[Segment]:
        """The segments of one occurrence of a block about an element."""
        count: Counter[str] = Counter()
        cells = self._cells(block, element)
        own = [] if block.trigger is None else list(self._row(block.trigger, element, cells))
        inside: list[Segment] = []
        for part in block.parts:
            name = part.tag if isinstance(part, Row) else part.group
            for target in self._targets(part.context, block.context, element):
                if isinstance(part, Row):
                    own_cells = cells if part.context == block.context else self._cells_of([part], target)
                    made = list(self._row(part, target, own_cells))
                    count[name] += len(made)
                else:
                    made = list(self._block(part, target, block.context))
                    count[name] += bool(made)
                if name != SECTION and count[name] > _repeats()[block.group, name]:
                    self._drop(target, part)
                    continue
                inside += made
        if block.trigger is not None and not own and inside:
            own = [_segment(block.trigger, {})]
            if not _is_whole(own[0]):
                self._drop(element, block, "incomplete")
                return
        yield from [*own, *inside]

    def _drop(self, target: etree._Element, part: Row | Block, reason: str = "too_many") -> None:
        """There is no room for it: a group goes with all that it holds, a segment with its values."""
        whole = isinstance(part, Block) or target.tag not in (self.root.tag, self.dum.tag)
        slots = () if isinstance(part, Block) else part.slots
        named = [leaf for slot in slots if slot.path != "." for leaf in _all(target, slot.path)[:1]]
        for leaf in target.iter(etree.Element) if whole else named:
            if len(leaf) == 0:
                self.carried.discard(leaf)
                self.left_out[leaf] = reason

    def _targets(self, context: str, around: str, element: etree._Element) -> Iterable[etree._Element]:
        if context == REQUEST:
            return [] if self.request is None else [self.request]
        path = context.removeprefix(around).strip("/")
        return _all(element, path) if path else [element]

    def _cells(self, block: Block, element: etree._Element) -> dict[tuple[int, int], dict[tuple[int, int], str]]:
        rows = [each for each in [block.trigger, *block.parts] if isinstance(each, Row)]
        return self._cells_of([each for each in rows if each.context == block.context], element)

    def _cells_of(self, rows: list[Row], element: etree._Element) -> dict[tuple[int, int], dict[tuple[int, int], str]]:
        """What stands in which component, by row and turn: each value spread over all the components that it has."""
        places: dict[str, list[Cell]] = {}
        found: dict[tuple[int, int], dict[tuple[int, int], str]] = {}
        for row in rows:
            for slot in row.slots:
                if slot.how == "function" and self.request is not None:
                    asked = FUNCTIONS_BY_KIND.get(_value(self.request, "Kind") or "", "")
                    found[row.number, 0] = {(slot.element, slot.component): asked}
                elif slot.mode != "other" and slot.path != "number":
                    key = f"{slot.path}~" if slot.mode == "hint" else slot.path
                    places.setdefault(key, []).extend(components_of(row, slot))
        for path, cells in places.items():
            leaves = [element] if path == "." else _all(element, path.rstrip("~"))
            for leaf in leaves[:1]:
                for cell, text in self._spread(leaf, sorted(cells, key=lambda each: each.order), path.endswith("~")):
                    found.setdefault((cell.row, cell.turn), {})[cell.element, cell.component] = text
        return found

    def _spread(self, leaf: etree._Element, cells: list[Cell], hint: bool) -> list[tuple[Cell, str]]:
        value = text_of(leaf)
        how = cells[0].how
        code = (
            FUNCTIONS_BY_KIND.get(_value(self.root, "Kind") or "")
            if how == "function" and self.request is not None
            else None
        )
        text = code or to_edifact(how, value)
        comes_back = travels(value) and (code is not None or from_edifact(how, text) == value)
        if not value or not comes_back or (hint and text == value):
            if value and not hint:
                self.left_out[leaf] = "too_long"
            return []
        parts = spread(text, cells)
        if parts is None or not all(fits(part, cell) for cell, part in parts):
            self.left_out.setdefault(leaf, "too_long")
            return []
        if not hint:
            self.carried.add(leaf)
        return parts

    def _row(
        self, row: Row, element: etree._Element, cells: dict[tuple[int, int], dict[tuple[int, int], str]]
    ) -> Iterator[Segment]:
        if row.tag == SECTION:
            yield _segment(row, {})
        numbered = next((slot for slot in row.slots if slot.path == "number"), None)
        for turn in range(row.times):
            values = cells.get((row.number, turn))
            if values:
                if numbered is not None:
                    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
                    values = values | {(numbered.element, numbered.component): str(before + 1)}
                segment = _segment(row, values)
                if _is_whole(segment):
                    yield segment
                else:
                    self._drop(element, row, "incomplete")


FUNCTIONS_BY_KIND = {kind: code for code, kind in FUNCTIONS.items()}


def components_of(row: Row, slot: Slot) -> Iterator[Cell]:
    """The components that a slot may fill, one segment after the other."""
    components = directory(RELEASE).segments[row.tag].items[slot.element - 1].components
    for turn in range(row.times):
        for part in range(slot.span):
            number = slot.component + part
            shape = components[number - 1].element
            order = (turn, slot.order, part)
            yield Cell(order, row.number, turn, slot.element, number, shape.longest, shape.kind, slot.how)


@lru_cache(maxsize=1)
def _repeats() -> dict[tuple[str, str], int]:
    """How often a segment or a group may stand in its group (`""`: in the message)."""

    def walk(node: Node) -> Iterator[tuple[tuple[str, str], int]]:
        for part in node.parts:
            yield (node.group, part.group or part.tag), part.repeats
            yield from walk(part)

    return dict(walk(directory(RELEASE).messages["CUSDEC"]))


def _segment(row: Row, values: dict[tuple[int, int], str]) -> Segment:
    """A segment with these values; what is fixed stands in the elements that have a value, or a key."""
    filled = {element for element, _ in values}
    texts = dict(values)
    for fixed in row.literals:
        alone = not any(slot.element == fixed.element for slot in row.slots)
        if alone or fixed.element in filled or fixed in row.keys:
            texts.setdefault((fixed.element, fixed.component), fixed.values[0])
    last = max((element for element, _ in texts), default=0)
    elements = []
    for element in range(1, last + 1):
        size = max((component for place, component in texts if place == element), default=0)
        elements.append([texts.get((element, component), "") for component in range(1, size + 1)])
    return row.tag, elements


def _is_whole(segment: Segment) -> bool:
    """Whether a segment has all that it must have."""
    tag, elements = segment
    for number, item in enumerate(directory(RELEASE).segments[tag].items):
        element = elements[number] if number < len(elements) else None
        texts = [element] if isinstance(element, str) else list(element or ())
        if any(texts):
            needed = [place for place, part in enumerate(item.components) if part.mandatory]
            if any(place >= len(texts) or not texts[place] for place in needed):
                return False
        elif item.mandatory:
            return False
    return True


def _all(element: etree._Element, path: str) -> list[etree._Element]:
    namespace = f"{{{etree.QName(element).namespace}}}"
    return element.findall("/".join(namespace + name for name in path.split("/")))


def _value(element: etree._Element, name: str) -> str | None:
    found = _all(element, name)
    return text_of(found[0]) if found else None
