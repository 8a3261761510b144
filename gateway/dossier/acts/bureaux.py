"""Whether an act is its office's: all that it names must be of the bureaux of that office, or end its transit there.

It is asked before an act is looked at, so that an office learns of no state of what is another bureau's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import sqlalchemy as sa

from gateway.access import Action, Kind, Principal, Thing, may
from gateway.dossier.acts.act_handlers import Act, Refusal
from gateway.ledger import tables
from gateway.ledger.tables import DeclarationRow
from schemas import words

Declarations: TypeAlias = "sa.Select[DeclarationRow]"

RECEIVING = frozenset({"transit-note", "discharge", "certificate-cancellation"})
"""Kinds of acts that are also the office's where a transit ends: box G, and the discharge of an account. Our choice."""


def action_of(kind: str) -> Action:
    """What is asked for by whoever does an act of a kind."""
    return Action.RECEIVE if kind in RECEIVING else Action.ACT


def thing_of(row: DeclarationRow, kind: Kind = Kind.DECLARATION) -> Thing:
    """A declaration, or something of a kind that belongs to it, as the table of rights asks of it."""
    ends_at = {each for each in (row.destination_office, row.discharge_office) if each}
    return Thing(kind, {row.partner}, {row.office} if row.office else frozenset(), ends_at)


def elsewhere(connection: sa.Connection, act: Act, who: Principal) -> Refusal | None:
    """Why somebody may not do an act: what it names is of none of his bureaux. None where he may, or where nothing is
    known of what it names.

    Raises LookupError for a kind of act that names nothing of which it is known whose it is.
    """
    named = [element for element in NAMED if act.get(element) is not None]
    if not named:
        raise LookupError(f"{act.kind} names nothing that has a bureau")
    for element in named:
        kind, found = NAMED[element]
        rows = tables.rows(connection, found(act, act[element]))
        for thing in [Thing(kind)] if kind == Kind.CREDIT else [thing_of(row, kind) for row in rows]:
            if not may(who, action_of(act.kind), thing):
                return _refusal(act, element, thing, who)
    return None


def _refusal(act: Act, element: str, thing: Thing, who: Principal) -> Refusal:
    if element == "declaration_id" and not thing.offices:  # what was refused, or is a draft, concerns no office
        what = "object.request" if act.kind == "request-decision" else "object.declaration"
        return act.refusal("ACT05", element, what=words.phrase(what))
    if thing.kind == Kind.CREDIT:
        bureau = words.phrase("bureau.every")
    elif element == "dum_number":  # which begins with it
        bureau = words.phrase("bureau.one", bureau=next(iter(thing.offices)))
    else:
        bureau = words.phrase("bureau.other")
    offices = ", ".join(who.offices) or words.phrase("bureau.none")
    return act.refusal("ACT13", element, bureau=bureau, offices=offices, office=who.id)


def _by_number(act: Act, number: str) -> Declarations:
    """A declaration, and its regime account, by the number of the DUM."""
    return sa.select(tables.declaration).where(tables.declaration.c.dum_number == number)


def _by_id(act: Act, message: str) -> Declarations:
    """A declaration by its id; for a request, and any other message about one, that which it is about."""
    said = tables.declaration.alias("said")
    about = sa.select(sa.func.coalesce(said.c.about, said.c.id)).where(said.c.id == message).scalar_subquery()
    return sa.select(tables.declaration).where(tables.declaration.c.id == about)


def _by_claim(act: Act, claim: str) -> Declarations:
    return _of(tables.claim, tables.claim.c.number == claim)


def _by_certificate(act: Act, certificate: str) -> Declarations:
    table = tables.certificate.c
    account = sa.select(table.account).where(table.number == certificate).scalar_subquery()
    return _of(tables.account, tables.account.c.number == account)


def _by_payment(act: Act, number: str) -> Declarations:
    """By a payment that this office recorded."""
    return _of(tables.payment, tables.payment.c.office == act.office, tables.payment.c.number == number)


def _by_quittance(act: Act, quittance: str) -> Declarations:
    return _of(tables.payment, tables.payment.c.quittance == quittance)


def _by_credit(act: Act, account: str) -> Declarations:
    """None: it belongs to no declaration."""
    return sa.select(tables.declaration).where(sa.false())


def _of(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> Declarations:
    return sa.select(tables.declaration).where(tables.declaration.c.id == table.c.declaration, *conditions)


NAMED: Mapping[str, tuple[Kind, Callable[[Act, str], Declarations]]] = {
    "dum_number": (Kind.DECLARATION, _by_number),
    "declaration_id": (Kind.DECLARATION, _by_id),
    "claim_number": (Kind.CLAIM, _by_claim),
    "certificate_number": (Kind.ACCOUNT, _by_certificate),
    "payment_number": (Kind.CLAIM, _by_payment),
    "replaces_quittance": (Kind.CLAIM, _by_quittance),
    "account_number": (Kind.CREDIT, _by_credit),
}
"""By which elements acts name things, of what kind these are, and whose declarations; none where they are unknown."""
