"""The office decides: a lodged declaration is registered or refused, a declarant's request is accepted or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.dossier.acts.act_handlers import (
    Act,
    Answer,
    Refusal,
    handles,
    notice_facts,
    require_after_registration,
    require_element,
    require_fitting_state,
)
from gateway.dossier.charging_right import charging_right
from gateway.dossier.desk import Desk
from gateway.dossier.lodging import carry_out, credit_objections, lodgement_of, refusals
from gateway.dossier.regime_accounts.planning import plan
from gateway.dossier.requests import ChangeRequest, check_request
from gateway.dossier.versions import Change, attempt
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import DeclarationRow
from schemas import words
from schemas.findings import Finding, finding, refused


@handles("registration")
def register(desk: Desk, act: Act) -> Answer:
    """Box A: a declaration that waits is registered, and what follows from that; or it is refused."""
    row = desk.hold(tables.declaration, act["declaration_id"])
    if row is None or row.asked:
        raise act.refusal("ACT05", "declaration_id", what=words.phrase("object.declaration"))
    require_fitting_state(act, row, "declaration_id")
    if act["decision"] == "REFUSED":
        require_element(act, "reason", "decision")
        refuse_registration(desk, row.id, act.get("reason") or "", notice_facts(act))
    else:
        found = register_lodged(desk, row, **notice_facts(act))
        if refused(found):
            raise Refusal(next(each for each in found if each.severity == "refused"))
    return {"declaration": row.id, "dum_number": desk.hold_known(tables.declaration, row.id).dum_number}


def register_lodged(desk: Desk, row: DeclarationRow, **said: Any) -> list[Finding]:
    """Register a declaration that was lodged; what stands in the way now, and then nothing is done."""
    right = charging_right(desk, row.partner, row.facts)
    made = plan(desk, row.facts, {}, right)
    answers = desk.administration.lodge(lodgement_of(desk, row.facts, row.reference), again=True)
    found = [*made.findings, *refusals(answers), *credit_objections(desk, row.facts, answers, None, right=right)]
    if not refused(found):
        carry_out(desk, row.id, answers, made.charges)
        desk.notify(row.id, "registered", **said)
    return found


def refuse_registration(desk: Desk, declaration: str, reason: str, said: Mapping[str, Any] | None = None) -> None:
    """A lodged declaration is not registered; its reference is free again."""
    desk.append(Subject.DECLARATION.of(declaration), EventKind.REGISTRATION_REFUSED, {"reason": reason})
    desk.notify(declaration, "registration-refused", **{**(said or {}), "reason": reason})


@handles("request-decision")
def decide(desk: Desk, act: Act) -> Answer:
    """What a declarant asked for is done, or is not."""
    request = desk.hold(tables.declaration, act["declaration_id"])
    if request is None or request.state != "pending" or not request.about:
        raise act.refusal("ACT05", "declaration_id", what=words.phrase("object.request"))
    about = desk.find(tables.declaration, request.about)
    if about is not None:
        require_after_registration(act, about)
    stream = Subject.DECLARATION.of(request.id)
    if act["decision"] == "REFUSED":
        require_element(act, "reason", "decision")
        desk.append(stream, EventKind.DECIDED, {"state": "refused", "reason": act.get("reason")})
        desk.notify(request.about, "request-refused", details={"request": request.id}, **notice_facts(act))
        return {"declaration": request.about, "request": request.id}
    asked = ChangeRequest.of_record(request.asked)
    stands = check_request(desk, request.partner, asked, request.facts, {}, own=request.id)
    found = list(stands.findings)
    if stands.declaration is not None and not refused(found):
        desk.append(stream, EventKind.DECIDED, {"state": "accepted", "reason": act.get("reason")})
        change = Change(request.id, request.partner, stands.declaration, asked, request.facts, request.submission, {})
        found += attempt(desk, change)
    if refused(found):
        fault = next(each for each in found if each.severity == "refused")
        raise Refusal(finding(fault.code, value=fault.value, facts=fault.facts, position=act.places.get("decision")))
    desk.notify(request.about, "request-accepted", details={"request": request.id}, **notice_facts(act))
    return {"declaration": request.about, "request": request.id}
