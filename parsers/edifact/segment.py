"""A segment as sent, its elements read when they are asked for, and the groups that segments form."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import AnyStr

from parsers.edifact.charsets import Charset


@dataclass(frozen=True)
class ServiceCharacters:
    """The six service characters; release and repetition are empty where there is none."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    repetition: str = ""
    terminator: str = "'"


@dataclass(frozen=True)
class Script:
    """How the bytes of one interchange are read: its service characters and its repertoire."""

    characters: ServiceCharacters
    charset: Charset

    @cached_property
    def signs(self) -> tuple[str, str, str, str, str]:
        """What splits a segment: codec, separators of elements and components, release, repetition."""
        characters = self.characters
        separators = characters.element, characters.component
        return self.charset.codec, *separators, characters.release, characters.repetition

    def plain(self, text: str) -> str:
        """A component without its release characters."""
        release = self.characters.release
        if not release or release not in text:
            return text
        first, *others = text.split(release)
        plain = [first]
        rest = iter(others)
        for piece in rest:
            # Nothing between two release characters: the first releases the second.
            plain += [piece] if piece else [release, next(rest, "")]
        return "".join(plain)


class Segment:
    """One segment.

    `raw` is as sent, without terminator and without blanks before it; `offset` the byte where it begins in the whole
    input; `number` its place in the message (0096, UNH = 1), 0 outside messages.
    """

    __slots__ = ("_elements", "_repeated", "number", "offset", "raw", "script", "tag")

    def __init__(self, tag: str, raw: bytes, offset: int, number: int, script: Script) -> None:
        self.tag = tag
        self.raw = raw
        self.offset = offset
        self.number = number
        self.script = script
        self._elements: list[list[str]] | None = None
        self._repeated: dict[int, list[list[str]]] | None = None

    @property
    def elements(self) -> list[list[str]]:
        """The elements after the tag, each a list of components, released and decoded. Of a repeated one, the first.
        They are kept, but for empty ones behind the last value, of which a message may have millions."""
        found = self._elements
        if found is None:
            found = self._elements = self.split()
            while found and not any(found[-1]):
                del found[-1]
        return found

    @property
    def repeated(self) -> dict[int, list[list[str]]] | None:
        """The further occurrences of repeated elements (syntax 4), by index in `elements`."""
        self.elements  # noqa: B018
        return self._repeated

    def split(self) -> list[list[str]]:
        """The elements, made anew."""
        codec, plus, colon, release, repetition = self.script.signs
        text = self.raw.decode(codec, "replace")
        parts = text.split(plus)
        if release not in text and (not repetition or repetition not in text):
            del parts[0]
            return [part.split(colon) for part in parts]
        if release and release + plus in text:
            parts = split_released(text, plus, release)
        elements: list[list[str]] = []
        repeated: dict[int, list[list[str]]] = {}
        for index, part in enumerate(parts[1:]):
            if repetition and repetition in part:
                part, *further = split_released(part, repetition, release)
                if further:
                    repeated[index] = [self._components(occurrence) for occurrence in further]
            elements.append(self._components(part) if release in part else part.split(colon))
        self._repeated = repeated or None
        return elements

    def _components(self, part: str) -> list[str]:
        """The components of one occurrence of an element, released."""
        characters = self.script.characters
        plain = self.script.plain
        return [plain(piece) for piece in split_released(part, characters.component, characters.release)]

    def value(self, element: int, component: int = 1) -> str:
        """A component by its place (0098, 0104), empty where it is not there."""
        elements = self.elements
        if element - 2 >= len(elements):
            return ""
        components = elements[element - 2]
        return components[component - 1] if component <= len(components) else ""

    def place_of(self, element: int, component: int = 1, occurrence: int = 1) -> int:
        """The byte offset of the first character of a component; of one that is not there, where it would be added."""
        characters = self.script.characters
        at, raw = self.offset, self.raw
        levels = [(characters.element, element), (characters.repetition, occurrence), (characters.component, component)]
        for separator, number in levels:
            if not separator:
                continue
            pieces = split_released(raw, separator.encode(), characters.release.encode())
            if number > len(pieces):
                return at + len(raw)
            at += sum(len(piece) + 1 for piece in pieces[: number - 1])
            raw = pieces[number - 1]
        return at

    def __repr__(self) -> str:
        return f"Segment({self.number}, {self.raw!r})"


@dataclass(slots=True)
class Group:
    """A group of segments; the message itself has the empty name. The first part of a group is its trigger."""

    name: str
    parts: list[Segment | Group] = field(default_factory=list)


def split_released(text: AnyStr, separator: AnyStr, release: AnyStr) -> list[AnyStr]:
    """Split at each separator that is not released; release characters stay."""
    pieces = text.split(separator)
    if not release or release + separator not in text:
        return pieces
    joined: list[AnyStr] = []
    held: list[AnyStr] = []
    for piece in pieces:
        held.append(piece)
        if piece.endswith(release) and (len(piece) - len(piece.rstrip(release))) % 2:
            continue
        joined.append(separator.join(held))
        held = []
    if held:
        joined.append(separator.join(held))
    return joined
