"""Editions of the printed form: a new one whenever the form says something else, its boxes as they stand then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gateway.documents import dum_document
from gateway.dossier.desk import Desk
from gateway.ledger import tables
from gateway.ledger.settled import FORM_COPIES
from gateway.ledger.tables import ActRow, DeclarationRow
from schemas.acts import value_title
from schemas.days import day_of, in_casablanca, local_moment
from schemas.identifiers import parse_reference

Done = tuple[str, Mapping[str, Any], datetime]

PRINTED = "fr"
"""The form's own language: what the office writes in its boxes is put in words once."""

SAID = ("version", "body", "boxes", "cancelled")
"""What of a record the form says; where one of it differs, a new edition comes out."""


def print_editions(desk: Desk) -> None:
    """Let a new edition of the form come out for each declaration of which it says something else than the newest one.

    Asked at the end of each commit, when all that was done is written down.
    """
    for declaration in desk.touched:
        row = desk.hold(tables.declaration, declaration)
        if row is None or row.dum_number is None or row.life == "replaced":
            continue
        table = tables.document
        query = sa.select(table).where(table.c.declaration == declaration, table.c.kind == dum_document.KIND.name)
        editions = desk.look(query)
        newest = max((each.record for each in editions), key=lambda record: record["edition"], default=None)
        record = _record(desk, row, len(editions) + 1)
        if newest is None or any(newest.get(name) != record[name] for name in SAID):
            number = f"{'SPECIMEN-' if desk.specimen else ''}{row.dum_number}-{record['edition']}"
            desk.issue(row, dum_document.KIND, (number, "", 0), record)


def _record(desk: Desk, row: DeclarationRow, edition: int) -> dict[str, Any]:
    return {
        "edition": edition,
        "cancelled": True if row.life == "cancelled" else None,
        "issued_at": desk.log.at.isoformat(),
        "dum_number": row.dum_number,
        "version": row.version,
        "reference": row.reference,
        "office": row.facts["office"],
        "law": _judged_by(desk, row),
        "body": row.in_force or desk.hold_known(tables.submission, row.current).body["sha256"],
        "boxes": boxes_of(desk, row),
        "form_copies": FORM_COPIES.of(desk.connection),
    }


def _judged_by(desk: Desk, row: DeclarationRow) -> Mapping[str, Any]:
    """The law by which the version in force was judged: with the declaration, or with the request that brought it."""
    table = tables.declaration
    requests = desk.look(sa.select(table).where(table.c.about == row.id, table.c.state == "accepted"))
    by_version = {each.asked["version"] + 1: each.law for each in requests if each.asked["kind"] == "amend"}
    return by_version.get(row.version, row.law)


def boxes_of(desk: Desk, row: DeclarationRow) -> dict[str, Any]:
    """Boxes A, B and D to H of a declaration, from the acts of the office so far.

    Raises LookupError before its registration.
    """
    if row.dum_number is None or row.registered_at is None:
        raise LookupError(f"{row.id} has no number")
    acts = _acts(desk, row.id)
    reference = parse_reference(row.dum_number)
    quittances = sa.select(tables.document.c.number).where(
        tables.document.c.declaration == row.id,
        tables.document.c.kind == "quittance",
        tables.document.c.state != "cancelled",
    )
    assessment = row.assessment or {}
    released = [at for kind, _, at in acts if kind == "release"]
    return {
        "serial": row.dum_number[10:17],
        "key": reference.right_key if reference else "",
        "registered_on": day_of(datetime.fromisoformat(row.registered_at)).isoformat(),
        "visas": [[data["officer"], day_of(at).isoformat()] for kind, data, at in acts if kind == "visa"],
        "assessments": [assessment["number"]] if assessment.get("serial") else [],
        "receipts": [each.number for each in desk.look(quittances.order_by(tables.document.c.number))],
        "released_at": released[-1].isoformat() if released else None,
        "examinations": _lines(acts, "examination", ("stage", "method_code", "result_code")),
        "values": _lines(acts, "valuation", ("decision", "retained_value")),
        "transit": _lines(acts, "transit-note", ("event", "seal")),
        "decisions": [
            *_lines(acts, "decision", ("kind",)),
            *_lines(acts, "extension", ("deadline",)),
            *_lines(acts, "document-request", ("status", "document_type_code")),
        ],
        **_assessed_by_office(acts, assessment),
    }


def _assessed_by_office(acts: list[Done], assessment: Mapping[str, Any]) -> dict[str, Any]:
    """The assessment in force, where an act of the office made it. Else none: an older form would be printed anew."""
    in_force = _figures(assessment.get("lines", ()))
    if not any(kind == "assessment" and _figures(data["line"]) == in_force for kind, data, _ in acts):
        return {}
    return {"assessment": {name: assessment[name] for name in ("number", "lines", "total")}}


def _figures(lines: Sequence[Mapping[str, str]]) -> list[tuple[str, Decimal, Decimal]]:
    return [(each["type_code"], Decimal(each["base"]), Decimal(each["rate"])) for each in lines]


def _acts(desk: Desk, declaration: str) -> list[Done]:
    """The acts on a declaration in the order in which they were done: kind, what they say, and when."""
    table = tables.act
    rows = desk.look(sa.select(table).where(table.c.declaration == declaration))
    rows.sort(key=lambda each: (_done_at(each).astimezone(UTC), each.office, each.kind, each.number))
    return [(each.kind, each.data, _done_at(each)) for each in rows]


def _done_at(act: ActRow) -> datetime:
    """When an act was done. What the office says has no zone: it means the same by whatever zone data it was
    read first. An act of the administration itself says nothing."""
    said = act.data.get("done_at") or act.data.get("paid_at")
    return local_moment(datetime.fromisoformat(said)) if said else in_casablanca(datetime.fromisoformat(act.done_at))


def _lines(acts: list[Done], kind: str, names: tuple[str, ...]) -> list[str]:
    """Each act of a kind as one line: what, in words; the text; who and when."""
    lines = []
    for each, data, at in acts:
        if each == kind:
            said = [value_title(kind, name, data[name])[PRINTED] for name in names if data.get(name)]
            text = data.get("text") or data.get("reason")
            signed = ", ".join(part for part in (data.get("officer"), f"{day_of(at):%d/%m/%Y}") if part)
            lines.append(" – ".join([*said, *([text] if text else []), signed]))
    return lines
