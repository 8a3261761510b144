"""The articles of a sound declaration: boxes 28 to 38 and B, and box C that repeats them."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from schemas.identifiers import dum_number
from vectorkit.inventions import GOODS, MILLI, Goods
from vectorkit.plan import WITH_DUTIES, Plan

DUTIES = (("000110", ("2.5", "17.5", "30")), ("007217", ("0.25",)), ("002109", ("20",)))
"""Types of duty with illustrations of rates (per cent); the last one is the VAT, on the value and the others."""


def articles(plan: Plan) -> tuple[list[dict[str, Any]], Decimal, Decimal]:
    """The articles, their value (MAD) and their net mass (kg)."""
    items, value, net = [], Decimal(0), Decimal(0)
    for rank in range(1, plan.articles + 1):
        goods = GOODS[(plan.number + 5 * (rank - 1)) % len(GOODS)]
        mass = Decimal(120 + 37 * (plan.number % 11) + 210 * rank) + Decimal("0.250") * rank
        worth = (mass * goods.price).quantize(MILLI)
        value, net = value + worth, net + mass
        items.append(_article(plan, rank, goods, mass, worth))
    return items, value, net


def _article(plan: Plan, rank: int, goods: Goods, mass: Decimal, worth: Decimal) -> dict[str, Any]:
    number, needs = plan.number, plan.needs
    paid = needs.holds("34")
    indicator = paid[0] if paid else ("AP" if plan.direction in ("import", "export") else None)
    packages = int(mass) // 18 + 1
    abroad = plan.direction in ("import", "transit")
    units = {"Quantity": int(mass) * goods.per_kilogram, "UnitCode": goods.unit}
    return {
        "PackagesAndDescription": {
            "Kind": goods.kind,
            "KindCode": goods.kind_code if number % 2 else None,
            "Quantity": packages,
            "MarksAndNumbers": f"KIT {number} 1/{packages}",
            "Description": goods.description,
        },
        "SequenceNumber": rank,
        "Commodity": {
            "TariffCode": goods.ngp[:6],
            "NGPCode": goods.ngp,
            "Regime": plan.regime,
        },
        "DeclaredValue": worth,
        "SupplementaryUnits": units if goods.unit else None,
        "NetMass": mass,
        "PaymentIndicator": indicator if needs.asked("34") != "forbidden" else None,
        "WasteRate": "3.5" if plan.wants("35", needs.regime["temporary_admission"] == "yes") else None,
        "OriginCountry": plan.origin if plan.wants("36", True) else None,
        "PreviousDocument": _previous(plan),
        "AdditionalInformation": ["EUR.1 No A 1234567"] if abroad and plan.abroad.currency == "EUR" else None,
        "DutiesAndTaxes": _duties(plan, worth, rank),
    }


def _previous(plan: Plan) -> list[dict[str, str]] | None:
    """Box 37: the summary declaration or the earlier declaration that the table asks for."""
    asked = plan.needs.holds("37")
    if not plan.wants("37", bool(asked)):
        return None
    day, serial = plan.day - timedelta(days=2), 2000 + plan.number
    if not asked or asked[0] == "ds":
        return [{"Number": f"{plan.office}-0-{day.year}-{serial}[01]", "Date": str(day)}]
    earlier = plan.needs.regime["discharges"].split()
    if asked[0].startswith("dum:") and asked[0] != "dum:discharges":
        earlier = asked[0].removeprefix("dum:").split()
    regime = earlier[plan.number % len(earlier)] if earlier else "010"
    day -= timedelta(days=40)
    return [{"Number": dum_number(plan.office, regime, day.year, serial), "Date": str(day)}]


def _duties(plan: Plan, worth: Decimal, rank: int) -> dict[str, Any] | None:
    if plan.needs.family["code"] not in WITH_DUTIES:
        return None
    lines: list[dict[str, Any]] = []
    base = worth
    for code, rates in DUTIES:
        rate = Decimal(rates[(plan.number + rank) % len(rates)])
        is_vat = code == DUTIES[-1][0]
        on = base if is_vat else worth
        due = (on * rate / 100).to_integral_value(ROUND_CEILING)
        base += due
        lines.append({"TypeCode": code, "Base": on, "Rate": rate, "Amount": due})
    return {"Line": lines, "Total": sum(line["Amount"] for line in lines)}


def recapitulation(items: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Box C: the types of all boxes B, None where there are none."""
    sums: dict[str, Decimal] = {}
    for item in items:
        for line in (item["DutiesAndTaxes"] or {"Line": []})["Line"]:
            sums[line["TypeCode"]] = sums.get(line["TypeCode"], Decimal(0)) + line["Amount"]
    if not sums:
        return None
    lines = [{"TypeCode": code, "Amount": total} for code, total in sums.items()]
    return {"Line": lines, "Total": sum(sums.values(), Decimal(0))}
