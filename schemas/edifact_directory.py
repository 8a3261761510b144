"""The EDIFACT directories as data: the messages that are taken, their groups, segments, elements and codes.

The tables are in `schemas/edifact/` (see its README): facts of UN/EDIFACT directories and of ISO 9735, as CSV.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

HOME = Path(__file__).parent / "edifact"
SERVICE_SEGMENTS = ("UNA", "UNB", "UNG", "UNH", "UNT", "UNE", "UNZ")
_FORMAT = re.compile(r"(an|a|n)(\.\.)?(\d+)")
_QUALIFIERS = ("1131", "3055")


@dataclass(frozen=True, slots=True)
class Element:
    """A data element: `kind` is a, n or an; lengths in characters (of n without mark and sign); its `codes`, if any."""

    code: str
    kind: str
    shortest: int
    longest: int
    codes: frozenset[str] | None

    @property
    def format(self) -> str:
        """As the directory writes it: an..35, n6."""
        return f"{self.kind}{self.longest}" if self.fixed else f"{self.kind}..{self.longest}"

    @property
    def fixed(self) -> bool:
        """Whether all values have one length."""
        return self.shortest == self.longest


@dataclass(frozen=True, slots=True)
class Component:
    """An element at its place; `qualified`: 1131 or 3055 right behind it may name another list than the directory's."""

    element: Element
    mandatory: bool
    qualified: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A place in a segment: a composite of several components, or an element that stands alone (`simple`)."""

    code: str
    mandatory: bool
    repeats: int
    components: tuple[Component, ...]
    simple: bool


@dataclass(frozen=True, slots=True, eq=False)
class SegmentTable:
    """A segment: its tag and its items in order."""

    tag: str
    items: tuple[Item, ...]


@dataclass(slots=True, eq=False)
class Node:
    """A row of a message's table: a segment, or a group (`group` is its name, `tag` its trigger's) with its parts."""

    tag: str
    mandatory: bool
    repeats: int
    group: str = ""
    parts: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """One directory: its messages as trees (the root has no tag), its segments."""

    name: str
    messages: dict[str, Node]
    segments: dict[str, SegmentTable]


def directory_of(kind: str, version: str, release: str, agency: str) -> Directory | None:
    """The directory of a message type (S009: 0065, 0052, 0054, 0051), None where it is not taken."""
    name = taken().get((kind, version, release, agency))
    return directory(name) if name else None


@lru_cache(maxsize=1)
def taken() -> dict[tuple[str, str, str, str], str]:
    """The message types that are taken, with the folder of their directory."""
    return {
        (row["type"], row["version"], row["release"], row["agency"]): row["directory"]
        for row in _rows(HOME / "directories.csv")
    }


@lru_cache
def directory(name: str, home: Path = HOME) -> Directory:
    """A directory by the name of its folder. Raises FileNotFoundError, KeyError or ValueError for unsound tables."""
    folder = home / name
    codes = {row["element"]: frozenset(row["codes"].split()) for row in _rows(folder / "codes.csv")}
    elements = {}
    for row in _rows(folder / "elements.csv"):
        format_ = _FORMAT.fullmatch(row["format"])
        if format_ is None:
            raise ValueError(f"{name}: format {row['format']!r} of element {row['element']}")
        kind, up_to, longest = format_.group(1), format_.group(2), int(format_.group(3))
        shortest = 1 if up_to else longest
        elements[row["element"]] = Element(row["element"], kind, shortest, longest, codes.get(row["element"]))
    composites: dict[str, list[tuple[str, bool]]] = {}
    for row in _rows(folder / "composites.csv"):
        composites.setdefault(row["composite"], []).append((row["element"], row["status"] == "M"))
    segments: dict[str, list[Item]] = {}
    for row in _rows(folder / "segments.csv"):
        code, mandatory = row["item"], row["status"] == "M"
        simple = code in elements
        members = [(code, True)] if simple else composites[code]
        components = tuple(
            Component(elements[element], needed, index + 1 < len(members) and members[index + 1][0] in _QUALIFIERS)
            for index, (element, needed) in enumerate(members)
        )
        segments.setdefault(row["segment"], []).append(Item(code, mandatory, int(row["repeats"]), components, simple))
    return Directory(name, _messages(folder), {tag: SegmentTable(tag, tuple(items)) for tag, items in segments.items()})


def _messages(folder: Path) -> dict[str, Node]:
    """The rows of messages.csv as trees: a group's rows follow it, one level deeper."""
    messages: dict[str, Node] = {}
    open_groups: list[Node] = []
    for row in _rows(folder / "messages.csv"):
        if row["message"] not in messages:
            messages[row["message"]] = Node("", True, 1)
            open_groups = [messages[row["message"]]]
        del open_groups[int(row["level"]) + 1 :]
        node = Node(row["tag"], row["status"] == "M", int(row["repeats"]))
        parent = open_groups[-1]
        parent.parts.append(node)
        if parent.group and not parent.tag:
            parent.tag = node.tag
        if node.tag.startswith("SG"):
            node.group, node.tag = node.tag, ""
            open_groups.append(node)
    return messages


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
