"""A segment's elements against its table: each fault at its element, component and occurrence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.edifact.segment import Script, Segment, split_released
from parsers.edifact.segment_faults import Fault, Level
from schemas.edifact_directory import Component, Element, Item, SegmentTable

KEPT_OF_A_VALUE = 100
"""Characters of a faulty value that a fault keeps."""


class Checker:
    """Checks segments of one interchange, with its service characters and repertoire.

    `trailing` says whether separators with nothing behind them are a fault (syntax 4).
    """

    def __init__(self, script: Script, trailing: bool) -> None:
        self._script, self._trailing = script, trailing
        marks = re.escape("".join({".", ",", script.characters.decimal} - {" "}))
        self._number = re.compile(f"-?([0-9]*)(?:[{marks}]([0-9]*))?")
        self._strange = script.charset.strange

    def faults(self, segment: Segment, table: SegmentTable, level: Level) -> Iterator[Fault]:
        """All faults of the elements. `level` is UCD within a message, UCM for UNH and UNT, else UCF or UCI."""
        characters = self._script.characters
        text = self._script.charset.decode(segment.raw)
        parts = split_released(text, characters.element, characters.release)[1:]
        found = _Found(segment, level)
        filled = _filled(parts)
        if self._trailing and filled < len(parts):
            yield found.fault(45, filled + 2)
        if filled > len(table.items):
            yield found.fault(16, len(table.items) + 2, limit=len(table.items), found=filled)
        for index, item in enumerate(table.items):
            part = parts[index] if index < filled else ""
            yield from self._item(found, item, index + 2, part)

    def _item(self, found: _Found, item: Item, element: int, part: str) -> Iterator[Fault]:
        """One element or composite, with its repetitions."""
        characters = self._script.characters
        occurrences = [part]
        if characters.repetition:
            occurrences = split_released(part, characters.repetition, characters.release)
        for number, occurrence in enumerate(occurrences, 1):
            place = number if len(occurrences) > 1 else None
            if number > item.repeats:
                yield found.fault(
                    35, element, occurrence=number, item=item.code, limit=item.repeats, found=len(occurrences)
                )
                return
            pieces = split_released(occurrence, characters.component, characters.release)
            values = [self._script.plain(piece) for piece in pieces]
            filled = _filled(values)
            if not filled:
                if item.mandatory and number == 1:
                    yield found.fault(13, element, item=item.code)
                if not self._trailing or len(values) == 1:
                    continue
            if self._trailing and filled < len(values):
                yield found.fault(45, element, None if item.simple else filled + 1, place, item=item.code)
            if not filled:
                continue
            if filled > len(item.components):
                limit = len(item.components)
                yield found.fault(16, element, limit + 1, place, item=item.code, limit=limit, found=filled)
            for index, component in enumerate(item.components):
                value = values[index] if index < filled else ""
                coordinates = (element, None if item.simple else index + 1, place)
                if not value:
                    if component.mandatory:
                        yield found.fault(13, *coordinates, item=component.element.code)
                    continue
                named = component.qualified and any(values[index + 1 : index + 3])
                yield from self._value(found, component, value, coordinates, named)

    def _value(
        self,
        found: _Found,
        component: Component,
        value: str,
        coordinates: tuple[int, int | None, int | None],
        named: bool,
    ) -> Iterator[Fault]:
        """One value: its characters, then its class, its length, its list: the first of these three that is wrong."""
        element = component.element
        strange = self._strange.search(value)
        if strange:
            character = f"U+{ord(strange.group()):04X}"
            yield found.at_byte(self._strange, 21, *coordinates, value, item=element.code, found=character)
        code, length = self._form(element, value)
        if code:
            yield found.fault(code, *coordinates, value, item=element.code, expected=element.format)
        elif length > element.longest:
            yield found.fault(39, *coordinates, value, item=element.code, limit=element.longest, found=length)
        elif length < element.shortest:
            yield found.fault(40, *coordinates, value, item=element.code, limit=element.shortest, found=length)
        elif element.codes is not None and not named and value not in element.codes:
            yield found.fault(12, *coordinates, value, item=element.code, expected=" ".join(sorted(element.codes)[:20]))

    def _form(self, element: Element, value: str) -> tuple[int, int]:
        """The fault of a value's class (0: none), and its length: of numbers without mark and sign."""
        if element.kind == "an":
            return 0, len(value)
        if element.kind == "a":
            return (37 if any(character.isdecimal() for character in value) else 0), len(value)
        number = self._number.fullmatch(value)
        if number is None:
            several_marks = re.fullmatch(r"-?[0-9.,]*", value) is not None
            return (19 if several_marks else 37), len(value)
        whole, fraction = number.groups()
        if fraction is None:
            return (0 if whole else 37), len(whole)
        if not whole:
            return (38 if fraction else 19), len(fraction)
        return (0 if fraction else 19), len(whole) + len(fraction)


class _Found:
    """Makes the faults of one segment, with their byte offsets."""

    def __init__(self, segment: Segment, level: Level) -> None:
        self._segment, self._level = segment, level

    def at_byte(
        self,
        wanted: re.Pattern[str],
        code: int,
        element: int,
        component: int | None,
        occurrence: int | None,
        value: str,
        **facts: object,
    ) -> Fault:
        """A fault of one character of a value, at its own byte."""
        fault = self.fault(code, element, component, occurrence, value, **facts)
        text = self._segment.script.charset.decode(self._segment.raw[fault.offset - self._segment.offset :])
        met = wanted.search(text)
        before = text[: met.start()] if met else ""
        return replace(fault, offset=fault.offset + len(before.encode(self._segment.script.charset.codec, "replace")))

    def fault(
        self,
        code: int,
        element: int,
        component: int | None = None,
        occurrence: int | None = None,
        value: str | None = None,
        **facts: object,
    ) -> Fault:
        segment = self._segment
        return Fault(
            self._level,
            code,
            segment.place_of(element, component or 1, occurrence or 1),
            segment.number or None,
            segment.tag,
            element,
            component,
            occurrence,
            value[:KEPT_OF_A_VALUE] if value is not None else None,
            facts,
        )


def _filled(values: Sequence[str]) -> int:
    """How many values there are up to the last that is not empty."""
    count = len(values)
    while count and not values[count - 1]:
        count -= 1
    return count
