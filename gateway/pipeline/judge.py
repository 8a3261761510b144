"""Judging one submission: bytes in, a judgement out. Pure: no database, no store, the day of the law is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gateway.pipeline.attached import Attached
from parsers.source_map import SourceMap
from parsers.xml import XmlLimits, read_xml
from renderers.records import Outcome
from schemas.attachments import check_attachments, check_invoices, placed_at_their_names
from schemas.check import check
from schemas.declaration import Group, Unbound
from schemas.findings import Finding, Position, refused
from schemas.form import form
from schemas.law import LawOfDay

DRAFT, VERDICT, REGISTER = "0", "1", "2"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of the check: the findings given out, their true number, and what the ledger needs of the boxes.

    `facts` (office, régime, payer, lines of box B) is empty for a refused declaration. `places` are those of the
    message number and the reference, for what the ledger may find against them. `law` says by which tables (their
    digest) and by the law of which day.
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


def judge(body: bytes, attached: Attached | None, law: LawOfDay, limits: XmlLimits, most: int) -> Judgement:
    """Judge a DUM XML with its attachments by the law of a day.

    `attached` None leaves the attachments out of the judgement, whatever the declaration names.
    """
    of_attachments = attached.findings if attached else ()
    judged_by = {"tables": law.law.digest, "day": law.day.isoformat()}
    reading = read_xml(body, limits)
    if reading.root is None or reading.source is None:
        return _judgement("refused", [*reading.findings, *of_attachments], 0, most, law=judged_by)
    dum = form("dum")
    verdict = check(reading.root, reading.source, dum, law, most=most)
    if verdict.view is None:
        return _judgement("refused", [*verdict.findings, *of_attachments], 0, most, law=judged_by)
    view = verdict.view
    against: list[Finding] = []
    if attached is not None:
        received = attached.received
        against = check_attachments(reading.root, reading.source, dum, received, attached.rejected)
        against += check_invoices(view, reading.source, received, law)
    inside = placed_at_their_names(of_attachments, reading.root, reading.source, dum)
    found = [*verdict.findings, *against, *inside]
    function = _sound(view, "function_code")
    is_refused = refused(found)
    outcome = _outcome(function, is_refused)
    return _judgement(
        outcome,
        found,
        verdict.total - len(verdict.findings),
        most,
        places=_places(view, reading.source),
        message_number=_sound(view, "message_number"),
        reference=_sound(view, "declarant_reference"),
        function=function,
        law=judged_by,
        facts={} if is_refused else _facts(view, law),
    )


def given_out(found: Sequence[Finding], most: int) -> tuple[Finding, ...]:
    """At most `most` findings, the refusing ones first where there are more; in the order of the document."""
    given = sorted(found, key=lambda each: each.severity != "refused")[:most]
    return tuple(sorted(given, key=lambda each: each.position.offset if each.position else 1 << 60))


def _judgement(outcome: Outcome, found: list[Finding], uncounted: int, most: int, **known: Any) -> Judgement:
    return Judgement(outcome, given_out(found, most), len(found) + uncounted, **known)


def _places(view: Group, source: SourceMap) -> dict[str, Position]:
    element, definition = view.place
    found = {child.attribute: element.find(child.tag) for child in definition.children}
    return {
        name: source.value(leaf)
        for name in ("message_number", "declarant_reference")
        if (leaf := found[name]) is not None
    }


def _outcome(function: str | None, is_refused: bool) -> Outcome:
    """A draft is kept whatever is wrong with it; without a sound function there is nothing to do but refuse."""
    if function == DRAFT:
        return "draft"
    if is_refused or function is None:
        return "refused"
    return "valid" if function == VERDICT else "registered"


def _sound(view: Group, name: str) -> str | None:
    try:
        return str(getattr(view, name))
    except Unbound:
        return None


def _facts(view: Group, law: LawOfDay) -> dict[str, Any]:
    return {
        "office": view.customs_office,
        "regime": view.regime,
        "payer": _payer(view, law),
        "lines": [
            {"type_code": line.type_code, "base": _text(line.base), "rate": _text(line.rate)}
            for article in view.goods_item
            if article.duties_and_taxes is not None
            for line in article.duties_and_taxes.line
        ],
    }


def _payer(view: Group, law: LawOfDay) -> dict[str, str | None]:
    """Who owes: box 8, or box 2 where the family of the régime says so; the other one where that is not filled."""
    family = law.family(view.regime)
    exporter_pays = family is not None and family["payer_box"] == "2"
    party = (view.exporter or view.importer) if exporter_pays else (view.importer or view.exporter)
    party = party or view.declarant
    return {name: getattr(party, name) for name in ("name", "ice", "rc", "rc_centre")}


def _text(value: Decimal) -> str:
    return f"{value:f}"
