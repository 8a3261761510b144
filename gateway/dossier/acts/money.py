"""Acts about money: assessments, payments and their reversal, disputes, claims given up, credit accounts."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from gateway.administration.interface import ProposedLine
from gateway.dossier.acts.act_handlers import (
    Act,
    Answer,
    declaration_of,
    handles,
    notice_facts,
    require_after_registration,
    require_fitting_state,
)
from gateway.dossier.claims import credit, owing, paying
from gateway.dossier.desk import Desk
from gateway.dossier.ending import close_if_done
from gateway.dossier.lodging import assess
from gateway.ledger import tables
from gateway.ledger.dues import amount_due
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import ClaimRow
from schemas import words
from schemas.days import dasf_day


@handles("payment")
def pay(desk: Desk, act: Act) -> Answer:
    """A payment of what is due, whole or in part; above it only where the office says so."""
    declaration = desk.hold(tables.declaration, act["dum_number"], "dum_number")
    if declaration is None:
        raise act.refusal("PAY01", "dum_number")
    claim = owing.claim_of(desk, declaration.id)
    if claim is None:
        raise act.refusal("PAY05", "dum_number")
    require_fitting_state(act, declaration, "dum_number")
    amount, left = Decimal(act["amount"]), owing.outstanding(claim)
    if not left:
        last = paying.last_quittance(desk, claim.number)
        if not last:
            raise act.refusal("PAY05", "dum_number")
        raise act.refusal("PAY03", "dum_number", dum_number=declaration.dum_number, quittance=last)
    if amount > left and act.get("overpayment_accepted") not in ("true", "1"):
        raise act.refusal("PAY02", "amount", due=f"{left:f}")
    replaces = act.get("replaces_quittance")
    if replaces is not None and not _is_cancelled(desk, replaces):
        raise act.refusal("CLM03", "replaces_quittance", quittance=replaces)
    paid = paying.Paid(act.office, act.number, act.sha256, amount, act["method_code"], act.done_at, replaces)
    quittance = paying.pay(desk, declaration, claim, paid)
    return {"declaration": declaration.id, "dum_number": declaration.dum_number, "quittance": quittance}


def _is_cancelled(desk: Desk, quittance: str) -> bool:
    table = tables.payment
    query = sa.select(table.c.number).where(
        table.c.quittance == quittance, table.c.reversed.is_(True), table.c.replaced_by.is_(None)
    )
    return bool(desk.look(query))


@handles("reversal")
def reverse(desk: Desk, act: Act) -> Answer:
    """A payment that this office recorded by mistake is taken back."""
    table = tables.payment
    query = sa.select(table).where(table.c.office == act.office, table.c.number == act["payment_number"])
    payment = tables.first(desk.connection, query.with_for_update())
    if payment is None:
        raise _unknown(act, "payment", "payment_number")
    if payment.reversed:
        raise act.refusal("CLM02", "payment_number", quittance=payment.quittance)
    declaration = desk.hold_known(tables.declaration, payment.declaration)
    require_fitting_state(act, declaration, "payment_number")
    paying.reverse(desk, payment, act["reason"])
    return {"declaration": declaration.id, "claim": payment.claim, "quittance": payment.quittance}


@handles("assessment")
def assess_anew(desk: Desk, act: Act) -> Answer:
    """Box B by the office: each line base × rate; the claim follows."""
    declaration = declaration_of(desk, act)
    lines = [ProposedLine(line["type_code"], Decimal(line["base"]), Decimal(line["rate"])) for line in act["line"]]
    assessment = assess(desk, declaration, lines)
    owing.owe(desk, declaration, assessment)
    due = amount_due(assessment)
    details = {"assessment": assessment["number"], "total": f"{due or 0:f}"}
    desk.notify(declaration.id, act.kind, details=details, **notice_facts(act))
    close_if_done(desk, declaration.id)
    return {"declaration": declaration.id, "assessment": assessment["number"], "total": f"{due or 0:f}"}


@handles("dispute")
def dispute(desk: Desk, act: Act) -> Answer:
    """A claim is disputed: no last notice goes out until the dispute has ended."""
    claim = _open_claim(desk, act)
    begins = act["status"] == "OPENED"
    if begins == claim.disputed:
        raise act.refusal("ACT10", "status", what=words.phrase("object.dispute"))
    if begins:
        desk.append(Subject.CLAIM.of(claim.number), EventKind.CLAIM_DISPUTED, {"reason": act["reason"]})
    else:
        # no notice on the day that the dispute ends: the debtor has the time that any other has from then on
        notice_on = max(claim.notice_on or "", dasf_day(desk.today, desk.law_of_today).isoformat())
        desk.append(
            Subject.CLAIM.of(claim.number), EventKind.DISPUTE_ENDED, {"reason": act["reason"], "notice_on": notice_on}
        )
    details = {"claim": claim.number, "status": act["status"]}
    desk.notify(claim.declaration, act.kind, details=details, **notice_facts(act))
    return {"declaration": claim.declaration, "claim": claim.number}


@handles("claim-cancellation")
def cancel_claim(desk: Desk, act: Act) -> Answer:
    """A claim is given up: what is open of it is owed no more."""
    claim = _open_claim(desk, act)
    owing.cancel(desk, claim, act["reason"], settles=True)
    desk.notify(claim.declaration, act.kind, details={"claim": claim.number}, **notice_facts(act))
    close_if_done(desk, claim.declaration)
    return {"declaration": claim.declaration, "claim": claim.number}


def _open_claim(desk: Desk, act: Act) -> ClaimRow:
    found = desk.find(tables.claim, act["claim_number"])
    if found is None:
        raise _unknown(act, "claim", "claim_number")
    require_after_registration(act, desk.hold_known(tables.declaration, found.declaration))
    claim = desk.hold_known(tables.claim, found.number)
    if claim.state != "open":
        words_of = {"state": words.phrase(f"claim.{claim.state}"), "would": words.phrase("would.nothing")}
        raise act.refusal("CLM01", "claim_number", **words_of)
    return claim


@handles("credit-account")
def keep_credit_account(desk: Desk, act: Act) -> Answer:
    """A credit account is opened, or its ceiling, term and holder are changed."""
    number, ceiling = act["account_number"], Decimal(act["ceiling"])
    known = desk.hold(tables.credit, number)
    if known is not None and ceiling < Decimal(known.used):
        raise act.refusal("CRD04", "ceiling", used=known.used)
    holder = act["holder"]
    credit.open_account(desk, number, holder["name"], holder.get("ice"), ceiling, int(act["term_days"]))
    return {"declaration": None, "credit": number}


def _unknown(act: Act, what: str, element: str) -> Exception:
    return act.refusal("ACT05", element, what=words.phrase(f"object.{what}"))
