"""What is shown of declarations, and of requests and acts that came as messages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gateway.dossier.states import REQUESTS
from gateway.ledger.dues import amount_due
from gateway.ledger.projections.declaration_events import NOT_JUDGED
from gateway.ledger.tables import DeclarationRow, NoticeRow
from gateway.queries.belongings import Belongings, Requested
from gateway.queries.documents import Document
from gateway.views.address_of import AddressOf
from gateway.views.belonging_views import account_view, claim_view, document_view
from gateway.views.waiting import Waiting
from gateway.work.response_keys import due_number, responses_of


def declaration_view(
    declaration: DeclarationRow, theirs: Belongings, address: AddressOf, waiting: Waiting | None = None
) -> dict[str, Any]:
    """Outcome, state, numbers, what is due, where everything is fetched, and what its work waits for.

    `waiting` is None where that is not asked, as of the past.
    """
    name = declaration.id
    due = amount_due(declaration.assessment)
    responses = _responses(declaration, address)
    claims = theirs.claims.get(name, [])
    accounts = theirs.accounts.get(name, [])
    documents = theirs.documents.get(name, [])
    requests = [each for each in theirs.requests.get(name, []) if each.asked.get("kind") in REQUESTS]
    return {
        "id": name,
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
        "versions": _versions(declaration, requests, address) if declaration.dum_number else [],
        "requests": [_request_view(each) for each in requests],
        "replaces": declaration.replaces,
        "replaced_by": declaration.replaced_by,
        "open": declaration.open,
        "due": None if due is None else f"{due:f}",
        "paid": _paid(claims),
        "claims": [claim_view(claim, address) for claim in claims],
        "account": account_view(accounts[0], theirs.parts, address) if accounts else None,
        "attachments": declaration.examined,
        "findings_total": declaration.findings_total,
        "findings_url": address("findings", declaration=name) if responses else None,
        "response_url": address("response", declaration=name) if responses else None,
        "responses": responses,
        "edifact": declaration.edifact,
        "cusres_url": address("cusres", declaration=name) if responses and responses[-1]["cusres_url"] else None,
        "history_url": address("history", declaration=name),
        "notices": [_notice_view(each, address) for each in theirs.notices.get(name, []) if each.xml],
        "documents": [document_view(each, address) for each in _in_order(documents) if each.xml],
        "waiting": None if waiting is None else waiting.of_declaration(name, [each.number for each in documents]),
    }


def _responses(declaration: DeclarationRow, address: AddressOf) -> list[dict[str, Any]]:
    """Each response: only what was not judged has a second one."""
    made = responses_of(declaration)
    newest, name = due_number(declaration), declaration.id
    return [
        {
            "number": number,
            "outcome": declaration.outcome if number == newest else NOT_JUDGED,
            "url": address("numbered_response", declaration=name, number=number),
            "cusres_url": address("numbered_response_cusres", declaration=name, number=number)
            if "cusres" in each
            else None,
        }
        for number, each in enumerate(made, start=1)
    ]


def _in_order(documents: Sequence[Document]) -> list[Document]:
    """By their numbers; of the form the second edition before the tenth."""

    def place(document: Document) -> tuple[str, int]:
        return document.number.removesuffix(f"-{document.edition}"), document.edition

    return sorted(documents, key=place)


def _request_view(request: Requested) -> dict[str, Any]:
    """What was asked of the declaration, and what became of that."""
    asked = {"kind": request.asked["kind"], "reason": request.asked["reason"]}
    return {"id": request.id, **asked, "state": request.state, "at": request.judged_at}


def _versions(declaration: DeclarationRow, requests: Sequence[Requested], address: AddressOf) -> list[dict[str, Any]]:
    """Each version, and where the message that brought it is fetched: the declaration itself, then its amendments."""
    accepted = [each for each in requests if each.state == "accepted" and each.asked["kind"] == "amend"]
    brought: list[tuple[int, DeclarationRow | Requested]] = [
        (0, declaration),
        *((row.asked["version"] + 1, row) for row in accepted),
    ]
    return [
        {"version": version, "declaration": row.id, "body_url": address("body", submission=row.submission)}
        for version, row in sorted(brought, key=lambda each: each[0])
    ]


def _paid(claims: list[Any]) -> str | None:
    """What was received, in MAD; None where nothing was."""
    received = sum((Decimal(claim.paid) + Decimal(claim.surplus) for claim in claims), Decimal(0))
    return f"{received:f}" if received else None


def _notice_view(notice: NoticeRow, address: AddressOf) -> dict[str, Any]:
    names = ("cause", "life", "state", "version", "reason", "details", "documents")
    told = {name: notice.data.get(name) for name in names}
    which: dict[str, str | int] = {"declaration": notice.declaration, "number": notice.number}
    cusres_url = address("numbered_cusres", **which) if notice.cusres else None
    return {
        "number": notice.number,
        "at": notice.at,
        **told,
        "url": address("notice", **which),
        "cusres_url": cusres_url,
    }
