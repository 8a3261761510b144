"""Acts about regime accounts: discharges that no declaration makes, extensions, certificates cancelled."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from gateway.dossier.acts.act_handlers import Act, Answer, handles, notice_facts, require_fitting_state
from gateway.dossier.desk import Desk
from gateway.dossier.regime_accounts.charging import Balance, OverDischarge, charged_for, released_by
from gateway.dossier.regime_accounts.discharging import discharge, undo
from gateway.dossier.regime_accounts.planning import Charge
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import AccountRow
from schemas import words
from schemas.rules import amount


@handles("discharge")
def discharge_by_office(desk: Desk, act: Act) -> Answer:
    """Goods destroyed, abandoned or found short: charged as they are, without the waste rule."""
    account = _account(desk, act)
    if account.state != "open":
        raise act.refusal("RED11", "dum_number", account=account.number)
    article = int(act["article_number"])
    table = tables.account_article
    found = desk.look(sa.select(table).where(table.c.account == account.number, table.c.article == article))
    if not found:
        raise act.refusal("ACT05", "article_number", what=words.phrase("object.article"))
    line = found[0]
    balance, quantity = Balance.of_row(line), Decimal(act["quantity"])
    try:
        charged = charged_for(quantity, None, balance)
    except OverDischarge as over:
        facts = {"charged": amount(over.charged), "unit": line.unit, "remaining": amount(over.remaining)}
        raise act.refusal("RED03", "quantity", **facts, account=account.number, article=article) from None
    late = bool(account.deadline and desk.today.isoformat() > account.deadline)
    charge = Charge(account.number, article, None, quantity, charged, released_by(charged, balance), late)
    numbers = discharge(desk, [charge], act.stream, act.number, act["kind"].lower())
    return {"declaration": account.declaration, "certificate": numbers[0]}


@handles("extension")
def extend(desk: Desk, act: Act) -> Answer:
    """The deadline of an account is moved, at the most to its last deadline; from then on it binds."""
    account = _account(desk, act)
    if account.state != "open":
        raise act.refusal("RED11", "dum_number", account=account.number)
    if account.last_deadline and act["deadline"] > account.last_deadline:
        raise act.refusal("RED08", "deadline", last=account.last_deadline)
    data = {"deadline": act["deadline"], "reason": act["reason"]}
    desk.append(Subject.ACCOUNT.of(account.number), EventKind.ACCOUNT_EXTENDED, data)
    desk.notify(account.declaration, act.kind, details={"deadline": act["deadline"]}, **notice_facts(act))
    return {"declaration": account.declaration, "account": account.number}


@handles("certificate-cancellation")
def cancel_certificate(desk: Desk, act: Act) -> Answer:
    """A certificate is cancelled: what it charged is free again, and the account is open."""
    found = desk.find(tables.certificate, act["certificate_number"])
    if found is None:
        raise act.refusal("ACT05", "certificate_number", what=words.phrase("object.certificate"))
    account = desk.hold_known(tables.account, found.account)
    certificate = desk.hold_known(tables.certificate, found.number)
    if certificate.state == "cancelled":
        raise act.refusal("RED10", "certificate_number")
    require_fitting_state(act, desk.hold_known(tables.declaration, account.declaration), "certificate_number")
    undo(desk, [certificate], act["reason"])
    return {"declaration": account.declaration, "account": account.number}


def _account(desk: Desk, act: Act) -> AccountRow:
    account = desk.hold(tables.account, act["dum_number"])
    if account is None:
        raise act.refusal("ACT05", "dum_number", what=words.phrase("object.account"))
    require_fitting_state(act, desk.hold_known(tables.declaration, account.declaration), "dum_number")
    return account
