"""The walk of a tree against the XSD: every missing, repeated, misplaced, unknown, empty element and wrong value.

libxml2 decides whether a document is valid, and hides what stands behind the first fault of an element; this walk lists
them all. Each child is compared with the XSD's own sequence, and each leaf with its type, whatever is wrong beside it.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Literal

from lxml import etree

from schemas import words
from schemas.declaration import collapsed, text_of
from schemas.form import Field

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
HARMLESS_ATTRIBUTES = {f"{XSI}schemaLocation", f"{XSI}noNamespaceSchemaLocation"}

LONGEST_SLIP = 64
"""Characters: a name that is longer is no slip of one of ours, and is shown cut."""

Point = Literal["start", "value", "end"]


@dataclasses.dataclass(frozen=True, slots=True)
class StructureFault:
    """A fault of form: its code, the element and the end of it that is pointed at, and the field it concerns.

    `unsound` is the element that must not be judged further, None where something is missing.
    """

    code: str
    at: etree._Element
    point: Point
    field: Field
    unsound: etree._Element | None = None
    value: str | None = None
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)


def walk(element: etree._Element, definition: Field) -> Iterator[StructureFault]:
    """All faults of form of `element` and what it holds, in the order of the document, parents first."""
    yield from _attributes(element, definition)
    if definition.kind != "group":
        yield from _leaf(element, definition)
        return
    children = [child for child in element if isinstance(child.tag, str)]
    loose = _loose_text(element)
    if loose:
        yield StructureFault("XSD07", element, "value", definition, value=loose)
    if not children and not loose and any(child.minimum for child in definition.children):
        yield StructureFault("XSD05", element, "start", definition, unsound=element)
        return
    yield from _sequence(element, children, definition)
    known = definition.by_tag
    count: Counter[str] = Counter()
    for child in children:
        if child.tag in known:
            count[child.tag] += 1
            most = known[child.tag].maximum
            if most is None or count[child.tag] <= most:  # what is too many is unsound whatever it holds
                yield from walk(child, known[child.tag])


def _attributes(element: etree._Element, definition: Field) -> Iterator[StructureFault]:
    for name in element.attrib:
        if name not in HARMLESS_ATTRIBUTES:
            shown = etree.QName(name).localname
            yield StructureFault("XSD08", element, "start", definition, unsound=element, facts={"attribute": shown})


def _leaf(element: etree._Element, definition: Field) -> Iterator[StructureFault]:
    inside = next((child for child in element if isinstance(child.tag, str)), None)
    if inside is not None:
        yield StructureFault("XSD03", inside, "start", definition, unsound=element)
        return
    text = text_of(element)
    if not text:
        yield StructureFault("XSD05", element, "start", definition, unsound=element)
    elif not definition.accepts(text):
        yield StructureFault("XSD06", element, "value", definition, unsound=element, value=text)


def _sequence(
    parent: etree._Element, children: Sequence[etree._Element], definition: Field
) -> Iterator[StructureFault]:
    """Compare the children with the XSD's sequence: what is unknown, repeated or out of order, then what is missing."""
    order = definition.rank
    known = [child for child in children if child.tag in order]
    ranks = [order[child.tag] for child in known]
    in_order = _longest_rising(ranks)
    settled = [(ranks[place], known[place]) for place in in_order]
    in_place = {element for _, element in settled}
    count: Counter[str] = Counter()
    for child in children:
        if child.tag not in order:
            yield StructureFault("XSD03", child, "start", definition)
            continue
        child_definition = definition.children[order[child.tag]]
        count[child.tag] += 1
        if child_definition.maximum is not None and count[child.tag] > child_definition.maximum:
            limit = child_definition.maximum
            yield StructureFault("XSD02", child, "start", child_definition, unsound=child, facts={"limit": limit})
        elif child not in in_place:
            rank = order[child.tag]
            previous = definition.children[rank - 1].name if rank else ""
            yield StructureFault("XSD04", child, "start", child_definition, unsound=child, facts={"previous": previous})
    for child_definition in definition.children:
        if count[child_definition.tag] < child_definition.minimum:
            at, point = next_sibling(settled, order[child_definition.tag], parent)
            yield StructureFault("XSD01", at, point, child_definition)


def next_sibling(
    settled: Sequence[tuple[int, etree._Element]], rank: int, parent: etree._Element
) -> tuple[etree._Element, Point]:
    """Where a missing child would stand: the `<` of the next sibling, else that of the parent's end tag."""
    for other, element in settled:
        if other > rank:
            return element, "start"
    return parent, "end"


def place_of_missing(parent: etree._Element, definition: Field, missing: Field) -> tuple[etree._Element, Point]:
    """Where the absent child `missing` would stand in `parent`."""
    order = definition.rank
    settled = [(order[child.tag], child) for child in parent if child.tag in order]
    return next_sibling(settled, order[missing.tag], parent)


def explained(fault: StructureFault) -> StructureFault:
    """A fault as it is told: where a misplaced element goes, and an unknown one that is close to a known one as a slip.

    Asked only of the faults that are given out: the comparison takes a hundred times as long as the walk.
    """
    if fault.code == "XSD04":
        previous = fault.facts["previous"]
        order = words.phrase("order.after", previous=previous) if previous else words.phrase("order.first")
        return dataclasses.replace(fault, facts={"order": order})
    if fault.code != "XSD03":
        return fault
    name, definition = etree.QName(fault.at), fault.field
    ours = name.namespace == etree.QName(definition.tag).namespace
    local = name.localname[: LONGEST_SLIP + 1]
    shown = local if ours else f"{{{name.namespace or ''}}}{local}"
    similar = _similar(local, definition) if len(local) <= LONGEST_SLIP else None
    meant = similar or definition
    hint = words.phrase("hint.similar", element=meant.name) if similar else words.phrase("hint.none")
    facts = {"element": shown, "hint": hint}
    return dataclasses.replace(fault, field=meant, facts=facts)


def _similar(name: str, definition: Field) -> Field | None:
    by_name = {each.name: each for each in definition.children}
    found = get_close_matches(name, by_name, n=1)
    return by_name[found[0]] if found else None


def _loose_text(element: etree._Element) -> str:
    """The text between children, white space collapsed: XML's own, since a no-break space is text to libxml2."""
    return collapsed(" ".join(part for part in (element.text, *(child.tail for child in element)) if part))


def _longest_rising(ranks: Sequence[int]) -> list[int]:
    """The places of a longest non-falling run of ranks: the children that stand in the order of the XSD."""
    tails: list[int] = []
    tail_ranks: list[int] = []
    previous: list[int] = []
    for place, rank in enumerate(ranks):
        # bisect on rank + 1: equal ranks may follow each other, since a child may be repeated
        slot = bisect_left(tail_ranks, rank + 1)
        previous.append(tails[slot - 1] if slot else -1)
        if slot == len(tails):
            tails.append(place)
            tail_ranks.append(rank)
        else:
            tails[slot], tail_ranks[slot] = place, rank
    run: list[int] = []
    place = tails[-1] if tails else -1
    while place >= 0:
        run.append(place)
        place = previous[place]
    return run[::-1]
