"""What the API shows of submissions, declarations, accounts, claims and documents, as JSON-ready data.

Each view is made of the tables that a reader is given: those of the ledger, or those of a past instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gateway.doors.http.belongings import Belongings, Parts, account_parts, belongings
from gateway.ledger import database, tables
from gateway.ledger.dues import amount_due
from gateway.ledger.projections.declaration_events import NOT_JUDGED
from gateway.work.response_keys import due_number, responses_of

_message = tables.declaration
DECLARATION = [
    column
    for column in _message.columns
    if column.name not in ("findings", "facts", "law", "dum", "in_force", "function", "current")
]
"""The columns of a declaration that are shown. The others are large, and many are shown at once."""


def acknowledgement_view(submission: Any) -> dict[str, Any]:
    """The answer to a submission: made of what was committed alone, so that it is the same for ever."""
    return {
        "id": submission.id,
        "status_url": f"/v1/submissions/{submission.id}",
        "acknowledgement_url": f"/v1/submissions/{submission.id}/acknowledgement",
        "received_at": submission.received_at,
        "body": submission.body,
        "attachments": submission.attachments,
    }


def submission_view(engine: sa.Engine, submission: Any) -> dict[str, Any]:
    """A submission with the state of its declarations."""
    of_it = _message.c.submission == submission.id
    rows = database.read(engine, sa.select(*DECLARATION).where(of_it).order_by(_message.c.ordinal))
    declarations = _views(rows, belongings(engine, sa.select(_message.c.id).where(of_it))) if rows else []
    interchanges = _interchanges(engine, submission.id)
    given_up = any(row.edifact and row.edifact["interchange"] is None for row in rows)
    whole = not interchanges or (
        (given_up or len(interchanges) == interchanges[0].interchanges)
        and len(declarations) >= sum(each.declarations for each in interchanges)
        and all(each.contrl or not each.contrl_due for each in interchanges)
    )
    answered = whole and rows and all(row.answers for row in rows)
    state = "answered" if answered else "received"
    return {
        **acknowledgement_view(submission),
        "body_url": f"/v1/submissions/{submission.id}/body",
        "state": state,
        "interchanges": [_interchange_view(each) for each in interchanges],
        "declarations": declarations,
    }


def _interchanges(engine: sa.Engine, submission: str) -> list[Any]:
    """The interchanges of a submission, without what each of their messages said: that is as much as was sent."""
    table = tables.interchange
    columns = [column for column in table.columns if column.name not in ("header", "control", "terms")]
    return database.read(engine, sa.select(*columns).filter_by(submission=submission).order_by(table.c.number))


def _interchange_view(interchange: Any) -> dict[str, Any]:
    """An EDIFACT interchange: its reference (0020), whether it was acknowledged (7) or rejected (4), and its CONTRL."""
    url = f"/v1/submissions/{interchange.submission}/contrl/{interchange.number}"
    names = ("number", "sender", "reference", "action", "first", "declarations")
    shown = {name: getattr(interchange, name) for name in names}
    return {**shown, "contrl_url": url if interchange.contrl else None}


def declaration_view(engine: sa.Engine, declaration: Any) -> dict[str, Any]:
    """A declaration, or a request or act: outcome, state, numbers, what is due, and where everything is fetched."""
    return declaration_views(engine, [declaration])[0]


def declaration_views(engine: sa.Engine, declarations: Sequence[Any]) -> list[dict[str, Any]]:
    """The same of some declarations, in as many queries as of one."""
    ids = [each.id for each in declarations]
    return _views(declarations, belongings(engine, sa.select(_message.c.id).where(_message.c.id.in_(ids))))


def _views(declarations: Sequence[Any], theirs: Belongings) -> list[dict[str, Any]]:
    return [_declaration_view(each, theirs) for each in declarations]


def _declaration_view(declaration: Any, theirs: Belongings) -> dict[str, Any]:
    base = f"/v1/declarations/{declaration.id}"
    due = amount_due(declaration.assessment)
    responses = _responses(base, declaration)
    claims = theirs.claims.get(declaration.id, [])
    accounts = theirs.accounts.get(declaration.id, [])
    return {
        "id": declaration.id,
        "submission": declaration.submission,
        "state": declaration.state,
        "life": declaration.life or None,
        "version": declaration.version,
        "outcome": declaration.outcome,
        "message_number": declaration.message_number,
        "declarant_reference": declaration.reference,
        "asked": declaration.asked or None,
        "about": declaration.about,
        "dum_number": declaration.dum_number,
        "registered_at": declaration.registered_at,
        "released_at": declaration.released_at,
        "versions": _versions(declaration, theirs.amendments.get(declaration.id, [])) if declaration.dum_number else [],
        "replaces": declaration.replaces,
        "replaced_by": declaration.replaced_by,
        "open": declaration.open,
        "due": None if due is None else f"{due:f}",
        "paid": _paid(claims),
        "claims": [claim_view(claim) for claim in claims],
        "account": _account_view(accounts[0], theirs.parts) if accounts else None,
        "attachments": declaration.examined,
        "findings_total": declaration.findings_total,
        "findings_url": f"{base}/findings" if responses else None,
        "response_url": f"{base}/response" if responses else None,
        "responses": responses,
        "edifact": declaration.edifact,
        "cusres_url": f"{base}/cusres" if responses and responses[-1]["cusres_url"] else None,
        "history_url": f"{base}/history",
        "notices": [_notice_view(base, each) for each in theirs.notices.get(declaration.id, []) if each.xml],
        "documents": [document_view(each) for each in _in_order(theirs.documents.get(declaration.id, [])) if each.xml],
    }


def _responses(base: str, declaration: Any) -> list[dict[str, Any]]:
    """Each response: only what was not judged has a second one."""
    made = responses_of(declaration)
    newest = due_number(declaration)
    return [
        {
            "number": number,
            "outcome": declaration.outcome if number == newest else NOT_JUDGED,
            "url": f"{base}/responses/{number}",
            "cusres_url": f"{base}/responses/{number}/cusres" if "cusres" in each else None,
        }
        for number, each in enumerate(made, start=1)
    ]


def _in_order(documents: Sequence[Any]) -> list[Any]:
    """By their numbers; of the form the second edition before the tenth."""

    def place(document: Any) -> tuple[str, int]:
        return document.number.removesuffix(f"-{document.edition}"), document.edition

    return sorted(documents, key=place)


def _versions(declaration: Any, amendments: Sequence[Any]) -> list[dict[str, Any]]:
    """Each version, and where the message that brought it is fetched: the declaration itself, then its amendments."""
    brought = [(0, declaration), *((row.asked["version"] + 1, row) for row in amendments)]
    return [
        {"version": version, "declaration": row.id, "body_url": f"/v1/submissions/{row.submission}/body"}
        for version, row in sorted(brought, key=lambda each: each[0])
    ]


def _paid(claims: list[Any]) -> str | None:
    """What was received, in MAD; None where nothing was."""
    received = sum((Decimal(claim.paid) + Decimal(claim.surplus) for claim in claims), Decimal(0))
    return f"{received:f}" if received else None


def _notice_view(base: str, notice: Any) -> dict[str, Any]:
    names = ("cause", "life", "state", "version", "reason", "details", "documents")
    told = {name: notice.data.get(name) for name in names}
    cusres = {"cusres_url": f"{base}/cusres/{notice.number}" if notice.cusres else None}
    return {"number": notice.number, "at": notice.at, **told, "url": f"{base}/notices/{notice.number}", **cusres}


def claim_view(claim: Any) -> dict[str, Any]:
    """A claim: what is owed, until when, what was paid of it. Amounts are MAD."""
    names = ("number", "declaration", "office", "debtor", "state", "disputed", "amount", "paid", "surplus")
    days = ("opened_on", "due_on", "notice_on", "method", "credit", "dasf")
    return {name: getattr(claim, name) for name in (*names, *days)} | {"url": f"/v1/claims/{claim.number}"}


def credit_view(credit: Any) -> dict[str, Any]:
    """A removal credit account: ceiling, what is used of it and what is left (MAD), its term (days)."""
    names = ("number", "holder", "ice", "ceiling", "used", "term_days")
    left = Decimal(credit.ceiling) - Decimal(credit.used)
    return {name: getattr(credit, name) for name in names} | {"left": f"{left:f}"}


def account_view(engine: sa.Engine, account: Any) -> dict[str, Any]:
    """A regime account: its articles, what was charged to them, and the certificates."""
    table = tables.account
    return _account_view(account, account_parts(engine, sa.select(table.c.number).filter_by(number=account.number)))


def _account_view(account: Any, parts: Parts) -> dict[str, Any]:
    names = ("number", "declaration", "regime", "office", "state", "opened_on", "deadline", "last_deadline")
    shown: dict[str, Any] = {name: getattr(account, name) for name in names}
    shown |= {"principal": account.principal, "guarantor": account.guarantor, "url": f"/v1/accounts/{account.number}"}
    return {**shown, **parts[account.number]}


def document_view(document: Any) -> dict[str, Any]:
    """A document with the addresses of its two files and their SHA-256."""
    base = f"/v1/documents/{document.number}"
    return {
        "number": document.number,
        "kind": document.kind,
        "state": document.state,
        "replaces": document.replaces,
        "replaced_by": document.replaced_by,
        "declaration": document.declaration,
        "partner": document.partner,
        "issued_at": document.issued_at,
        "xml_url": f"{base}.xml",
        "xml_sha256": document.xml,
        "pdf_url": f"{base}.pdf",
        "pdf_sha256": document.pdf,
    }
