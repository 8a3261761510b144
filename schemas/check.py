"""The check: XSD, then code lists, then rules; all findings in one answer, each at its place in the sender's bytes."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from schemas.declaration import Group, Unbound, View, bind
from schemas.findings import Finding, finding, refused
from schemas.form import Form
from schemas.gathering import Gathering, Places
from schemas.law import LawOfDay
from schemas.rules import Circumstances, Rule, all_rules
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


def check(root: etree._Element, places: Places, form: Form, law: LawOfDay, *, max_findings: int = 200) -> Verdict:
    """Judge a tree by the law of a day. At most `max_findings` findings are given, the refusing ones first."""
    if root.tag != form.root.tag:
        facts = {"found": _shown_tag(root.tag), "expected": _shown_tag(form.root.tag)}
        return Verdict((finding("XML08", position=places.start(root), facts=facts),), 1, None)
    found = Gathering(root, places, form, law, max_findings)
    unsound: set[etree._Element] = set()
    if not form.schema.validate(root):
        for fault in walk(root, form.root):
            found.add_structure(fault)
            if fault.unsound is not None:
                unsound.add(fault.unsound)
        if not found.total:  # libxml2 refuses what the walk lets pass: never silent
            found.add_opaque()
    view = bind(root, form.root, unsound, law)
    for leaf, field in view.unlisted:
        found.add_unlisted(leaf, field)
    dum = view.root if form.name == "dum" else _inside(view.root)
    if dum is not None:
        circumstances = Circumstances(law, dum)
        for rule in all_rules():
            if rule.code in law.rules:
                _apply(rule, view, circumstances, found)
    return Verdict(found.ordered(), found.total, view.root)


def _inside(root: Group) -> Group | None:
    """The declaration that a request holds, where it is sound enough to be looked at."""
    found = root.given("declaration")
    return found if isinstance(found, Group) else None


def _apply(rule: Rule, view: View, circumstances: Circumstances, found: Gathering) -> None:
    for subject in [circumstances.dum] if rule.each is None else view.groups.get(rule.each, ()):
        try:
            for fault in rule.judge(subject, circumstances):
                found.add_fault(rule.code, fault)
        except Unbound:  # the finding for the faulty box is there already
            continue


def _shown_tag(tag: str) -> str:
    name = etree.QName(tag)
    return f"{name.localname} ({name.namespace or '-'})"
