"""Where each box of the DUM stands in CUSDEC: `edifact/mapping.csv`, asked by the parser, the writer and the guide.

A row is one segment of the message; rows of one group make a block: its first segment and what may follow it. What the
marks in a row mean stands at the head of the table.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files
from typing import Literal

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
    """A fixed value of a segment; with `key` it must be one of `values` for the row to be meant."""

    values: tuple[str, ...]
    element: int
    component: int
    key: bool


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
                values = tuple(part.removeprefix("=").split("|"))
                literals.append(Fixed(values, element, component, part.startswith("=")))
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
def values() -> dict[str, dict[str, str]]:
    """The codes that CUSDEC writes otherwise than the DUM XML: by list, from the code of CUSDEC to the DUM's."""
    text = (files("schemas") / "edifact" / "values.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found: dict[str, dict[str, str]] = {}
    for each in csv.DictReader(lines):
        found.setdefault(each["values"], {})[each["edifact"]] = each["dum"]
    return found


def from_edifact(how: str, text: str) -> str:
    """A value as the DUM XML has it; what cannot be understood stays as it is, and the XSD says so."""
    if how == "date" and text.isdigit() and len(text) in (6, 8):
        day = text if len(text) == 8 else f"20{text}"
        return f"{day[:4]}-{day[4:6]}-{day[6:]}"
    if how == "time" and text.isdigit() and len(text) in (12, 14):
        seconds = text[12:] or "00"
        return f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{seconds}"
    if how == "number":
        return text.replace(",", ".")
    return values().get(how, {}).get(text, text)


def to_edifact(how: str, value: str) -> str:
    """A value as CUSDEC has it."""
    if how in ("date", "time"):
        return re.sub("[-:T]", "", value)
    return next((code for code, own in values().get(how, {}).items() if own == value), value)


def same_number(one: str, other: str) -> bool:
    """True where two texts are the same number."""
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other


def message_number(interchange: str, reference: str) -> str:
    """The message number made of 0020 and 0062: unique where they are.

    Where the two are what `references` gives for a number of digits, that number; else both with a stroke between them.
    """
    if interchange.isdecimal() and interchange.isascii() and reference.isascii():
        if reference == "0" and len(interchange) <= 5:
            return interchange
        if reference.isdecimal() and len(reference) == 5:
            return interchange + reference
    return "/".join(_printable(each) for each in (interchange, reference))


def _printable(reference: str) -> str:
    """A reference as the number may have it; of another one its beginning and a digest, so that no two are the same."""
    if re.fullmatch("[!-.0-~]{1,14}", reference):
        return reference
    digest = base64.b32encode(hashlib.sha256(reference.encode()).digest()).decode()[:8]
    return re.sub("[^!-.0-}]", "_", reference[:5]) + "~" + digest


def references(number: str) -> tuple[str, str]:
    """0020 and 0062 for a message number: so that `message_number` gives it back."""
    if "/" in number:
        interchange, _, reference = number.partition("/")
        return interchange, reference
    return (number[:-5], number[-5:]) if len(number) > 5 else (number, "0")
