"""Which accounts a declaration discharges, and by how much: by box 37, else the operator's oldest of code and unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa

from gateway.dossier.charging_right import FREE, ChargingRight
from gateway.dossier.desk import Desk
from gateway.dossier.regime_accounts.charging import QUANTUM, Balance, OverDischarge, after, charged_for, released_by
from gateway.dossier.regime_accounts.holding import hold_accounts
from gateway.dossier.regime_accounts.opening import quantity_in
from gateway.ledger import tables
from gateway.ledger.tables import AccountArticleRow, AccountRow
from schemas.findings import Finding, Position, finding, refused
from schemas.identifiers import dum_number, parse_reference
from schemas.rules import amount

Key = tuple[str, int]
Accounts = Mapping[str, AccountRow]
Line = tuple[AccountRow, AccountArticleRow]
"""An account, and the one of its articles that is charged."""


@dataclass(frozen=True, slots=True)
class Charge:
    """One line to be charged: to which article of which account, by which article, how much."""

    account: str
    article: int
    by_article: int | None
    quantity: Decimal
    charged: Decimal
    released: Decimal
    late: bool

    def line(self, kind: str, by: str, on: str) -> dict[str, Any]:
        """The line as the log has it."""
        figures = {"quantity": self.quantity, "charged": self.charged, "released": self.released}
        return {
            "article": self.article,
            "by": by,
            "by_article": self.by_article,
            "kind": kind,
            "on": on,
            "late": self.late,
            **{name: f"{value:f}" for name, value in figures.items()},
        }


@dataclass
class Plan:
    """All charges of one declaration, and what is to be said of them."""

    desk: Desk
    facts: Mapping[str, Any]
    places: Mapping[int, Position]
    charges: list[Charge] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    balances: dict[Key, Balance] = field(default_factory=dict)

    def find(self, code: str, article: Mapping[str, Any], value: str | None = None, **more: Any) -> None:
        """Note a finding at box 37 of an article."""
        place = self.places.get(article["number"])
        self.findings.append(finding(code, article=article["number"], position=place, value=value, **more))


def plan(desk: Desk, facts: Mapping[str, Any], places: Mapping[int, Position], right: ChargingRight = FREE) -> Plan:
    """What a declaration (its facts) charges to which accounts, as far as it has the right. The accounts are held from
    here on.
    """
    made = Plan(desk, facts, places, findings=list(right.findings))
    if refused(made.findings):
        return made
    row = desk.law_of_today.row("regimes", facts["regime"])
    regimes = row["discharges"].split() if row else []
    if regimes:
        own = {} if right.blind else hold_accounts(desk, facts["operator"])
        for article in facts["articles"]:
            _plan_article(made, article, own, regimes)
    return made


def _plan_article(made: Plan, article: Mapping[str, Any], own: Accounts, regimes: Sequence[str]) -> None:
    named = list(_named(article))
    if named:
        lines = [line for number, wanted in named for line in _named_lines(made, article, own, number, wanted, regimes)]
    else:
        lines = _oldest_lines(made, article, own, regimes)
        if not lines:
            facts = {"regimes": ", ".join(regimes[:8]), "code": article["ngp_code"], "unit": article["unit"] or "KG"}
            made.find("RED01", article, facts=facts)
    _charge(made, article, lines)


def _named(article: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    """The declarations that box 37 names, with the article of each where it is given."""
    for text, wanted in article["previous"]:
        reference = parse_reference(text)
        if reference is not None and not reference.is_ds:
            yield dum_number(reference.office, reference.regime, reference.year, reference.serial), wanted


def _lines_of(desk: Desk, account: str) -> list[AccountArticleRow]:
    table = tables.account_article
    return desk.look(sa.select(table).where(table.c.account == account).order_by(table.c.article))


def _named_lines(
    made: Plan,
    article: Mapping[str, Any],
    own: Accounts,
    number: str,
    wanted: int | None,
    regimes: Sequence[str],
) -> list[Line]:
    """The one article of a named account that is charged."""
    account = own.get(number)
    if account is None:
        made.find("RED02", article, number, facts={"article": wanted or ""})
        return []
    if account.state == "discharged":
        made.find("RED11", article, number, facts={"account": number})
        return []
    if account.regime not in regimes:
        facts = {"regime": made.facts["regime"], "other": account.regime, "account": number}
        made.find("RED07", article, number, facts=facts)
    lines = _lines_of(made.desk, number)
    fitting = [line for line in lines if quantity_in(line.unit, article) is not None]
    same_code = [line for line in fitting if line.ngp_code == article["ngp_code"]]
    if wanted is not None:
        chosen = [line for line in lines if line.article == wanted]
        if not chosen:
            made.find("RED02", article, number, facts={"article": wanted})
    else:
        chosen = lines if len(lines) == 1 else same_code if len(same_code) == 1 else fitting
        if len(chosen) > 1:
            made.find("RED09", article, number, facts={"account": number, "articles": _shown(chosen)})
            return []
        chosen = chosen or lines[:1]
    if chosen and quantity_in(chosen[0].unit, article) is None:
        made.find("RED06", article, number, facts={"account": number, "unit": chosen[0].unit})
        return []
    return [(account, line) for line in chosen]


def _shown(lines: Sequence[AccountArticleRow]) -> str:
    return ", ".join(str(line.article) for line in lines[:12]) + (", …" if len(lines) > 12 else "")


def _oldest_lines(made: Plan, article: Mapping[str, Any], own: Accounts, regimes: Sequence[str]) -> list[Line]:
    """The open accounts of the same code and unit, oldest first."""
    return [
        (account, line)
        for account in own.values()
        if account.regime in regimes and account.state == "open"
        for line in _lines_of(made.desk, account.number)
        if line.ngp_code == article["ngp_code"] and quantity_in(line.unit, article) is not None
        if _balance(made, line).remaining > 0
    ]


def _balance(made: Plan, line: AccountArticleRow) -> Balance:
    key = (line.account, line.article)
    if key not in made.balances:
        made.balances[key] = Balance.of_row(line)
    return made.balances[key]


def _charge(made: Plan, article: Mapping[str, Any], lines: Sequence[Line]) -> None:
    """Charge an article to the lines in their order; what one cannot take goes on to the next."""
    if not lines:
        return
    unit = lines[0][1].unit
    left = quantity_in(unit, article) or Decimal(0)
    for place, (account, line) in enumerate(lines):
        left, unit = _in_unit(line.unit, left, unit, article), line.unit
        late = _late(made, article, account)
        balance = _balance(made, line)
        # goods of another code than those admitted are what was made of them
        waste = Decimal(line.waste_rate) if line.waste_rate and line.ngp_code != article["ngp_code"] else None
        try:
            charged, taken = charged_for(left, waste, balance), left
        except OverDischarge as over:
            if place == len(lines) - 1:
                facts = {"charged": amount(over.charged), "unit": line.unit, "remaining": amount(over.remaining)}
                made.find("RED03", article, facts={**facts, "account": account.number, "article": line.article})
                return
            charged = balance.remaining
            taken = charged if waste is None else charged * (1 - waste / 100)
        if charged > 0:
            released = released_by(charged, balance)
            made.balances[(line.account, line.article)] = after(balance, charged, released)
            # what is left for the next line stays exact: its rounding would be one too many
            quantity = taken.quantize(QUANTUM, ROUND_HALF_UP)
            charge = Charge(account.number, line.article, article["number"], quantity, charged, released, late)
            made.charges.append(charge)
        left -= taken
        if left <= 0:
            return


def _in_unit(wanted: str, left: Decimal, unit: str, article: Mapping[str, Any]) -> Decimal:
    """What is left of an article in the unit of the next line: as great a part of what it declares in that unit."""
    declared, was = quantity_in(wanted, article), quantity_in(unit, article)
    return left if wanted == unit or not declared or not was else left * declared / was


def _late(made: Plan, article: Mapping[str, Any], account: AccountRow) -> bool:
    """Whether the account's deadline has passed, and what is to be said of it."""
    today = made.desk.today.isoformat()
    if account.last_deadline and today > account.last_deadline:
        facts = {"account": account.number, "deadline": account.last_deadline}
        severity = "refused" if account.binding else "warned"
        made.find("RED05", article, account.number, severity=severity, facts=facts)
        return True
    if account.deadline and today > account.deadline:
        made.find("RED04", article, account.number, facts={"deadline": account.deadline, "account": account.number})
        return True
    return False
