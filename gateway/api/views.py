"""What the API shows of submissions, declarations and documents, as JSON-ready data."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.dues import amount_due
from gateway.service import Gateway


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


def submission_view(gateway: Gateway, submission: Any) -> dict[str, Any]:
    """A submission with the state of its declarations."""
    table = tables.declaration
    query = sa.select(table).where(table.c.submission == submission.id).order_by(table.c.ordinal)
    declarations = [declaration_view(gateway, row) for row in database.read(gateway.engine, query)]
    state = "answered" if declarations and all(each["response_url"] for each in declarations) else "received"
    return {
        **acknowledgement_view(submission),
        "body_url": f"/v1/submissions/{submission.id}/body",
        "state": state,
        "declarations": declarations,
    }


def declaration_view(gateway: Gateway, declaration: Any) -> dict[str, Any]:
    """A declaration: outcome, state, numbers, what is due, and where everything is to be fetched."""
    table = tables.document
    documents = database.read(gateway.engine, sa.select(table).where(table.c.declaration == declaration.id))
    base = f"/v1/declarations/{declaration.id}"
    due = amount_due(declaration.assessment)
    answered = bool(declaration.answers)
    return {
        "id": declaration.id,
        "submission": declaration.submission,
        "state": declaration.state,
        "outcome": declaration.outcome,
        "message_number": declaration.message_number,
        "declarant_reference": declaration.reference,
        "dum_number": declaration.dum_number,
        "registered_at": declaration.registered_at,
        "due": None if due is None else f"{due:f}",
        "paid": declaration.payment["amount"] if declaration.payment else None,
        "attachments": declaration.examined,
        "findings_total": declaration.findings_total,
        "findings_url": f"{base}/findings" if answered else None,
        "response_url": f"{base}/response" if answered else None,
        "documents": [document_view(document) for document in documents],
    }


def document_view(document: Any) -> dict[str, Any]:
    """A document with the addresses of its two files and their SHA-256."""
    base = f"/v1/documents/{document.number}"
    return {
        "number": document.number,
        "kind": document.kind,
        "declaration": document.declaration,
        "partner": document.partner,
        "issued_at": document.issued_at,
        "xml_url": f"{base}.xml",
        "xml_sha256": document.xml,
        "pdf_url": f"{base}.pdf",
        "pdf_sha256": document.pdf,
    }
