"""A request is done: a new version comes into force, another declaration takes the place, or it is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gateway.administration.interface import Assessed
from gateway.dossier.charging_right import ChargingRight, charging_right
from gateway.dossier.claims import credit
from gateway.dossier.claims.owing import cancel, claim_of, outstanding, owe
from gateway.dossier.desk import Desk
from gateway.dossier.ending import close_if_done
from gateway.dossier.lodging import assess, carry_out, credit_objections, kind_of, lodgement_of, refusals
from gateway.dossier.regime_accounts.discharging import certificates_of, discharge, undo
from gateway.dossier.regime_accounts.opening import change_account
from gateway.dossier.regime_accounts.planning import Plan, plan
from gateway.dossier.requests import ChangeRequest
from gateway.dossier.states import step
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import DeclarationRow
from schemas.findings import Finding, Position, refused

Facts = Mapping[str, Any]
Places = Mapping[int, Position]


@dataclass(frozen=True, slots=True)
class Change:
    """A request (its id, and who sent it) that is to be done on a declaration. `facts` are those of the new version,
    `submission` holds it, `places` are those of its articles."""

    request: str
    sender: str
    declaration: DeclarationRow
    asked: ChangeRequest
    facts: Mapping[str, Any]
    submission: str
    places: Places


def attempt(desk: Desk, change: Change) -> list[Finding]:
    """Do a request: all of it, or nothing where a finding refuses it.

    What was charged by the old version is free before the new one is looked at.
    """
    with desk.connection.begin_nested() as whole:
        found = _do(desk, change)
        if refused(found):
            whole.rollback()
    return found


def _do(desk: Desk, change: Change) -> list[Finding]:
    declaration, asked = change.declaration, change.asked
    undo(desk, certificates_of(desk, declaration.id), asked.reason)
    if asked.kind == "amend":
        return _amend(desk, change)
    _end(desk, declaration, asked.reason)
    if asked.kind == "cancel":
        data = {"reason": asked.reason, "request": change.request}
        desk.append(Subject.DECLARATION.of(declaration.id), EventKind.CANCELLED, data)
        desk.notify(declaration.id, "cancel", reason=asked.reason)
        return []
    return _replace(desk, change)


def _amend(desk: Desk, change: Change) -> list[Finding]:
    request, declaration, asked, facts = change.request, change.declaration, change.asked, change.facts
    right = charging_right(desk, change.sender, facts)
    made = plan(desk, facts, change.places, right)
    assessed = desk.administration.assess(lodgement_of(desk, facts, declaration.reference))
    found = [*made.findings, *_credit(desk, declaration, facts, assessed, right)]
    if refused(found):
        return found
    stream, fits = Subject.DECLARATION.of(declaration.id), step(asked.kind, declaration.life)
    data = {
        "version": declaration.version + 1,
        "life": fits.next if fits else declaration.life,
        "facts": dict(facts),
        "submission": change.submission,
        "dum": desk.hold_known(tables.declaration, request).dum,
        "request": request,
        "reason": asked.reason,
    }
    desk.append(stream, EventKind.AMENDED, data)
    row = desk.hold_known(tables.declaration, declaration.id)
    account = desk.hold(tables.account, row.id, "declaration")
    if account is not None:
        change_account(desk, row, account)
    discharge(desk, made.charges, row.id, row.dum_number or row.id, kind_of(desk, facts["regime"]))
    credit.open_known_account(desk, facts)
    owe(desk, row, assess(desk, row, assessed.lines))
    desk.notify(row.id, "amend", reason=asked.reason)
    close_if_done(desk, row.id)
    return found


def _credit(
    desk: Desk, declaration: DeclarationRow, facts: Facts, assessed: Assessed, right: ChargingRight
) -> list[Finding]:
    claim = claim_of(desk, declaration.id)
    if claim is None:
        return credit_objections(desk, facts, [assessed], None, right=right)
    # what was received already needs no credit; what is open now falls with the old version
    covered = Decimal(claim.paid) + Decimal(claim.surplus)
    if claim.credit == facts.get("credit"):
        covered += outstanding(claim)
    return credit_objections(desk, facts, [assessed], None, covered, right)


def _end(desk: Desk, declaration: DeclarationRow, reason: str) -> None:
    """Nothing of a declaration that is cancelled or replaced is owed or kept any more."""
    claim = claim_of(desk, declaration.id)
    if claim is not None:
        cancel(desk, claim, reason)
    account = desk.hold(tables.account, declaration.id, "declaration")
    if account is not None and account.state != "cancelled":
        desk.append(Subject.ACCOUNT.of(account.number), EventKind.ACCOUNT_CANCELLED, {"reason": reason})


def _replace(desk: Desk, change: Change) -> list[Finding]:
    """The new declaration is registered under a number of its own; the old one says by which it is replaced."""
    request, declaration, asked, facts = change.request, change.declaration, change.asked, change.facts
    right = charging_right(desk, change.sender, facts)
    made: Plan = plan(desk, facts, change.places, right)
    # a replacement is never postponed: the administration has the declaration already
    answers = desk.administration.lodge(lodgement_of(desk, facts, declaration.reference), again=True)
    found = [*made.findings, *refusals(answers), *credit_objections(desk, facts, answers, None, right=right)]
    if refused(found):
        return found
    data = {"by": request, "reason": asked.reason}
    desk.append(Subject.DECLARATION.of(declaration.id), EventKind.REPLACED, data)
    carry_out(desk, request, answers, made.charges)
    number = desk.hold_known(tables.declaration, request).dum_number
    details = {"replaced_by": number}
    desk.notify(declaration.id, "replace", reason=asked.reason, details=details)
    return found
