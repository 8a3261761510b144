"""The typed view of a form: `dum.total_gross_mass` is a Decimal (kg), `dum.goods_item[0].net_mass` too.

Bound box by box: a sound box gives its value, an optional one that is absent gives None, a faulty or missing one raises
`Unbound`, so that the rule that asked for it does not run: a faulty box is not judged twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from schemas.form import Field, Kind
from schemas.law import LawOfDay

_WHITE_SPACE = re.compile("[ \t\r\n]+")


class Unbound(Exception):
    """A box that a rule needs is faulty or missing; the finding for it exists already."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found: the group and the child at fault, and the values its words mention.

    `whole` points at the element itself (its `<`) and not at its value; `number` is the child's place (from 0) where
    it may stand several times; `source` is given where it is not that of the rule's row, and `refuses` where the
    severity is not.
    """

    group: Group
    child: str
    facts: dict[str, Any]
    whole: bool = False
    number: int = 0
    source: str | None = None
    refuses: bool | None = None


class Group:
    """One element with children, as the law sees it. Its children are attributes, named as in the XSD in snake case.

    `rank` is its place (from 1) among its siblings of the same name. Only sound children are attributes: of the others
    `__getattr__` is asked.
    """

    _element: etree._Element
    _field: Field
    rank: int

    def __getattr__(self, name: str) -> Any:
        if name in self._field.by_attribute:
            raise Unbound(name)
        raise AttributeError(f"{self._field.name} has no {name}")

    def fault(self, child: str, *, whole: bool = False, number: int = 0, **facts: Any) -> Fault:
        """A fault of `child` (snake case) with the values that the words of its code mention."""
        return Fault(self, child, facts, whole, number)

    def has(self, child: str) -> bool:
        """True where the child is there, sound or not."""
        return self._element.find(self._field.by_attribute[child].tag) is not None

    def given(self, child: str) -> Any:
        """The value of a child, None where it is absent, faulty or missing: for rules that can do without it."""
        return self.__dict__.get(child)

    @property
    def place(self) -> tuple[etree._Element, Field]:
        """The element and its definition, for those who must say where it stands."""
        return self._element, self._field


@dataclass(slots=True)
class View:
    """A document bound: its root, all its sound groups by the name of their type, and codes that no list knows."""

    root: Group
    groups: dict[str, list[Group]] = field(default_factory=dict)
    unlisted: list[tuple[etree._Element, Field]] = field(default_factory=list)


def bind(element: etree._Element, definition: Field, unsound: Set[etree._Element], law: LawOfDay) -> View:
    """The typed view of a document whose faulty elements are `unsound`."""
    view = View(Group())
    _fill(view, view.root, element, definition, 1, unsound, law)
    return view


def _fill(
    view: View,
    group: Group,
    element: etree._Element,
    definition: Field,
    rank: int,
    unsound: Set[etree._Element],
    law: LawOfDay,
) -> None:
    """Bind the children of one element. Called for every group of a document: what it does, it does in one pass."""
    values: dict[str, Any] = {}
    faulty: set[str] = set()
    ranks: dict[str, int] = {}
    by_tag = definition.by_tag
    for child in element:
        known = by_tag.get(child.tag)
        if known is None:
            continue
        name = known.attribute
        if known.kind == "group":
            ranks[name] = ranks.get(name, 0) + 1
        if unsound and child in unsound:
            faulty.add(name)
            continue
        if known.kind == "group":
            value: Any = Group()
            _fill(view, value, child, known, ranks[name], unsound, law)
        else:
            value = _VALUES[known.kind](child.text or "")
            if known.codelist is not None and value not in law.codes(known.codelist):
                view.unlisted.append((child, known))
        if known.maximum == 1:
            values[name] = value
        elif name in values:
            values[name].append(value)
        else:
            values[name] = [value]
    for optional in definition.children:
        name = optional.attribute
        if name not in values and name not in faulty and not optional.minimum:
            values[name] = None if optional.maximum == 1 else []
    for name in faulty:
        values.pop(name, None)
    values["_element"], values["_field"], values["rank"] = element, definition, rank
    group.__dict__ = values
    view.groups.setdefault(definition.type_name, []).append(group)


def text_of(element: etree._Element) -> str:
    """The value of a leaf as it was sent, white space collapsed as the XSD has it: XML's four characters, no other."""
    return collapsed("".join(str(part) for part in element.itertext()))


def collapsed(text: str) -> str:
    """A text with its white space collapsed: XML's four characters, no other."""
    return text if text.isalnum() else _WHITE_SPACE.sub(" ", text).strip(" ")


_VALUES: dict[Kind, Callable[[str], str | int | Decimal | date | datetime]] = {
    "text": collapsed,
    "decimal": Decimal,
    "integer": int,
    "date": lambda text: date.fromisoformat(collapsed(text)),
    "datetime": lambda text: datetime.fromisoformat(collapsed(text)),
}
"""From the text of a sound leaf to its value. Decimal and int take the blanks around a number as XML does."""
