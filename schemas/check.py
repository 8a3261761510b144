"""The check: XSD, then code lists, then rules; all findings in one answer, each at its place in the sender's bytes."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date

from lxml import etree

from schemas.codelists import row_of
from schemas.declaration import Fault, Group, Unbound, text_of
from schemas.findings import Finding, finding, refused
from schemas.form import Field, Form
from schemas.gathering import Gathering, Places
from schemas.rules import EVERY_GROUP, Circumstances, Rule, all_rules
from schemas.structure import walk


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings up to the cap, in the order of the document, their true number, and the typed view."""

    findings: tuple[Finding, ...]
    total: int
    view: Group | None

    @property
    def refused(self) -> bool:
        """True where something stands in the way of registration."""
        return refused(self.findings)


def check(root: etree._Element, places: Places, form: Form, day: date, *, most: int = 200) -> Verdict:
    """Judge a tree by the law of `day`. At most `most` findings are given, the refusing ones first."""
    if root.tag != form.root.tag:
        facts = {"found": _shown_tag(root.tag), "expected": _shown_tag(form.root.tag)}
        return Verdict((finding("XML08", position=places.start(root), facts=facts),), 1, None)
    found = Gathering(root, places, form, most)
    unsound: set[etree._Element] = set()
    if not form.schema.validate(root):
        for fault in walk(root, form.root):
            found.add_structure(fault)
            if fault.unsound is not None:
                unsound.add(fault.unsound)
        if not found.total:  # libxml2 refuses what the walk lets pass: never silent
            found.add_opaque(form.schema.error_log)
    view = Group(root, form.root, unsound)
    for group in view.groups():
        for leaf, field in _unlisted(group, day, unsound):
            found.add_unlisted(leaf, field)
    if form.name == "dum":
        for rule in all_rules():
            for fault_of_rule in _apply(rule, view, day):
                found.add_fault(rule.code, fault_of_rule)
    return Verdict(found.ordered(), found.total, view)


def _unlisted(group: Group, day: date, unsound: Set[etree._Element]) -> Iterator[tuple[etree._Element, Field]]:
    """The sound leaves of a group whose code is not in the list that the XSD names for it."""
    element, definition = group.place
    for field in definition.children:
        if field.codelist is not None:
            for leaf in element.findall(field.tag):
                if leaf not in unsound and row_of(field.codelist, text_of(leaf), day) is None:
                    yield leaf, field


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


def _shown_tag(tag: str) -> str:
    name = etree.QName(tag)
    return f"{name.localname} ({name.namespace or '-'})"
