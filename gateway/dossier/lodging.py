"""A declaration is registered: number, account, discharges, assessment, claim, the printed form; all in one commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from gateway.administration.interface import Answer, Assessed, Lodgement, Ordered, ProposedLine, Refused, Registered
from gateway.documents.document_kind import ASSESSMENT
from gateway.dossier.acts.act_handlers import HANDLERS, Act, Refusal, record_act_done
from gateway.dossier.charging_right import FREE, ChargingRight
from gateway.dossier.claims import credit
from gateway.dossier.claims.owing import owe
from gateway.dossier.desk import Desk
from gateway.dossier.regime_accounts.discharging import discharge
from gateway.dossier.regime_accounts.opening import is_suspensive, open_account
from gateway.dossier.regime_accounts.planning import Charge
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import DeclarationRow
from schemas.findings import Finding, Position, finding, refused
from schemas.identifiers import dum_number
from schemas.rules.duties import assessed


def lodgement_of(desk: Desk, facts: Mapping[str, Any], reference: str | None) -> Lodgement:
    """What the administration is given of a declaration."""
    lines = tuple(
        ProposedLine(line["type_code"], Decimal(line["base"]), Decimal(line["rate"])) for line in facts["lines"]
    )
    suspensive = is_suspensive(facts["regime"], desk.law_of_today)
    return Lodgement(reference or "", facts["office"], facts["regime"], suspensive, lines)


def refusals(answers: Sequence[Answer], place: Position | None = None, reference: str | None = None) -> list[Finding]:
    """Why the administration does not register a declaration; nothing where it does."""
    reasons = [dict(each.reason) for each in answers if isinstance(each, Refused)]
    return [finding("ADM01", position=place, value=reference, facts={"reason": reason}) for reason in reasons]


def credit_objections(
    desk: Desk,
    facts: Mapping[str, Any],
    answers: Sequence[Answer],
    place: Position | None,
    given_back: Decimal = Decimal(0),
    right: ChargingRight = FREE,
) -> list[Finding]:
    """Why the credit account of a declaration cannot take what its assessment comes to, or is not its sender's."""
    number = facts.get("credit")
    if not number or refused(right.findings):
        return []
    if right.blind:
        return [finding("CRD01", position=place, value=number)]
    due = sum((_amount(line) for each in answers if isinstance(each, Assessed) for line in each.lines), Decimal(0))
    if not due:
        return []
    return credit.objections(desk, number, due, facts["payer"], place, given_back)


def carry_out(desk: Desk, declaration: str, answers: Sequence[Answer], charges: Sequence[Charge]) -> None:
    """Write down what the administration does with a lodged declaration."""
    desk.touched[declaration] = None
    for answer in answers:
        if isinstance(answer, Registered):
            _register(desk, declaration, charges)
        elif isinstance(answer, Assessed):
            row = desk.hold_known(tables.declaration, declaration)
            owe(desk, row, assess(desk, row, answer.lines))
        elif isinstance(answer, Ordered):
            _perform(desk, declaration, answer)


def _register(desk: Desk, declaration: str, charges: Sequence[Charge]) -> None:
    row = desk.hold_known(tables.declaration, declaration)
    facts, year = row.facts, desk.today.year
    series = f"dum:{facts['office']}:{facts['regime']}:{year}"
    serial = desk.next_serial(series)
    number = dum_number(facts["office"], facts["regime"], year, serial)
    data = {"series": series, "serial": serial, "dum_number": number}
    owner = {"partner": row.partner, "reference": facts["reference"]}
    desk.append(Subject.DECLARATION.of(declaration), EventKind.REGISTERED, {**data, **owner})
    credit.open_known_account(desk, row.facts)
    open_account(desk, desk.hold_known(tables.declaration, declaration))
    discharge(desk, charges, declaration, number, kind_of(desk, facts["regime"]))


def kind_of(desk: Desk, regime: str) -> str:
    """How goods leave an account by a declaration of this régime: export, consumption, transfer or transit."""
    family = desk.law_of_today.family(regime)
    by_family = {"economic-export": "export", "economic-consumption": "consumption", "transit": "transit"}
    code = family["code"] if family else ""
    return by_family.get(code, "export" if family and family["direction"] == "export" else "transfer")


def assess(desk: Desk, declaration: DeclarationRow, lines: Sequence[ProposedLine]) -> dict[str, Any]:
    """Assess a declaration: each line base × rate in whole dirhams, rounded up. What the log says of it."""
    total = sum((_amount(line) for line in lines), Decimal(0))
    office = declaration.facts["office"]
    number, series, serial = desk.number(office, ASSESSMENT)
    if not total:  # where nothing is due, nothing is booked
        number, serial = f"{number[:-7]}{0:07d}", 0
    data = {
        "series": series,
        "serial": serial,
        "number": number,
        "lines": [
            {
                "type_code": line.type_code,
                "base": f"{line.base:f}",
                "rate": f"{line.rate:f}",
                "amount": f"{_amount(line):f}",
            }
            for line in lines
        ],
        "total": f"{total:f}",
    }
    desk.append(Subject.DECLARATION.of(declaration.id), EventKind.ASSESSED, data)
    return data


def _amount(line: ProposedLine) -> Decimal:
    return assessed(line.base, line.rate)


def _perform(desk: Desk, declaration: str, ordered: Ordered) -> None:
    """An act of the administration itself; one that does not fit yet is left to the office."""
    row = desk.hold_known(tables.declaration, declaration)
    data = {**ordered.data, "dum_number": row.dum_number}
    act = Act(ordered.kind, desk.administration.name, f"{row.dum_number}-{ordered.kind}"[:35], "", desk.log.at, data)
    with desk.connection.begin_nested() as attempt:
        try:
            answer = HANDLERS[act.kind](desk, act)
        except Refusal:
            attempt.rollback()
            return
        record_act_done(desk, act, answer)
