"""The quick judge: one regular expression a segment, that takes only what has no fault.

What it takes is sound; what it does not take is looked at element by element (`values.py`). A property test holds
the two together. A character that is released must have been put otherwise before; a segment with a repetition is
always looked at.
"""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.edifact.segment import Script, ServiceCharacters
from schemas.edifact_directory import Component, Item, SegmentTable

Quick = tuple[re.Pattern[str], tuple[frozenset[str], ...]]
"""The pattern of a segment, and the lists that its groups must be in where they matched."""


USUAL = {ServiceCharacters(), ServiceCharacters(repetition="*"), ServiceCharacters(decimal=",")}
"""The service characters that patterns are compiled for: compiling takes milliseconds, and a sender chooses his own."""


@lru_cache(maxsize=4096)
def quick(table: SegmentTable, script: Script) -> Quick:
    """The quick judge of a segment under usual service characters and a repertoire."""
    return _Pattern(script).segment(table)


class _Pattern:
    def __init__(self, script: Script) -> None:
        characters = script.characters
        service = characters.component + characters.element + characters.terminator + characters.release
        self._plus, self._colon = re.escape(characters.element), re.escape(characters.component)
        self._character = script.charset.pattern(service + characters.repetition)
        marks = {".", ",", characters.decimal} - {" ", *service, *characters.repetition}
        self._marks = "".join(re.escape(mark) for mark in sorted(marks))
        end = rf"(?:{self._plus}|\Z)"
        self._unnamed = f"(?={end}|{self._colon}(?:{end}|{self._colon}(?:{end}|{self._colon})))"
        self._lists: list[frozenset[str]] = []

    def segment(self, table: SegmentTable) -> Quick:
        elements = [self._item(item) for item in table.items]
        pattern = re.escape(table.tag) + self._row(elements, [item.mandatory for item in table.items], self._plus)
        return re.compile(pattern), tuple(self._lists)

    def _row(self, parts: list[str], mandatory: list[bool], separator: str) -> str:
        """Parts each behind a separator, those behind the last mandatory one left out from the end at will."""
        row = ""
        for index in reversed(range(len(parts))):
            row = f"{separator}{parts[index]}{row}"
            if not any(mandatory[index:]):
                row = f"(?:{row})?+"
        return row

    def _item(self, item: Item) -> str:
        components = [self._component(component) for component in item.components]
        needed = [component.mandatory for component in item.components]
        first, rest = components[0], self._row(components[1:], needed[1:], self._colon)
        if not any(needed):
            filled = f"(?={self._colon}*[^{self._plus}{self._colon}])" if item.mandatory else ""
            return f"{filled}{first}{rest}"
        return f"{first}{rest}" if item.mandatory else f"(?:{first}{rest})?+"

    def _component(self, component: Component) -> str:
        element = component.element
        if element.kind == "n":
            value = self._number(element.shortest, element.longest)
        elif element.kind == "a":
            value = f"[A-Z]{{{element.shortest},{element.longest}}}+"
        else:
            value = f"{self._character}{{{element.shortest},{element.longest}}}+"
        if element.codes is not None:
            self._lists.append(element.codes)
            value = f"(?:({value}){self._unnamed}|{value})" if component.qualified else f"({value})"
        return value if component.mandatory else f"(?:{value})?+"

    def _number(self, shortest: int, longest: int) -> str:
        digits = f"[0-9]{{{shortest},{longest}}}"
        if shortest == longest or not self._marks:
            return digits
        end = rf"(?:{self._plus}|{self._colon}|\Z)"
        fraction = f"(?=[0-9{self._marks}]{{3,{longest + 1}}}{end})[0-9]+[{self._marks}][0-9]+"
        return f"-?(?:{fraction}|{digits})"
