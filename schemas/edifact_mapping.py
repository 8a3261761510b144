"""Where each box of the DUM stands in CUSDEC: `edifact/mapping.csv`, asked by the parser, the writer and the guide.

A row is one segment of the message; rows of one group make a block: its first segment and what may follow it. What the
marks in a row mean stands at the head of the table.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from schemas.edifact_values import values

REQUEST = "Request"
"""The context of what only a request to amend, replace or cancel has."""

FUNCTIONS = {"4": "AMEND", "5": "REPLACE", "1": "CANCEL"}
"""Codes of 1225 that ask for a change of a declaration, and the kind of the request."""

ASSOCIATION = "MADUM1"
"""The association assigned code (0057) of this profile."""

FLOATING = "CST"
"""The segment that has one composite several times: each is known by its qualifier, wherever it stands."""

Mode = Literal["plain", "other", "hint"]
_SLOT = re.compile(r"\{([<~]?)([A-Za-z0-9/.]+)(?:#(\d+))?(?:\*(\d+))?(?:%(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of the DUM in a segment: its path under the row's context, and where it stands.

    `element` and `component` count from 1 (the element behind the tag is 1); it spans `span` components. `order` is its
    place among the slots that share one long value. `mode`: plain; `other` is read where the plain one is empty, and
    never written; `hint` is read so too, and written. `how` names the way in which the value is put.
    """

    path: str
    element: int
    component: int
    span: int
    order: int
    mode: Mode
    how: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A fixed value of a segment: `values` are all that are read, the first is written. With `key` it must be one of
    them for the row to be meant; with `binding` the value beside it is read by it, and no other may stand there."""

    values: tuple[str, ...]
    element: int
    component: int
    key: bool
    binding: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One segment: its tag, slots, fixed values, the element that it is about, how often it may follow itself."""

    number: int
    groups: tuple[str, ...]
    context: str
    times: int
    tag: str
    template: str
    slots: tuple[Slot, ...]
    literals: tuple[Fixed, ...]

    @property
    def keys(self) -> tuple[Fixed, ...]:
        """What tells this row from others of its tag. In CST a key tells its composite from the others, not the row."""
        return () if self.tag == FLOATING else tuple(each for each in self.literals if each.key)


@dataclass(slots=True)
class Block:
    """A group (or the message itself): the row of its first segment, then other rows and the groups in it, in order."""

    group: str
    context: str
    trigger: Row | None
    parts: list[Row | Block] = field(default_factory=list)


@lru_cache
def rows() -> tuple[Row, ...]:
    """The rows of the table, in the order of the message."""
    text = (files("schemas") / "edifact" / "mapping.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(_row(number, each) for number, each in enumerate(csv.DictReader(lines), start=1))


@lru_cache
def message() -> Block:
    """The rows as the tree that the message is. A row with the tag of its group's first row begins a new block."""
    root = Block("", "", None)
    path: list[Block] = [root]
    for row in rows():
        depth = len(row.groups)
        opens = depth and (len(path) <= depth or path[depth].group != row.groups[-1] or _opens(path[depth], row))
        if opens:
            block = Block(row.groups[-1], row.context, row)
            del path[depth:]
            path[-1].parts.append(block)
            path.append(block)
        else:
            del path[depth + 1 :]
            path[depth].parts.append(row)
    return root


def _opens(block: Block, row: Row) -> bool:
    return block.trigger is not None and block.trigger.tag == row.tag


def _row(number: int, record: dict[str, str]) -> Row:
    tag, *elements = record["segment"].split("+")
    slots: list[Slot] = []
    literals: list[Fixed] = []
    for element, text in enumerate(elements, start=1):
        for component, part in _components(text):
            found = _SLOT.fullmatch(part)
            if found:
                mark, path, order, span, how = found.groups()
                mode: Mode = "other" if mark == "<" else "hint" if mark == "~" else "plain"
                place = int(order) if order else len(slots) + 1
                slots.append(Slot(path, element, component, int(span or 1), place, mode, how or ""))
            elif part:
                values = tuple(part.lstrip("=!").split("|"))
                literals.append(Fixed(values, element, component, part.startswith("="), part.startswith("!")))
    groups = tuple(each for each in record["group"].split(">") if each)
    times = int(record["times"])
    return Row(number, groups, record["context"], times, tag, record["segment"], tuple(slots), tuple(literals))


def _components(text: str) -> Iterator[tuple[int, str]]:
    """The components with their numbers: a slot over five of them counts for five."""
    number = 1
    for part in text.split(":"):
        yield number, part
        found = _SLOT.fullmatch(part)
        number += int(found[4] or 1) if found else 1


@lru_cache
def codes_at(tag: str, element: int, component: int) -> tuple[str, ...]:
    """The codes that this profile takes at a place of the message (0098, the tag is 1; 0104), over all its boxes."""
    found: dict[str, None] = {}
    for row in rows():
        if row.tag == tag:
            for fixed in row.literals:
                if (fixed.element + 1, fixed.component) == (element, component):
                    found |= dict.fromkeys(fixed.values)
            for slot in row.slots:
                if (slot.element + 1, slot.component) == (element, component):
                    found |= dict.fromkeys(values().get(slot.how, ()))
                    found |= dict.fromkeys(FUNCTIONS if slot.how == "function" else ())
    return tuple(found)


@lru_cache
def places() -> dict[str, tuple[Row, Slot]]:
    """Where the element of the DUM at a path (`GoodsItem/NetMass`) is written: its first segment, the place in it."""
    found: dict[str, tuple[Row, Slot]] = {}
    for row in rows():
        for slot in sorted(row.slots, key=lambda each: each.order):
            if slot.mode == "plain":
                found.setdefault(path_of(row, slot), (row, slot))
    return found


def path_of(row: Row, slot: Slot) -> str:
    """The path of a value from the root of its form."""
    return "/".join(part for part in (row.context, slot.path if slot.path != "." else "") if part)


def segment_for(path: str) -> str | None:
    """The segment that holds the element of the DUM at a path, `…` standing for the value: `MEA+WT+AAL+KGM:…`. Of a
    group of elements, its first segment."""
    if path not in places():
        first = next((row for row in rows() if path and row.context == path), None)
        if first is None:
            return None
        keys = {each.element: each.values[0] for each in first.keys}
        return "+".join([first.tag, *(keys.get(number, "") for number in range(1, 1 + max(keys, default=0))), "…"])
    row, slot = places()[path]
    texts = {(each.element, each.component): each.values[0] for each in row.literals}
    texts[slot.element, slot.component] = "…"
    elements = [row.tag]
    for element in range(1, slot.element + 1):
        last = max((component for place, component in texts if place == element), default=0)
        elements.append(":".join(texts.get((element, component), "") for component in range(1, last + 1)))
    return "+".join(elements)
