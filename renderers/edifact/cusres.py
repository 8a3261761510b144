"""CUSRES D.96B: the verdict on one declaration with all its findings, or a later change of its state.

Which codes say what stands in `answers.csv`. The first 99 findings stand in segment group 4; what D.96B has no room
for there stands in group 12, under a DOC of the declaration. There is no CNT: D.96B has no code that counts errors.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from renderers.edifact.error_points import error_point
from renderers.edifact.free_text import free_text, plain
from renderers.edifact.notice_records import Envelope
from renderers.edifact.writing import Interchange, Segment
from renderers.records import Assessment, Notice, Response
from schemas import words
from schemas.days import in_casablanca
from schemas.findings import Finding
from schemas.identifiers import parse_reference

MOST_AT_HEAD, MOST_BELOW = 99, 9999
LONGEST_REFERENCE = 35
SHORT_NAME = 35


def render_cusres(envelope: Envelope, record: Response | Notice, assessment: Assessment | None = None) -> bytes:
    """The CUSRES, the same bytes for the same records. `assessment` is what is assessed by now, for a notice."""
    interchange = Interchange(
        sender=envelope.sender,
        recipient=envelope.recipient,
        reference=envelope.reference,
        at=record.issued_at,
        syntax=envelope.syntax,
        version=envelope.version,
        test=envelope.test,
        highest_version=envelope.highest_version,
    )
    said = _response(envelope, record) if isinstance(record, Response) else _notice(envelope, record, assessment)
    interchange.message(("CUSRES", "D", "96B", "UN", envelope.association), said)
    return interchange.to_bytes()


def _response(envelope: Envelope, record: Response) -> Iterator[Segment]:
    language = envelope.language
    at_head, below = _shared(record.findings)
    left_out = record.findings_total - len(at_head) - len(below)
    said = "request" if record.asked is not None else "response"
    document, function, indicator = codes_for(said, record.outcome)
    yield "BGM", [document, _reference(record.declarant_reference or record.message_number, envelope), function]
    yield _time("137", record.issued_at)
    yield from _specimen(record.specimen, language)
    yield from free_text("AAH", words.phrase(f"cusres.{said}.{record.outcome}")[language], language)
    if left_out > 0:
        yield from free_text("AAI", words.phrase("cusres.left_out", count=str(left_out))[language], language)
    yield "GIS", [[indicator, "120", "ZZZ"]]
    yield from _references(envelope, record.declarant_reference, record.declaration)
    asked = record.asked or {}
    yield from _number(record.dum_number or asked.get("dum_number"), None, record.registered_at)
    for finding in at_head:
        yield from error_point(finding, language)
    yield from _duties(record.assessment, language)
    if below:
        yield "DOC", [["", "", "", "DUM"], [_reference(record.declarant_reference, envelope)]]
        for finding in below:
            yield from error_point(finding, language)


def _notice(envelope: Envelope, record: Notice, assessment: Assessment | None) -> Iterator[Segment]:
    language = envelope.language
    details = {name: str(value) for name, value in record.details.items() if value is not None}
    document, function, indicator = codes_for("notice", record.cause, details)
    yield "BGM", [document, _reference(record.declarant_reference, envelope), function]
    yield _time("137", record.issued_at)
    yield from _specimen(record.specimen, language)
    yield from free_text("AAH", record.title[language], language)
    yield from free_text("ACD", record.reason or "", language, most=2)
    told = [*details.items(), *((kind, number) for number, kind in record.documents)]
    yield from free_text("AAI", "; ".join(f"{name}: {value}" for name, value in told), language, "DETAIL", most=3)
    registered = parse_reference(record.dum_number) if record.dum_number else None
    if registered is not None:  # an office that acts is known by its name here; customs knows it by this code
        yield "LOC", ["22", [registered.office, "113", "ZZZ"]]
    yield "GIS", [[indicator, "120", "ZZZ"]]
    yield from _references(envelope, record.declarant_reference, record.declaration)
    yield from _number(record.dum_number, record.version, None)
    for qualifier, number in (("ABO", record.act_number), *(("ACE", number) for number, _ in record.documents)):
        if number and len(number) <= LONGEST_REFERENCE:
            yield "RFF", [[qualifier, number]]
    yield from _duties(assessment, language)


def _specimen(specimen: bool, language: str) -> Iterator[Segment]:
    if specimen:
        yield from free_text("AAI", words.phrase("cusres.specimen")[language], language, "SPECIMEN")


def _references(envelope: Envelope, reference: str | None, declaration: str) -> Iterator[Segment]:
    """What is answered: interchange, message, the declarant's reference, and the declaration's id here."""
    named = (
        ("AGO", envelope.subject_interchange),
        ("ACW", envelope.subject_message),
        ("ABE", reference),
        ("AGK", declaration if len(declaration) <= LONGEST_REFERENCE else None),
    )
    for qualifier, value in named:
        if value:
            yield "RFF", [[qualifier, value[:LONGEST_REFERENCE]]]


def _number(dum_number: str | None, version: int | None, registered_at: datetime | None) -> Iterator[Segment]:
    if dum_number is not None:
        yield "RFF", [["ABT", dum_number, "", "" if version is None else str(version)]]
        if registered_at is not None:
            yield _time("148", registered_at)


def _duties(assessment: Assessment | None, language: str) -> Iterator[Segment]:
    """What is due in MAD: each duty by its rubric, then all of them together."""
    if assessment is None:
        return
    for line in assessment.lines:
        name = plain(line.title[language])[:SHORT_NAME]
        rate = ["", "", "", f"{line.rate.normalize():f}"] if line.rate is not None else []
        yield "TAX", ["3", ["", "", "", name], [line.code, "ZZZ", "ZZZ"], "", rate]
        if line.base is not None:
            yield _money("56", line.base)
        yield _money("55", line.amount)
    yield "TAX", ["4", "TOT"]
    yield _money("176", assessment.total)


def _money(qualifier: str, amount: Decimal) -> Segment:
    return "MOA", [[qualifier, f"{amount:f}", "MAD"]]


def _time(qualifier: str, at: datetime) -> Segment:
    """To the second, in the time of Casablanca."""
    return "DTM", [[qualifier, in_casablanca(at).strftime("%Y%m%d%H%M%S"), "204"]]


def _reference(reference: str | None, envelope: Envelope) -> str:
    return (reference or envelope.subject_message)[:LONGEST_REFERENCE]


def _shared(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    found = list(findings)
    return found[:MOST_AT_HEAD], found[MOST_AT_HEAD : MOST_AT_HEAD + MOST_BELOW]


def codes_for(said: str, name: str, details: dict[str, str] | None = None) -> tuple[str, str, str]:
    """1001, 1225 and 7365 for what is said: the first row that fits. Raises KeyError where none does."""
    told = {f"{key}={value}" for key, value in (details or {}).items()}
    for row in _answers():
        fits = row["name"] in ("", name) and (not row["detail"] or row["detail"] in told)
        if row["said"] == said and fits:
            return row["document"], row["function"], row["indicator"]
    raise KeyError((said, name))


@lru_cache
def _answers() -> list[dict[str, str]]:
    text = files("renderers.edifact").joinpath("answers.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
