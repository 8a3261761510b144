"""The vocabulary of a form, read from its XSD: boxes, titles in three languages, order, occurrence, what is expected.

`dum.xsd` defines the 41 boxes and A-H once; messages, the check, the typed view and the printed form read them here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from threading import Lock
from typing import TYPE_CHECKING, Literal
from unicodedata import category

from lxml import etree

from schemas.compiled import compiled, made_once

if TYPE_CHECKING:
    from xmlschema.validators import XMLSchema10, XsdAnnotation, XsdElement, XsdType

ANNOTATIONS = "urn:dumgate:form"
PART = f"{{{ANNOTATIONS}}}part"
REMEMBERED = 10_000
"""Values of one type whose soundness is remembered: the same few are asked for again and again."""
_XSD = "{http://www.w3.org/2001/XMLSchema}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

Kind = Literal["text", "integer", "decimal", "date", "datetime", "group"]
_ONE_AT_A_TIME = Lock()
LONGEST_COUNTED = 100
"""Characters of a number, a date or a time: a longer one is none of ours, and no library is given it to work out."""
_FAR_YEAR = re.compile(r"[ \t\r\n]*[+-]?[0-9]{5}")
"""A year of more than four digits: no form takes one, and the library that reads dates fails at some."""
_KINDS: dict[str, Kind] = {"integer": "integer", "decimal": "decimal", "date": "date", "dateTime": "datetime"}


@dataclass(frozen=True, eq=False)
class Field:
    """One element of a form.

    `box` is its box or that of the element it subdivides; `maximum` is None where it may stand any number of times;
    `is_article` marks the group that stands once per article; `expected` says in three languages what its value must
    be, `help` what a declarant puts there and `example` gives a value; `codelist` names the list that its codes come
    from; `type_name` is the XSD's name of its type.
    """

    tag: str
    name: str
    box: str | None
    is_box: bool
    is_article: bool
    titles: Mapping[str, str]
    help: Mapping[str, str]
    example: str | None
    minimum: int
    maximum: int | None
    kind: Kind
    type_name: str
    expected: Mapping[str, str]
    codelist: str | None
    children: tuple[Field, ...]
    xsd: XsdElement = field(repr=False)
    parent_titles: Mapping[str, str] | None = None
    sound: dict[str, bool] = field(default_factory=dict, repr=False)

    @cached_property
    def by_tag(self) -> dict[str, Field]:
        """The children by qualified name."""
        return {child.tag: child for child in self.children}

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The children by name."""
        return {child.name: child for child in self.children}

    @cached_property
    def by_attribute(self) -> dict[str, Field]:
        """The children by their word in snake case."""
        return {child.attribute: child for child in self.children}

    @cached_property
    def attribute(self) -> str:
        """The same word in snake case, as the typed view has it: `total_gross_mass`."""
        return snake(self.name)

    @cached_property
    def choices(self) -> dict[str, dict[str, str]]:
        """The titles by language of the codes that its type lists; empty for a type that lists none."""
        found: dict[str, dict[str, str]] = {}
        for code in self.xsd.type.elem.iter(f"{_XSD}enumeration"):
            texts = code.iter(f"{_XSD}documentation")
            found[code.get("value")] = {each.get(LANG): each.text or "" for each in texts}
        return found

    @cached_property
    def rank(self) -> dict[str, int]:
        """The place of each child in the order of the XSD, by qualified name."""
        return {child.tag: place for place, child in enumerate(self.children)}

    def accepts(self, text: str) -> bool:
        """True where `text`, its white space collapsed, is a valid value of this leaf (xmlschema, by the same XSD)."""
        known = self.sound.get(text)
        if known is None:
            if len(self.sound) >= REMEMBERED:
                self.sound.clear()
            known = self.sound[text] = self._accepts(text)
        return known

    def _accepts(self, text: str) -> bool:
        if self.kind not in ("text", "group") and (len(text) > LONGEST_COUNTED or self._is_far(text)):
            return False
        blanks = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        if any(blanks):  # xmlschema strips the blanks of every script, XML only its own four
            text = _stand_ins(text[: blanks[0]]) + text.strip() + _stand_ins(text[len(text) - blanks[1] :])
        with _ONE_AT_A_TIME:  # it notes errors in the schema: ten times as fast as a context for each value
            try:
                return bool(self.xsd.type.text_is_valid(text))
            except (ArithmeticError, ValueError):  # of what cannot be worked out, the library makes no verdict
                return False

    def _is_far(self, text: str) -> bool:
        return self.kind in ("date", "datetime") and _FAR_YEAR.match(text) is not None


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled XSD: `schema` (libxml2) gives the verdict, `second` (xmlschema) the second opinion."""

    name: str
    root: Field
    schema: etree.XMLSchema
    second: XMLSchema10


def _stand_ins(blanks: str) -> str:
    """Characters that the XSD's patterns take or refuse like these, and that nothing strips."""
    return "".join("\x80" if category(each) == "Cc" else "\u200b" for each in blanks)


@lru_cache(maxsize=1024)
def snake(name: str) -> str:
    """`NGPCode` -> `ngp_code`."""
    return _HUMP.sub("_", name).lower()


@made_once
def form(name: str) -> Form:
    """The form whose XSD is `schemas/xsd/<name>.xsd`, compiled once per process."""
    import xmlschema  # takes a quarter of a second: not at import

    with as_file(files("schemas") / "xsd") as folder:
        second = xmlschema.XMLSchema10(str(folder / f"{name}.xsd"), defuse="always", allow="local")
    (root,) = (element for element in second.elements.values() if element.target_namespace == second.target_namespace)
    return Form(name, _field(root, None, None), compiled(name), second)


def _field(xsd: XsdElement, box: str | None, parent_titles: Mapping[str, str] | None) -> Field:
    own_box = xsd.elem.get(f"{{{ANNOTATIONS}}}box")
    annotation = xsd.annotation or (xsd.ref.annotation if xsd.ref is not None else None)
    titles = _documentation(annotation, None)
    is_group = xsd.type.is_complex() and xsd.type.content is not None and not xsd.type.has_simple_content()
    inner = titles if own_box else parent_titles
    content = xsd.type.content.iter_elements() if is_group else ()  # with those that named groups share
    children = tuple(_field(child, own_box or box, inner) for child in content)
    return Field(
        tag=xsd.name,
        name=xsd.local_name,
        box=own_box or box,
        is_box=own_box is not None,
        is_article=xsd.elem.get(f"{{{ANNOTATIONS}}}level") == "article",
        titles=titles,
        help=_documentation(annotation, "help"),
        example=xsd.elem.get(f"{{{ANNOTATIONS}}}example"),
        minimum=xsd.min_occurs,
        maximum=xsd.max_occurs,
        kind="group" if is_group else _kind(xsd.type),
        type_name=xsd.type.local_name or "",
        expected={} if is_group else _documentation(xsd.type.annotation, None),
        codelist=xsd.elem.get(f"{{{ANNOTATIONS}}}list"),
        children=children,
        xsd=xsd,
        parent_titles=None if own_box else parent_titles,
    )


def _kind(simple_type: XsdType) -> Kind:
    for base in _bases(simple_type):
        if base.local_name in _KINDS:
            return _KINDS[base.local_name]
    return "text"


def _bases(simple_type: XsdType | None) -> Iterator[XsdType]:
    while simple_type is not None:
        yield simple_type
        simple_type = simple_type.base_type


def _documentation(annotation: XsdAnnotation | None, part: str | None) -> dict[str, str]:
    """The words of an annotation by language: those marked as `part`, or those that are marked as nothing."""
    if annotation is None:
        return {}
    return {
        each.get(LANG): " ".join((each.text or "").split())
        for each in annotation.documentation
        if each.get(LANG) is not None and each.get(PART) == part
    }
