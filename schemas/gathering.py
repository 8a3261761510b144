"""Gathers what the check finds into findings: words, box, article and place; bounded, with the true count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol

from lxml import etree

from schemas import words
from schemas.declaration import Fault, text_of
from schemas.findings import Finding, Position, finding
from schemas.form import Field, Form
from schemas.structure import StructureFault, explained, place_of_missing
from schemas.tables import codes


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


class Gathering:
    """Findings of one document: at most `most` of each severity are made, all are counted."""

    def __init__(self, root: etree._Element, places: Places, form: Form, most: int) -> None:
        self.root, self.places, self.form, self.most = root, places, form, most
        self.count: Counter[str] = Counter()
        self.made: list[Finding] = []
        self.articles = {
            element: number
            for child in form.root.children
            if child.is_article
            for number, element in enumerate(root.findall(child.tag), start=1)
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
            facts = {"element": field.name, "place": place_words(field, article), **fault.facts}
            if fault.code == "XSD06":
                facts["expected"] = field.expected
            place = getattr(self.places, fault.point)(fault.at)
            given = {"box": field.box, "related_boxes": (), "article": article, "value": fault.value}
            return finding(fault.code, facts=facts, position=place, **given)

        self._add(found.code, make)

    def add_opaque(self, log: Any) -> None:
        """A refusal of libxml2 that the walk does not explain."""
        field = self.form.root
        facts = {"element": field.name, "place": place_words(field, None), "expected": field.titles}
        value = str(log.last_error.message)[:200]
        place = self.places.start(self.root)
        self._add("XSD06", lambda: finding("XSD06", value=value, facts=facts, position=place))

    def add_unlisted(self, leaf: etree._Element, field: Field) -> None:
        """A code that its list does not know."""

        def make() -> Finding:
            article = self._article(leaf)
            facts = {"place": place_words(field, article), "list": words.phrase(f"list.{field.codelist}")}
            given = {"box": field.box, "related_boxes": (), "article": article, "value": text_of(leaf)}
            return finding("LST01", facts=facts, position=self.places.value(leaf), **given)

        self._add("LST01", make)

    def add_fault(self, code: str, fault: Fault) -> None:
        """What a rule found. Its box is that of the child at fault; the others of the code's row are related."""

        def make() -> Finding:
            parent, definition = fault.group.place
            child = next(each for each in definition.children if each.attribute == fault.child)
            element = parent.find(child.tag)
            article = self._article(parent)
            given: dict[str, Any] = {"article": article}
            if element is None:
                at, point = place_of_missing(parent, definition, child)
                given["position"] = getattr(self.places, point)(at)
            elif fault.whole or child.kind == "group":
                given["position"] = self.places.start(element)
            else:
                given["position"], given["value"] = self.places.value(element), text_of(element)
            if child.box is not None:
                given["box"] = child.box
                given["related_boxes"] = tuple(box for box in codes()[code].boxes if box != child.box)
            facts = {"element": child.name, "place": place_words(child, article), **fault.facts}
            return finding(code, facts=facts, **given)

        self._add(code, make)

    def _add(self, code: str, make: Callable[[], Finding]) -> None:
        severity = codes()[code].severity
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
