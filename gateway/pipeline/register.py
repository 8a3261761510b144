"""What the ledger says of a judged declaration: its message number and reference, its registration and assessment."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gateway.administration.interface import Administration, Assessed, Lodgement, ProposedLine, Registered
from gateway.ledger import tables
from gateway.ledger.events import Log
from gateway.pipeline.judge import Judgement, given_out
from schemas.findings import Finding, finding


def record_judgement(
    log: Log,
    administration: Administration,
    declaration: str,
    submission: Any,
    judgement: Judgement,
    examined: Sequence[Mapping[str, Any]],
    most: int,
) -> None:
    """Write down what came of a declaration, and register it where it asks for that and nothing stands in the way.

    `examined` is what was seen of its attachments; at most `most` findings are given out.
    """
    used = _message_number_used(log.connection, submission, judgement)
    found = [*used, *_reference_used(log.connection, submission, judgement)]
    judgement = _with_findings(judgement, found, most)
    stream = f"declaration:{declaration}"
    log.append(
        stream,
        "judged",
        {
            "submission": submission.id,
            "partner": submission.partner,
            "ordinal": 1,
            "outcome": judgement.outcome,
            "message_number": judgement.message_number,
            "takes_message_number": judgement.message_number is not None and not used,
            "reference": judgement.reference,
            "function": judgement.function,
            "findings": [each.to_record() for each in judgement.findings],
            "findings_total": judgement.total,
            "law": dict(judgement.law),
            "examined": [dict(each) for each in examined],
            "facts": dict(judgement.facts) if judgement.outcome == "registered" else {},
        },
    )
    if judgement.outcome == "registered":
        _lodge(log, administration, stream, submission.partner, judgement)


def next_serial(connection: sa.Connection, series: str) -> int:
    """The next number of a series; the unique key of the table makes a second writer try again."""
    table = tables.series
    query = sa.select(sa.func.max(table.c.serial)).where(table.c.name == series)
    return int(connection.execute(query).scalar() or 0) + 1


def _with_findings(judgement: Judgement, found: list[Finding], most: int) -> Judgement:
    if not found:
        return judgement
    outcome = judgement.outcome if judgement.outcome == "draft" else "refused"
    return dataclasses.replace(
        judgement,
        outcome=outcome,
        findings=given_out([*found, *judgement.findings], most),
        total=judgement.total + len(found),
    )


def _message_number_used(connection: sa.Connection, submission: Any, judgement: Judgement) -> list[Finding]:
    number = judgement.message_number
    table = tables.message_number
    query = sa.select(table.c.submission).where(table.c.partner == submission.partner, table.c.number == number)
    other = connection.execute(query).scalar() if number is not None else None
    if other is None or other == submission.id:
        return []
    place = judgement.places.get("message_number")
    return [finding("MSG01", value=number, position=place, facts={"submission": other})]


def _reference_used(connection: sa.Connection, submission: Any, judgement: Judgement) -> list[Finding]:
    table = tables.reference
    query = (
        sa.select(tables.declaration.c.dum_number)
        .join(table, table.c.declaration == tables.declaration.c.id)
        .where(table.c.partner == submission.partner, table.c.reference == judgement.reference)
    )
    dum_number = connection.execute(query).scalar() if judgement.outcome == "registered" else None
    if dum_number is None:
        return []
    place = judgement.places.get("declarant_reference")
    return [finding("MSG02", value=judgement.reference, position=place, facts={"dum_number": dum_number})]


def _lodge(log: Log, administration: Administration, stream: str, partner: str, judgement: Judgement) -> None:
    facts = judgement.facts
    lines = tuple(
        ProposedLine(line["type_code"], Decimal(line["base"]), Decimal(line["rate"])) for line in facts["lines"]
    )
    lodgement = Lodgement(facts["office"], facts["regime"], lines)
    for act in administration.lodge(lodgement, log.at, lambda series: next_serial(log.connection, series)):
        if isinstance(act, Registered):
            data = {**dataclasses.asdict(act), "partner": partner, "reference": judgement.reference}
            log.append(stream, "registered", data)
        elif isinstance(act, Assessed):
            log.append(stream, "assessed", _plain(dataclasses.asdict(act)))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
