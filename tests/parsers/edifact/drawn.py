"""Lawful messages drawn from the tables: what a directory permits, in the order it says, with values of all kinds."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from parsers.edifact.charsets import charset
from parsers.edifact.segment import Group, Segment, ServiceCharacters
from schemas.edifact_directory import Component, Directory, Item, Node, SegmentTable, directory, directory_of

Elements = list[list[str]]
DEFAULT = ServiceCharacters()
ODD = ServiceCharacters("|", "*", ",", "!", "", "~")
KINDS = (("CUSDEC", "D", "96B", "UN"), ("CUSRES", "D", "96B", "UN"), ("CONTRL", "D", "3", "UN"))
UNICODE = string.ascii_letters + string.digits + " '+:?*~|!éçÉعَلي中𐐷€.,-"


@dataclass
class Drawn:
    """A message: its segments as (tag, elements), and its tree as nested lists of tags and (group, parts)."""

    segments: list[tuple[str, Elements]]
    tree: list[object]


class Drawer:
    """Draws by a seed, so that the same seed gives the same message."""

    def __init__(self, seed: int, syntax: str = "UNOC", size: float = 0.35) -> None:
        self.random = Random(seed)
        found = charset(syntax)
        assert found is not None
        self.alphabet = "".join(sorted(found.characters)) if found.characters else UNICODE
        self.size = size

    def message(
        self, kind: tuple[str, str, str, str] = KINDS[0], reference: str = "M1", service: str = "syntax3"
    ) -> Drawn:
        """A message of a kind, from UNH to UNT."""
        tables = directory_of(*kind)
        assert tables is not None
        segments = directory(service).segments | tables.segments
        drawn = Drawn([], [])
        sections = ["D", "S"]
        self._parts(tables.messages[kind[0]], drawn.tree, drawn.segments, segments, 0)
        for _tag, elements in drawn.segments:
            if _tag == "UNS":
                elements[0] = [sections.pop(0)]
        drawn.segments[0] = ("UNH", [[reference], [*kind]])
        drawn.segments[-1] = ("UNT", [[str(len(drawn.segments))], [reference]])
        return drawn

    def _parts(
        self,
        node: Node,
        tree: list[object],
        out: list[tuple[str, Elements]],
        tables: dict[str, SegmentTable],
        depth: int,
    ) -> None:
        for part in node.parts:
            for _ in range(self._times(part, depth, part is node.parts[0])):
                if part.parts:
                    inside: list[object] = []
                    tree.append((part.group, inside))
                    self._parts(part, inside, out, tables, depth + 1)
                else:
                    tree.append(part.tag)
                    out.append((part.tag, self.elements(tables[part.tag])))

    def _times(self, part: Node, depth: int, trigger: bool) -> int:
        if (part.mandatory and part.repeats == 1) or (trigger and depth):
            return 1
        if self.random.random() > self.size / (1 + 0.4 * depth):
            return int(part.mandatory)
        most = part.repeats if part.repeats <= 10 and not depth else min(part.repeats, 3)
        return self.random.randint(1, most)

    def elements(self, table: SegmentTable) -> Elements:
        """The elements of a segment, trailing empty ones left out."""
        elements = [self._item(item) for item in table.items]
        while elements and elements[-1] == [""]:
            elements.pop()
        return elements

    def _item(self, item: Item) -> list[str]:
        if not item.mandatory and self.random.random() < 0.4:
            return [""]
        values = [
            self.value(component) if component.mandatory or self.random.random() < 0.5 else ""
            for component in item.components
        ]
        if not any(values) and item.mandatory:
            values[0] = self.value(item.components[0])
        while len(values) > 1 and not values[-1]:
            values.pop()
        return values

    def value(self, component: Component) -> str:
        """A lawful value: a code of the list, digits, or characters of the repertoire."""
        element = component.element
        if element.codes is not None:
            fitting = (
                code for code in element.codes if len(code) <= element.longest and set(code) <= set(self.alphabet)
            )
            return self.random.choice(sorted(fitting))
        length = self.random.choice(
            (element.shortest, element.longest, self.random.randint(element.shortest, element.longest))
        )
        if element.kind == "n":
            return self._number(length, element.shortest == element.longest)
        letters = "ABCXYZ" if element.kind == "a" else self.alphabet
        return "".join(self.random.choice(letters) for _ in range(length))

    def _number(self, length: int, fixed: bool) -> str:
        digits = "".join(self.random.choice("0123456789") for _ in range(length))
        if fixed:
            return digits
        if length > 1 and self.random.random() < 0.4:
            at = self.random.randint(1, length - 1)
            digits = digits[:at] + self.random.choice(".,") + digits[at:]
        return "-" * (self.random.random() < 0.1) + digits


def line(tag: str, elements: Sequence[Sequence[str]], characters: ServiceCharacters = DEFAULT) -> str:
    """A segment as it is sent, with its terminator."""
    service = (
        characters.component + characters.element + characters.repetition + characters.release + characters.terminator
    )
    joined = [
        characters.component.join(
            "".join(characters.release + sign if sign in service else sign for sign in value) for value in element
        )
        for element in elements
    ]
    return characters.element.join([tag, *joined]) + characters.terminator


def interchange(
    messages: Sequence[Sequence[tuple[str, Elements]]],
    syntax: str = "UNOC",
    version: str = "3",
    characters: ServiceCharacters = DEFAULT,
    una: bool = False,
    between: str = "",
) -> bytes:
    """An interchange of messages, each a list of (tag, elements), sound in its envelope."""
    found = charset(syntax)
    assert found is not None
    date = "261101" if version < "4" else "20261101"
    if version == "4" and not una:
        characters = ServiceCharacters(repetition="*")
    head = [[syntax, version], ["SENDER", "ZZ"], ["DUMGATE", "ZZ"], [date, "1200"], ["IC1"]]
    lines = [
        ("UNB", head),
        *(each for message in messages for each in message),
        ("UNZ", [[str(len(messages))], ["IC1"]]),
    ]
    text = between.join(line(tag, elements, characters) for tag, elements in lines)
    if una:
        c = characters
        text = f"UNA{c.component}{c.element}{c.decimal}{c.release}{c.repetition or ' '}{c.terminator}{between}{text}"
    return text.encode(found.codec)


def shape(tree: Group) -> list[object]:
    """A tree that was read, as the nested lists of a drawn one."""
    return [part.tag if isinstance(part, Segment) else (part.name, shape(part)) for part in tree.parts]


def tables_of(kind: tuple[str, str, str, str]) -> Directory:
    """The directory of a message type."""
    found = directory_of(*kind)
    assert found is not None
    return found
