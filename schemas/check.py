"""The check: XSD, then code lists, then rules; all findings in one answer, each at its place in the sender's bytes."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from lxml import etree

from schemas import words
from schemas.codelists import row_of
from schemas.declaration import Fault, Group, Unbound, text_of
from schemas.findings import Finding, Position, finding
from schemas.form import Field, Form
from schemas.rules import EVERY_GROUP, Circumstances, Rule, all_rules
from schemas.structure import StructureFault, place_of_missing, walk
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings up to the cap, in the order of the document, their true number, and the typed view."""

    findings: tuple[Finding, ...]
    total: int
    view: Group | None

    @property
    def refused(self) -> bool:
        """True where something stands in the way of registration."""
        return any(each.severity == "refused" for each in self.findings)


def check(root: etree._Element, places: Places, form: Form, day: date, *, most: int = 200) -> Verdict:
    """Judge a tree by the law of `day`. At most `most` findings are given, the refusing ones first where there are more."""
    if root.tag != form.root.tag:
        facts = {"found": _shown_tag(root.tag), "expected": _shown_tag(form.root.tag)}
        return Verdict((finding("XML08", position=places.start(root), facts=facts),), 1, None)
    found = _Findings(root, places, form)
    unsound: set[etree._Element] = set()
    if not form.schema.validate(root):
        for fault in walk(root, form.root):
            found.add_structure(fault)
            if fault.unsound is not None:
                unsound.add(fault.unsound)
        if not found.faults:  # libxml2 refuses what the walk lets pass: never silent
            found.add_opaque(form.schema.error_log)
    view = Group(root, form.root, unsound)
    for group in view.groups():
        found.add_unlisted(group, day, unsound)
    if form.name == "dum":
        for rule in all_rules():
            for fault_of_rule in _apply(rule, view, day):
                found.add_fault(rule.code, fault_of_rule)
    return found.verdict(view, most)


def _apply(rule: Rule, view: Group, day: date) -> Iterator[Fault]:
    for number, subject in _subjects(rule, view):
        try:
            yield from rule.judge(subject, Circumstances(day, view, number))
        except Unbound:  # the finding for the faulty box is there already
            continue


def _subjects(rule: Rule, view: Group) -> Iterator[tuple[int, Group]]:
    if rule.each is None:
        yield 0, view
    elif rule.each == EVERY_GROUP:
        yield from enumerate(view.groups())
    else:
        try:
            yield from enumerate(getattr(view, rule.each), start=1)
        except Unbound:
            return


class _Findings:
    """Gathers findings as closures over elements; places and words are made only for those that are given out."""

    def __init__(self, root: etree._Element, places: Places, form: Form) -> None:
        self.root, self.places, self.form = root, places, form
        self.faults: list[Finding] = []
        self.articles = {
            element: number
            for child in form.root.children
            if child.is_article
            for number, element in enumerate(root.findall(child.tag), start=1)
        }

    def add_structure(self, fault: StructureFault) -> None:
        field = fault.field
        facts: dict[str, Any] = {"element": field.name, **fault.facts}
        owner = fault.unsound if fault.unsound is not None else fault.at
        article = self.article_of(owner)
        facts["place"] = place_words(field, article)
        if fault.code == "XSD06":
            facts["expected"] = field.expected
        self.faults.append(
            finding(
                fault.code,
                box=field.box,
                related_boxes=(),
                article=article,
                value=fault.value,
                facts=facts,
                position=getattr(self.places, fault.point)(fault.at),
            )
        )

    def add_opaque(self, log: Any) -> None:
        field = self.form.root
        facts = {"element": field.name, "place": place_words(field, None), "expected": field.titles}
        self.faults.append(
            finding("XSD06", value=str(log.last_error.message)[:200], facts=facts, position=self.places.start(self.root))
        )

    def add_unlisted(self, group: Group, day: date, unsound: Set[etree._Element]) -> None:
        element, field = group.place
        for child in field.children:
            if child.codelist is None:
                continue
            for leaf in element.findall(child.tag):
                code = text_of(leaf)
                if leaf not in unsound and row_of(child.codelist, code, day) is None:
                    article = self.article_of(leaf)
                    facts = {"place": place_words(child, article), "list": words.phrase(f"list.{child.codelist}")}
                    self.faults.append(
                        finding(
                            "LST01",
                            box=child.box,
                            related_boxes=(),
                            article=article,
                            value=code,
                            facts=facts,
                            position=self.places.value(leaf),
                        )
                    )

    def add_fault(self, code: str, fault: Fault) -> None:
        parent, definition = fault.group.place
        child = next(each for each in definition.children if each.attribute == fault.child)
        element = parent.find(child.tag)
        article = self.article_of(parent)
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
        self.faults.append(finding(code, facts=facts, **given))

    def article_of(self, element: etree._Element) -> int | None:
        current: etree._Element | None = element
        while current is not None:
            if current in self.articles:
                return self.articles[current]
            current = current.getparent()
        return None

    def verdict(self, view: Group, most: int) -> Verdict:
        def place(each: Finding) -> int:
            return each.position.offset if each.position else 0

        kept = sorted(self.faults, key=lambda each: each.severity != "refused")[:most]
        return Verdict(tuple(sorted(kept, key=place)), len(self.faults), view)


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


def _shown_tag(tag: str) -> str:
    name = etree.QName(tag)
    return f"{name.localname} ({name.namespace or '-'})"
