"""Where each segment may stand, worked out once for a message: from each place, the places a next tag may be at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from schemas.edifact_directory import Node

SECTION = "UNS"
"""ISO 9735: the first UNS of a message says D and separates header and detail, the second S, detail and summary. Their
keys are `UNS+D` and `UNS+S`; the key of each other segment is its tag."""


@dataclass(frozen=True, slots=True)
class Move:
    """One way on: leave `leave` groups, perhaps begin the next occurrence of the innermost one left open (`again`) or
    enter a group (`enter`), and stand at `place`. `skipped` are the keys of the
    mandatory rows that are passed over, and the rows.
    """

    place: Place
    leave: int = 0
    again: bool = False
    enter: Node | None = None
    stay: bool = False
    skipped: tuple[tuple[str, Node], ...] = ()


@dataclass(slots=True, eq=False)
class Place:
    """A segment's row of the table, with the moves from it by key, in the order in which they are tried.

    `needed` are the keys of the mandatory rows between here and the end of the message.
    """

    tag: str
    repeats: int
    moves: dict[str, tuple[Move, ...]] = field(default_factory=dict)
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A message's places: where it begins, and all tags that it knows."""

    first: Place
    tags: frozenset[str]


@lru_cache(maxsize=64)
def plan_of(message: Node) -> Plan:
    """The places of a message, worked out at the first time."""
    places: dict[Node, Place] = {}
    keys: dict[Node, str] = {}
    sections = ["D", "S"]
    for node in _segments(message):
        keys[node] = f"{SECTION}+{sections.pop(0)}" if node.tag == SECTION and sections else node.tag
        places[node] = Place(node.tag, node.repeats)
    for path in _paths(message, ()):
        _connect(path, places, keys)
    return Plan(places[next(_segments(message))], frozenset(place.tag for place in places.values()))


def _segments(node: Node) -> Iterator[Node]:
    for part in node.parts:
        if part.parts:
            yield from _segments(part)
        else:
            yield part


def _paths(node: Node, above: tuple[tuple[Node, int], ...]) -> Iterator[tuple[tuple[Node, int], ...]]:
    """Each segment row as the way down to it: pairs of a group and the index of the part taken in it."""
    for index, part in enumerate(node.parts):
        path = (*above, (node, index))
        if part.parts:
            yield from _paths(part, path)
        else:
            yield path


def _connect(path: tuple[tuple[Node, int], ...], places: dict[Node, Place], keys: dict[Node, str]) -> None:
    """Work out the moves from one segment row: itself again, then what follows, level by level from the inside."""
    group, index = path[-1]
    here = group.parts[index]
    moves: dict[str, list[Move]] = {keys[here]: [Move(places[here], stay=True)]}
    skipped: list[tuple[str, Node]] = []
    for leave, (group, index) in enumerate(reversed(path)):
        for part in group.parts[index + 1 :]:
            target = next(_segments(part)) if part.parts else part
            enter = part if part.parts else None
            moves.setdefault(keys[target], []).append(Move(places[target], leave, False, enter, False, tuple(skipped)))
            if part.mandatory:
                skipped.append((keys[target], part))
        if group.group:
            trigger = group.parts[0]
            moves.setdefault(keys[trigger], []).append(Move(places[trigger], leave, True, None, False, tuple(skipped)))
    place = places[here]
    place.moves = {tag: tuple(ways) for tag, ways in moves.items()}
    place.needed = tuple(key for key, _ in skipped)
