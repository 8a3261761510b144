"""What is shown of claims, credit accounts, regime accounts and documents. Amounts are MAD."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gateway.ledger.tables import AccountRow, ClaimRow, CreditRow
from gateway.queries.belongings import Parts
from gateway.queries.documents import Document
from gateway.views.address_of import AddressOf


def claim_view(claim: ClaimRow, address: AddressOf) -> dict[str, Any]:
    """A claim: what is owed, until when, what was paid of it."""
    names = ("number", "declaration", "office", "debtor", "state", "disputed", "amount", "paid", "surplus")
    days = ("opened_on", "due_on", "notice_on", "method", "credit", "dasf")
    return {name: getattr(claim, name) for name in (*names, *days)} | {"url": address("claim", number=claim.number)}


def credit_view(credit: CreditRow) -> dict[str, Any]:
    """A removal credit account: ceiling, what is used of it and what is left, its term (days)."""
    names = ("number", "holder", "ice", "ceiling", "used", "term_days")
    left = Decimal(credit.ceiling) - Decimal(credit.used)
    return {name: getattr(credit, name) for name in names} | {"left": f"{left:f}"}


def account_view(account: AccountRow, parts: Parts, address: AddressOf) -> dict[str, Any]:
    """A regime account: its articles, what was charged to them, and the certificates."""
    names = ("number", "declaration", "regime", "office", "state", "opened_on", "deadline", "last_deadline")
    shown: dict[str, Any] = {name: getattr(account, name) for name in (*names, "principal", "guarantor")}
    return {**shown, "url": address("account", number=account.number), **parts[account.number]}


def document_view(document: Document, address: AddressOf) -> dict[str, Any]:
    """A document: what it is and whether it holds, with the addresses of its two files and their SHA-256."""
    names = ("number", "kind", "state", "replaces", "replaced_by", "declaration", "partner", "issued_at")
    return {
        **{name: getattr(document, name) for name in (*names, "validity", "superseded_by")},
        "edition": document.edition or None,
        "xml_url": address("document_xml", number=document.number),
        "xml_sha256": document.xml,
        "pdf_url": address("document_pdf", number=document.number),
        "pdf_sha256": document.pdf,
    }
