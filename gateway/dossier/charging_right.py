"""Who may charge a regime account or a removal credit: the company that holds it, and whom it gave a mandate to send.

Where `account_mandate` is `enforced`, others are refused: who has something to do with the company is told why, and a
stranger gets what he would get for an account that does not exist. Where it is `warned`, they are warned; where it is
`open`, anybody charges what he names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from gateway.access import named_then
from gateway.dossier.desk import Desk
from gateway.ledger import tables
from gateway.ledger.instants import utc_text
from gateway.ledger.settled import ACCOUNT_MANDATE
from gateway.people import Mandate
from schemas.findings import Finding, finding
from schemas.holder import holder_of
from schemas.vocabulary import SEND


@dataclass(frozen=True, slots=True)
class ChargingRight:
    """What a declaration may charge. `blind`: accounts are looked at as if there were none."""

    blind: bool = False
    findings: tuple[Finding, ...] = ()


FREE = ChargingRight()
"""It may charge what it names, or it charges nothing."""


def charging_right(desk: Desk, sender: str, facts: Mapping[str, Any]) -> ChargingRight:
    """Whether a partner may charge what his declaration (its facts) names: accounts by its régime, credit by box 27."""
    held = ACCOUNT_MANDATE.of(desk.connection)
    if held == "open":
        return FREE
    regime = desk.law_of_today.row("regimes", facts["regime"]) or {}
    holders: dict[str | None, str] = {}
    if regime.get("discharges"):
        holders[holder_of(facts["operator"])] = facts["operator"]
    if facts.get("credit"):
        payer = facts["payer"]
        holders[holder_of(payer.get("ice"))] = payer.get("ice") or payer.get("name") or ""
    enforced = held == "enforced"
    found: list[Finding] = []
    for holder, value in holders.items():
        answer = _may_charge(desk, sender, holder, facts, value)
        if answer is True:
            continue
        if enforced and answer is False:
            return ChargingRight(blind=True)
        told = answer or finding("PRM05", value=value)
        found.append(told if enforced else replace(told, severity="warned"))
    return ChargingRight(blind=enforced and bool(found), findings=tuple(found))


def _may_charge(desk: Desk, sender: str, holder: str | None, facts: Mapping[str, Any], value: str) -> Finding | bool:
    """Whether a partner may charge the accounts of a holder; where not and he is no stranger there, why."""
    partner, now = desk.find(tables.partner, sender), utc_text(desk.log.at)
    company = _company_of(desk, holder, now) if holder else None
    own = partner.company if partner is not None else None
    if company is not None and own == company:
        return True
    if company is not None and own is not None:
        table = tables.mandate
        query = sa.select(table).where(table.c.company == company, table.c.holder == f"company:{own}")
        mandates = [Mandate.of_row(row) for row in desk.look(query)]
        if mandates:
            return _by_mandates(mandates, company, facts, now, value)
    return finding("PRM05", value=value) if holder and _has_sent_for(desk, sender, holder) else False


def _by_mandates(
    mandates: Sequence[Mandate], company: str, facts: Mapping[str, Any], now: str, value: str
) -> Finding | bool:
    in_force = [each for each in mandates if each.state(now) == "in-force"]
    sending = [each for each in in_force if SEND in each.scope]
    if any(each.reaches(facts["office"], facts.get("flow", "")) for each in sending):
        return True
    last = max(in_force or mandates, key=lambda each: each.since)
    given: dict[str, Any] = {"company": company, "mandate": last.id}
    if sending:
        return finding("PRM04", value=value, facts=given)
    if in_force:
        return finding("PRM03", value=value, facts={"company": company, "word": SEND})
    if last.state(now) in ("over", "ended"):
        return finding("PRM02", value=value, facts=given)
    return finding("PRM01", value=value, facts=given)


def _company_of(desk: Desk, holder: str, now: str) -> str | None:
    """The company that boxes call so now."""
    table = tables.company_identifier
    query = sa.select(table).where(table.c.holder == holder, *named_then(table, now))
    row = tables.first(desk.connection, query)
    return row.company if row else None


def _has_sent_for(desk: Desk, sender: str, holder: str) -> bool:
    """Whether a partner has sent a declaration in which the holder stands."""
    his, theirs = tables.standing.alias("his"), tables.standing.alias("theirs")
    query = (
        sa.select(his.c.declaration)
        .join(theirs, theirs.c.declaration == his.c.declaration)
        .where(his.c.holder == f"partner:{sender}", theirs.c.holder == holder)
    )
    return desk.connection.execute(query.limit(1)).first() is not None
