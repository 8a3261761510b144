"""What must hold of every verdict: findings with a place and words, and answers that can be written in all forms."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from lxml import etree

from gateway.clock import CASABLANCA
from gateway.doors.http.problems import problem_content
from gateway.judging.declared_form import declared_form
from gateway.judging.judge import Judgement
from gateway.judging.validation_record import validation_record
from parsers.xml import XmlLimits
from renderers.findings_pages import findings_html, findings_json
from renderers.records import Response
from renderers.response import render_response
from schemas.findings import Finding
from schemas.vocabulary import LANGUAGES

DAY = date(2026, 7, 15)
NOW = datetime(2026, 7, 15, 12, 0, tzinfo=CASABLANCA)

WITHOUT_PLACE = frozenset({"XML02"})
"""Codes on a whole body that nobody read: it has no place in it."""


class NoVerdict(AssertionError):
    """What came is no verdict as it was promised; the message says what is wrong with it."""


def hold(findings: Iterable[Finding], size: int) -> frozenset[str]:
    """Check findings on an input of `size` bytes; their codes. Raises NoVerdict."""
    codes = set()
    for each in findings:
        codes.add(each.code)
        _has_place(each, size)
        said = [words(language) for language in LANGUAGES for words in (each.message, each.fix)]
        _must(all(said), f"{each.code} has no words")
        record = json.loads(json.dumps(each.to_record()))
        kept = Finding.from_record(record)
        _must(kept.as_dict() == json.loads(json.dumps(each.as_dict())), f"{each.code} is kept as another")
    return frozenset(codes)


def _has_place(found: Finding, size: int) -> None:
    place = found.position
    if place is None:
        placed = found.box or found.file or found.code in WITHOUT_PLACE
        _must(bool(placed), f"{found.code} has no place: {found}")
        return
    _must(place.line >= 1 and place.column >= 1 and 0 <= place.offset <= size, f"{found.code} lies outside: {place}")


def answerable(judgement: Judgement, name: str, content: bytes) -> Response:
    """Write the answer to a judgement in all its forms, and what the ledger keeps of it. Raises NoVerdict."""
    most = len(judgement.findings)
    _must(judgement.total >= most, f"{judgement.total} findings, and {most} given out")
    refuses = any(each.severity == "refused" for each in judgement.findings)
    _must(judgement.outcome == "draft" or refuses == (judgement.outcome == "refused"), f"{judgement.outcome}")
    for kept in (judgement.facts, judgement.asked):
        storable(kept)
    for text in (judgement.message_number, judgement.reference, judgement.function):
        _must("\0" not in (text or ""), f"a column cannot hold NUL: {text!r}")
    record = replace(
        validation_record(judgement, name, content, NOW),
        submission="sub_test_aaaaaaaaaaaaaaaaaaaa",
        declaration="sub_test_aaaaaaaaaaaaaaaaaaaa.1",
        partner="atlas",
        outcome=judgement.outcome,
        asked=judgement.asked or None,
    )
    written(record, declared_form(content, XmlLimits()))
    return record


def written(record: Response, declared: etree._Element | None = None) -> None:
    """A response in all its forms: XML after its XSD, JSON, a page in each language, a problem."""
    render_response(record)
    json.loads(findings_json(record))
    for language in LANGUAGES:
        findings_html(record, language, declared)
    problem = problem_content(422, record.findings, record.findings_total, LANGUAGES[0])  # holds all languages
    json.dumps(problem, ensure_ascii=False, allow_nan=False).encode()


def storable(kept: Any) -> None:
    """What the ledger keeps as JSON is plain data."""
    json.dumps(kept, allow_nan=False)


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NoVerdict(otherwise)
