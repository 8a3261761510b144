"""The typed view of a form: `dum.total_gross_mass` is a Decimal (kg), `dum.goods_item[0].net_mass` too.

Bound box by box: a sound box gives its value, an optional one that is absent gives None, a faulty or missing one raises
`Unbound`, so that the rule that asked for it does not run: a faulty box is not judged twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from schemas.form import Field

_WHITE_SPACE = re.compile("[ \\t\\r\\n]+")


class Unbound(Exception):
    """A box that a rule needs is faulty or missing; the finding for it exists already."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found: the group and the child at fault, and the values its words mention.

    `whole` points at the element itself (its `<`) and not at its value.
    """

    group: Group
    child: str
    facts: dict[str, Any]
    whole: bool = False


class Group:
    """One element with children, as the law sees it. Its children are attributes, named as in the XSD in snake case."""

    def __init__(self, element: etree._Element, field: Field, unsound: Set[etree._Element]) -> None:
        self._element, self._field, self._unsound = element, field, unsound

    def __getattr__(self, name: str) -> Any:
        for child in self._field.children:
            if child.attribute == name:
                return self._value(child)
        raise AttributeError(f"{self._field.name} has no {name}")

    def fault(self, child: str, *, whole: bool = False, **facts: Any) -> Fault:
        """A fault of `child` (snake case) with the values that the words of its code mention."""
        return Fault(self, child, facts, whole)

    def has(self, child: str) -> bool:
        """True where the child is there, sound or not."""
        return any(each.attribute == child and self._found(each) for each in self._field.children)

    @property
    def place(self) -> tuple[etree._Element, Field]:
        """The element and its definition, for those who must say where it stands."""
        return self._element, self._field

    def groups(self) -> Iterator[Group]:
        """This group and all sound groups inside it, in the order of the document."""
        yield self
        for child in self._field.children:
            if child.kind == "group":
                for element in self._found(child):
                    if element not in self._unsound:
                        yield from Group(element, child, self._unsound).groups()

    def _found(self, child: Field) -> list[etree._Element]:
        return self._element.findall(child.tag)

    def _value(self, child: Field) -> Any:
        found = self._found(child)
        if any(element in self._unsound for element in found):
            raise Unbound(child.name)
        if not found and child.minimum:
            raise Unbound(child.name)
        if child.maximum != 1:
            return [self._bound(element, child) for element in found]
        if not found:
            return None
        return self._bound(found[0], child)

    def _bound(self, element: etree._Element, child: Field) -> Any:
        if child.kind == "group":
            return Group(element, child, self._unsound)
        return value_of(element, child)


def text_of(element: etree._Element) -> str:
    """The value of a leaf as it was sent, white space collapsed as the XSD has it: XML's four characters, no other."""
    return collapsed("".join(str(part) for part in element.itertext()))


def collapsed(text: str) -> str:
    """A text with its white space collapsed: XML's four characters, no other."""
    return _WHITE_SPACE.sub(" ", text).strip(" ")


def value_of(element: etree._Element, field: Field) -> str | int | Decimal | date | datetime:
    """The value of a sound leaf in the type of its box."""
    text = text_of(element)
    if field.kind == "decimal":
        return Decimal(text)
    if field.kind == "integer":
        return int(text)
    if field.kind == "date":
        return date.fromisoformat(text)
    if field.kind == "datetime":
        return datetime.fromisoformat(text)
    return text
