"""An account is opened by the registration of a suspensive declaration: per article what came in, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from gateway.dossier.desk import Desk
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import AccountRow, DeclarationRow
from schemas.days import add_months
from schemas.law import LawOfDay

KILOGRAM = "KG"
SUPPLEMENTARY = "supplementary"


def is_suspensive(regime: str, law: LawOfDay) -> bool:
    """True where the duties of a régime are suspended and an account of the goods is kept."""
    row = law.row("regimes", regime)
    return row is not None and row["suspensive"] == "yes"


def open_account(desk: Desk, declaration: DeclarationRow) -> None:
    """Open the account of a registered declaration; nothing where its régime suspends nothing."""
    facts = declaration.facts
    if is_suspensive(facts["regime"], desk.law_of_today):
        desk.append(
            Subject.ACCOUNT.of(declaration.dum_number),
            EventKind.ACCOUNT_OPENED,
            _account(desk, declaration, desk.today),
        )


def change_account(desk: Desk, declaration: DeclarationRow, account: AccountRow) -> None:
    """The declaration was amended: the account holds what the new version says. Nothing was charged yet.

    Its deadlines stay: they hang on the day and the régime, and the office may have extended them.
    """
    data = _account(desk, declaration, date.fromisoformat(account.opened_on))
    data |= {"deadline": account.deadline, "last_deadline": account.last_deadline, "binding": account.binding}
    desk.append(Subject.ACCOUNT.of(account.number), EventKind.ACCOUNT_CHANGED, data)


def _account(desk: Desk, declaration: DeclarationRow, opened_on: date) -> dict[str, Any]:
    facts, law = declaration.facts, desk.law.on(opened_on)
    terms = law.account_terms(facts["regime"])
    months = (terms.deadline_months, terms.last_months) if terms else (None, None)
    deadline, last = (add_months(opened_on, each).isoformat() if each else None for each in months)
    counts_pieces = terms is not None and terms.unit == SUPPLEMENTARY
    return {
        "declaration": declaration.id,
        "partner": declaration.partner,
        "operator": facts["operator"],
        "office": facts["office"],
        "regime": facts["regime"],
        "opened_on": opened_on.isoformat(),
        "deadline": deadline,
        "last_deadline": last,
        "binding": terms is not None and terms.status == "confirmed",
        "principal": facts["principal"],
        "guarantor": facts["guarantor"],
        "articles": [_article(each, counts_pieces) for each in facts["articles"]],
    }


def _article(article: Mapping[str, Any], counts_pieces: bool) -> dict[str, Any]:
    in_pieces = counts_pieces and article["unit"] is not None
    return {
        "article": article["number"],
        "ngp_code": article["ngp_code"],
        "description": article["description"],
        "unit": article["unit"] if in_pieces else KILOGRAM,
        "admitted": article["quantity"] if in_pieces else article["net_mass"],
        "waste_rate": article["waste_rate"],
        "value": article["value"],
        "suspended": article["suspended"],
    }


def quantity_in(unit: str, article: Mapping[str, Any]) -> Decimal | None:
    """What an article declares in the unit of an account: box 33 in kilograms, else box 32 where it has that unit."""
    if unit == KILOGRAM:
        return Decimal(article["net_mass"])
    return Decimal(article["quantity"]) if article["unit"] == unit else None
