"""Gathers what the check finds into findings: words, box, article and place; bounded, with the true count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from itertools import islice
from typing import Any, Protocol

from lxml import etree

from schemas import words
from schemas.declaration import Fault, text_of
from schemas.findings import Finding, Position, finding
from schemas.form import Field, Form
from schemas.law import Code, LawOfDay, door_codes
from schemas.structure import StructureFault, explained, place_of_missing


class Places(Protocol):
    """Where elements stand in the sender's bytes; every parser gives one beside its tree."""

    def start(self, element: etree._Element) -> Position:
        """The beginning of the element."""
        ...

    def value(self, element: etree._Element) -> Position:
        """The first character of its value."""
        ...

    def end(self, element: etree._Element) -> Position:
        """The end of the element, where something missing would stand."""
        ...

    def sent(self, leaf: etree._Element) -> str | None:
        """The value of a leaf as the sender wrote it, where that is not its text in XML."""
        ...

    def expected(self, field: Field) -> dict[str, str] | None:
        """What a field takes, as the sender writes it, where that is not as in XML."""
        ...

    def missing(self, parent: etree._Element, field: Field) -> Position | None:
        """Where a missing field is to be added in what the sender wrote, where that is not by the form's order."""
        ...

    def named(self, field: Field) -> dict[str, str] | None:
        """What the sender calls a field, where that is not its element in XML: the segment that holds it."""
        ...


class Gathering:
    """Findings of one document: at most `most` of each severity are made, all are counted."""

    def __init__(self, root: etree._Element, places: Places, form: Form, law: LawOfDay, most: int) -> None:
        self.root, self.places, self.form, self.law, self.most = root, places, form, law, most
        self.count: Counter[str] = Counter()
        self.made: list[Finding] = []

    @cached_property
    def articles(self) -> dict[etree._Element, int]:
        """The number of each article (from 1, as they stand in the document), in a request those of its declaration."""
        holders = [(self.root, self.form.root)]
        holders += [
            (each, child)
            for child in self.form.root.children
            if any(inner.is_article for inner in child.children)
            for each in self.root.iterfind(child.tag)
        ]
        return {
            element: number
            for holder, definition in holders
            for child in definition.children
            if child.is_article
            for number, element in enumerate(islice(holder.iterfind(child.tag), child.maximum), start=1)
        }

    @property
    def total(self) -> int:
        """The true number of findings."""
        return self.count.total()

    def ordered(self) -> tuple[Finding, ...]:
        """The findings to give out, in the order of the document; where there are too many, the refusing ones."""
        kept = sorted(self.made, key=lambda each: each.severity != "refused")[: self.most]
        return tuple(sorted(kept, key=lambda each: each.position.offset if each.position else -1))

    def add_structure(self, found: StructureFault) -> None:
        """A fault of form."""

        def make() -> Finding:
            fault = explained(found)
            field = fault.field
            # something missing is pointed at by its next sibling, which may be the first article
            parent = fault.at.getparent() if fault.code == "XSD01" and fault.point == "start" else None
            article = self._article(fault.at if parent is None else parent)
            named = self.places.named(field)
            facts = {"element": field.name, "place": place_words(field, article), **fault.facts}
            facts |= {"named": named} if named else {}
            value = fault.value
            if fault.code == "XSD06":
                value = self.places.sent(fault.at) or value
                facts["expected"] = self.places.expected(field) or field.expected
            place = getattr(self.places, fault.point)(fault.at)
            if fault.code == "XSD01":
                place = self.places.missing(fault.at if parent is None else parent, field) or place
            given = {"box": field.box, "related_boxes": (), "article": article, "value": value}
            return finding(fault.code, facts=facts, position=place, **given)

        self._add(_door(found.code).severity, make)

    def add_opaque(self) -> None:
        """A refusal of libxml2 that the walk does not explain: the declaration as a whole, never a parser's text."""
        field = self.form.root
        facts = {"element": field.name, "place": place_words(field, None), "expected": field.titles}
        place = self.places.start(self.root)
        self._add("refused", lambda: finding("XSD06", value=field.name, facts=facts, position=place))

    def add_unlisted(self, leaf: etree._Element, field: Field) -> None:
        """A code that its list does not know."""

        def make() -> Finding:
            article = self._article(leaf)
            facts = {"place": place_words(field, article), "list": words.phrase(f"list.{field.codelist}")}
            given = {"box": field.box, "related_boxes": (), "article": article, "value": text_of(leaf)}
            return finding("LST01", facts=facts, position=self.places.value(leaf), **given)

        self._add(_door("LST01").severity, make)

    def add_fault(self, code: str, fault: Fault) -> None:
        """What a rule found. Its box is that of the child at fault; the others of the code's row are related."""
        row = self.law.rules[code]
        severity = row.severity if fault.refuses is None else ("refused" if fault.refuses else "warned")

        def make() -> Finding:
            parent, definition = fault.group.place
            child = definition.by_attribute[fault.child]
            elements = parent.findall(child.tag)
            element = elements[fault.number] if fault.number < len(elements) else None
            article = self._article(parent if element is None or not child.is_article else element)
            given: dict[str, Any] = {"article": article, "severity": severity, "origin": fault.source or row.source}
            if element is None:
                at, point = place_of_missing(parent, definition, child)
                given["position"] = getattr(self.places, point)(at)
            elif fault.whole or child.kind == "group":
                given["position"] = self.places.start(element)
            else:
                given["position"], given["value"] = self.places.value(element), text_of(element)
            box = child.box or (row.boxes[0] if row.boxes else None)
            given["box"] = box
            given["related_boxes"] = tuple(each for each in row.boxes if each != box)
            facts = {"element": child.name, "place": place_words(child, article), **fault.facts}
            return finding(code, facts=facts, row=row, **given)

        self._add(severity, make)

    def _add(self, severity: str, make: Callable[[], Finding]) -> None:
        self.count[severity] += 1
        if self.count[severity] <= self.most:
            self.made.append(make())

    def _article(self, element: etree._Element) -> int | None:
        """The number (from 1, as it stands in the document) of the article that holds the element."""
        current: etree._Element | None = element
        while current is not None:
            if current in self.articles:
                return self.articles[current]
            current = current.getparent()
        return None


def _door(code: str) -> Code:
    return door_codes()[code]


def place_words(field: Field, article: int | None) -> dict[str, str]:
    """A field in the form's words, per language: box and title, its part, and the article."""
    if field.box is None:
        said = words.phrase("place.element", title=field.titles)
    elif field.is_box or field.parent_titles is None:
        said = words.phrase("place.box", box=field.box, title=field.titles)
    else:
        said = words.phrase("place.part", box=field.box, box_title=field.parent_titles, title=field.titles)
    if article is None:
        return said
    where = words.phrase("place.article", article=str(article))
    return {language: said[language] + where[language] for language in said}
