"""Judging one message: bytes or a tree in, a judgement out. Pure: no database, no store, the day of the law is given.

Whatever codec read it, a message is a tree of the DUM XML with the places of its elements: from there on there is one
road.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from gateway.judging.attached import Attached
from gateway.judging.declared_facts import article_places, facts_of
from parsers.xml import XmlLimits, read_xml
from renderers.records import Outcome
from schemas import words
from schemas.acts import REQUEST
from schemas.attachments import check_attachments, check_invoices, placed_at_their_names
from schemas.check import check
from schemas.declaration import Group, Unbound
from schemas.findings import Finding, Position, finding, refused
from schemas.form import form
from schemas.gathering import Places
from schemas.law import LawOfDay

DRAFT, VERDICT, REGISTER = "0", "1", "2"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of the check: the findings given out, their true number, and what the ledger needs of the boxes.

    `facts` (see `judging/declared_facts.py`) is empty for a refused declaration, `asked` is what a request asks for.
    `places` and `article_places` are for what the ledger may find against them. `law` says by which tables
    (their digest) and by the law of which day.
    """

    outcome: Outcome
    findings: tuple[Finding, ...]
    total: int
    places: Mapping[str, Position] = field(default_factory=dict)
    message_number: str | None = None
    reference: str | None = None
    function: str | None = None
    law: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)
    article_places: Mapping[int, Position] = field(default_factory=dict)


def judge(body: bytes, attached: Attached | None, law: LawOfDay, limits: XmlLimits, max_findings: int) -> Judgement:
    """Judge a DUM XML with its attachments by the law of a day.

    `attached` None leaves the attachments out of the judgement, whatever the declaration names.
    """
    reading = read_xml(body, limits)
    if reading.root is None or reading.source is None:
        return unreadable(reading.findings, attached, law, max_findings)
    return judge_tree(reading.root, reading.source, reading.findings, attached, law, max_findings)


def unreadable(
    found: Sequence[Finding], attached: Attached | None, law: LawOfDay | None, max_findings: int
) -> Judgement:
    """The judgement on what gives no tree: `found` says why."""
    of_attachments = attached.findings if attached else ()
    return _judgement("refused", [*found, *of_attachments], 0, max_findings, law=_judged_by(law))


def judge_tree(
    root: etree._Element,
    source: Places,
    read: Sequence[Finding],
    attached: Attached | None,
    law: LawOfDay,
    max_findings: int,
) -> Judgement:
    """Judge the tree of a declaration or a request. `source` says where its elements stand in the sender's bytes,
    `read` is what its reader found already."""
    of_attachments = attached.findings if attached else ()
    judged_by = _judged_by(law)
    asks = root.tag == REQUEST
    verdict = check(root, source, form("request" if asks else "dum"), law, max_findings=max_findings)
    if verdict.view is None:
        return _judgement("refused", [*read, *verdict.findings, *of_attachments], 0, max_findings, law=judged_by)
    head = verdict.view
    dum: Group | None = head.given("declaration") if asks else head
    found = [*read, *verdict.findings, *(_of_request(head, source) if asks else ())]
    if dum is None:
        found += of_attachments
    else:
        element, _ = dum.place
        if attached is not None:
            received = attached.received
            found += check_attachments(element, source, form("dum"), received, attached.rejected)
            found += check_invoices(dum, source, received, law)
        found += placed_at_their_names(of_attachments, element, source, form("dum"))
    function = _sound(dum, "function_code") if dum is not None else None
    is_refused = refused(found)
    if asks:
        outcome: Outcome = "refused" if is_refused else "accepted"
    else:
        outcome = _outcome(function, is_refused)
    return _judgement(
        outcome,
        found,
        verdict.total - len(verdict.findings),
        max_findings,
        places=_places(head, source),
        article_places=article_places(dum, source) if dum is not None and not is_refused else {},
        message_number=_sound(head, "message_number"),
        reference=_sound(head, "declarant_reference") or (_sound(dum, "declarant_reference") if dum else None),
        function=function,
        law=judged_by,
        facts={} if is_refused or dum is None else facts_of(dum, law),
        asked=_asked(head) if asks and not is_refused else {},
    )


def _of_request(head: Group, source: Places) -> list[Finding]:
    """What the form of a request cannot say: it names one declaration, and holds a new one unless it cancels."""
    element, _ = head.place
    kind, reasons = head.given("kind"), []
    if head.has("declarant_reference") == head.has("dum_number"):
        reasons.append("request.references")
    if kind == "CANCEL" and head.has("declaration"):
        reasons.append("request.with_declaration")
    if kind in ("AMEND", "REPLACE") and not head.has("declaration"):
        reasons.append("request.no_declaration")
    dum = head.given("declaration")
    if dum is not None and dum.given("function_code") in (DRAFT, VERDICT):
        reasons.append("request.function")
    place = source.start(element)
    return [finding("LIF08", position=place, facts={"reason": words.phrase(reason)}) for reason in reasons]


def _asked(head: Group) -> dict[str, Any]:
    return {
        "kind": head.kind.lower(),
        "dum_number": head.dum_number,
        "reference": head.declarant_reference,
        "version": head.version,
        "reason": head.reason,
    }


def given_out(found: Sequence[Finding], max_findings: int) -> tuple[Finding, ...]:
    """At most `max_findings` findings, the refusing ones first where there are more; in the order of the document."""
    given = sorted(found, key=lambda each: each.severity != "refused")[:max_findings]
    return tuple(sorted(given, key=lambda each: each.position.offset if each.position else 1 << 60))


def _judged_by(law: LawOfDay | None) -> dict[str, str]:
    return {"tables": law.law.digest, "day": law.day.isoformat()} if law else {}


def _judgement(outcome: Outcome, found: list[Finding], uncounted: int, max_findings: int, **known: Any) -> Judgement:
    return Judgement(outcome, given_out(found, max_findings), len(found) + uncounted, **known)


def _places(view: Group, source: Places) -> dict[str, Position]:
    element, definition = view.place
    names = ("message_number", "declarant_reference", "dum_number", "version", "declaration")
    found = {name: element.find(definition.by_attribute[name].tag) for name in names if name in definition.by_attribute}
    return {name: source.value(leaf) for name, leaf in found.items() if leaf is not None}


def _outcome(function: str | None, is_refused: bool) -> Outcome:
    """A draft is kept whatever is wrong with it; without a sound function there is nothing to do but refuse."""
    if function == DRAFT:
        return "draft"
    if is_refused or function is None:
        return "refused"
    return "valid" if function == VERDICT else "registered"


def _sound(view: Group, name: str) -> str | None:
    try:
        value = getattr(view, name)
    except Unbound:
        return None
    return None if value is None else str(value)
