"""Whether an act is its office's: all that it names must be of the bureaux of that office, or end its transit there.

It is asked before an act is looked at, so that an office learns of no state of what is another bureau's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import sqlalchemy as sa

from gateway.access import Action, Kind, Principal, Thing, may
from gateway.dossier.acts.act_handlers import Act, Refusal
from gateway.dossier.desk import Desk
from gateway.ledger import tables
from gateway.ledger.tables import DeclarationRow
from schemas import words

RECEIVING = frozenset({"transit-note", "discharge", "certificate-cancellation"})
"""Kinds of acts that are also the office's where a transit ends: box G, and the discharge of an account. Our choice."""


def action_of(kind: str) -> Action:
    """What is asked for by whoever does an act of a kind."""
    return Action.RECEIVE if kind in RECEIVING else Action.ACT


def thing_of(row: DeclarationRow, kind: Kind = Kind.DECLARATION) -> Thing:
    """A declaration, or something of a kind that belongs to it, as the table of rights asks of it."""
    ends_at = {each for each in (row.destination_office, row.discharge_office) if each}
    return Thing(kind, {row.partner}, {row.office} if row.office else frozenset(), ends_at)


def held(who: Principal) -> Principal:
    """Who is held to his bureaux, whether he is so by now or not."""
    return replace(who, everywhere=False)


def elsewhere(desk: Desk, act: Act, who: Principal) -> Refusal | None:
    """Why somebody may not do an act: what it names is of none of his bureaux. None where he may, or where nothing is
    known of what it names.

    Raises LookupError for a kind of act that names nothing of which it is known whose it is.
    """
    named = [element for element in NAMED if act.get(element) is not None]
    if not named:
        raise LookupError(f"{act.kind} names nothing that has a bureau")
    for element in named:
        for thing in NAMED[element](desk, act, str(act[element])):
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


def _numbered(desk: Desk, act: Act, number: str) -> Iterator[Thing]:
    """A declaration, and its regime account, by the number of the DUM."""
    table = tables.declaration
    yield from (thing_of(row) for row in desk.look(sa.select(table).where(table.c.dum_number == number)))


def _identified(desk: Desk, act: Act, declaration: str) -> Iterator[Thing]:
    """A declaration by its id; for a request, and any other message about one, that which it is about."""
    row = desk.find(tables.declaration, declaration)
    about = desk.find(tables.declaration, row.about) if row is not None and row.about else row
    if about is not None:
        yield thing_of(about)


def _claimed(desk: Desk, act: Act, claim: str) -> Iterator[Thing]:
    row = desk.find(tables.claim, claim)
    if row is not None:
        yield _belonging(desk, row.declaration, Kind.CLAIM)


def _certified(desk: Desk, act: Act, certificate: str) -> Iterator[Thing]:
    row = desk.find(tables.certificate, certificate)
    if row is not None:
        account = desk.find(tables.account, row.account)
        yield from [_belonging(desk, account.declaration, Kind.ACCOUNT)] if account is not None else []


def _paid(desk: Desk, act: Act, number: str) -> Iterator[Thing]:
    """A payment that this office recorded, by its number there."""
    table = tables.payment
    for row in desk.look(sa.select(table).where(table.c.office == act.office, table.c.number == number)):
        yield _belonging(desk, row.declaration, Kind.CLAIM)


def _receipted(desk: Desk, act: Act, quittance: str) -> Iterator[Thing]:
    table = tables.payment
    for row in desk.look(sa.select(table).where(table.c.quittance == quittance)):
        yield _belonging(desk, row.declaration, Kind.CLAIM)


def _credited(desk: Desk, act: Act, account: str) -> Iterator[Thing]:
    yield Thing(Kind.CREDIT)


def _belonging(desk: Desk, declaration: str, kind: Kind) -> Thing:
    row = desk.find(tables.declaration, declaration)
    if row is None:
        raise LookupError(declaration)
    return thing_of(row, kind)


NAMED: Mapping[str, Callable[[Desk, Act, str], Iterator[Thing]]] = {
    "dum_number": _numbered,
    "declaration_id": _identified,
    "claim_number": _claimed,
    "certificate_number": _certified,
    "payment_number": _paid,
    "replaces_quittance": _receipted,
    "account_number": _credited,
}
"""By which elements acts name things, and what these are; nothing where the ledger does not know them."""
