"""Removal credit (crédit d'enlèvement, box 27): an account with its ceiling, what is used of it, its term in days."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gateway.dossier.desk import Desk
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from schemas.findings import Finding, Position, finding
from schemas.rules import amount


def objections(
    desk: Desk, number: str, due: Decimal, payer: dict[str, Any], place: Position | None, given_back: Decimal
) -> list[Finding]:
    """Why a credit account cannot take `due` (MAD); nothing where it can. The account is held.

    One that the ledger does not know is looked at as the administration knows it, and stays unopened: the declaration
    may be refused for another reason.
    `given_back` is what a version that falls now gives back to the same account.
    """
    account = desk.hold(tables.credit, number)
    if account is None:
        terms = desk.administration.credit_terms(number)
        if terms is None:
            return [finding("CRD01", position=place, value=number)]
        ceiling, used = terms.ceiling, Decimal(0)
    elif account.ice and payer.get("ice") and account.ice != payer["ice"]:
        return [finding("CRD03", position=place, value=number, facts={"account": number})]
    else:
        ceiling, used = Decimal(account.ceiling), Decimal(account.used)
    left = ceiling - used + given_back
    if due > left:
        facts = {"due": amount(due), "account": number, "left": amount(left), "ceiling": amount(ceiling)}
        return [finding("CRD02", position=place, value=number, facts=facts)]
    return []


def charge(desk: Desk, number: str | None, claim: str, change: Decimal) -> None:
    """Add `change` (MAD) of a claim to what is used of its account; a negative one is given back."""
    if number and change and desk.hold(tables.credit, number) is not None:
        desk.append(Subject.CREDIT.of(number), EventKind.CREDIT_CHARGED, {"claim": claim, "amount": f"{change:f}"})


def open_known_account(desk: Desk, facts: Mapping[str, Any]) -> None:
    """Open the credit account of a declaration that is registered or amended, where only the administration knows it.

    Also where nothing is due now: the office may assess something later.
    """
    number = facts.get("credit")
    if not number or desk.hold(tables.credit, number) is not None:
        return
    terms = desk.administration.credit_terms(number)
    if terms is not None:
        payer = facts["payer"]
        open_account(desk, number, payer["name"], payer.get("ice"), terms.ceiling, terms.term_days)


def open_account(desk: Desk, number: str, holder: str, ice: str | None, ceiling: Decimal, term_days: int) -> None:
    """Open a credit account, or change its ceiling, term and holder."""
    data = {"holder": holder, "ice": ice, "ceiling": f"{ceiling:f}", "term_days": term_days}
    known = desk.hold(tables.credit, number) is not None
    desk.append(Subject.CREDIT.of(number), EventKind.CREDIT_CHANGED if known else EventKind.CREDIT_OPENED, data)
