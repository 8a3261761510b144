"""A sound declaration of a régime, made of what its tables ask: what they require is there, what they forbid is not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from schemas.law import LawOfDay
from tests.schemas.check.papers import Node
from vectorkit.articles import articles, recapitulation
from vectorkit.inventions import BROKER, MILLI, MOROCCAN, PERSONS, RATES, Firm
from vectorkit.nodes import declaration
from vectorkit.plan import FIRST_MESSAGE, WITH_DUTIES, Plan, country


def sound(
    law: LawOfDay, regime: str, number: int, count: int | None = None, first_message: date = FIRST_MESSAGE
) -> Node:
    """The sound declaration of a régime, of a day soon after `first_message`; another `number` gives other firms, goods
    and journeys."""
    plan = Plan(law, regime, number, count or 1 + number % 3, first_message)
    items, value, net = articles(plan)
    money = _money(plan, value)
    values: dict[str, Any] = {
        **_head(plan),
        **_parties(plan),
        **_road(plan),
        **money,
        "GoodsItemQuantity": plan.articles,
        "FormQuantity": -(-plan.articles // 2),
        "TotalNetMass": net,
        "TotalGrossMass": (net * Decimal("1.08")).quantize(MILLI) + 2,
        "TotalDeclaredValue": value,
        "GoodsItem": items,
        **_signatures(plan),
    }
    values["DeclarationTotal"] = recapitulation(items)
    return declaration(values)


def _head(plan: Plan) -> dict[str, Any]:
    number = plan.number
    return {
        "MessageNumber": f"{plan.day:%Y%m%d}{plan.regime}{number:05d}",
        "DeclarantReference": f"KIT-{plan.regime}-2026-{number:05d}",
        "IssueDateTime": f"{plan.day}T{8 + number % 9:02d}:{number * 7 % 60:02d}:{number * 11 % 60:02d}",
        "FunctionCode": "1",
        "Regime": plan.regime,
        "CategoryCode": "NORMALE" if number % 3 == 0 else None,
        "VersionNumber": "0" if number % 6 == 0 else None,
        "CustomsOffice": plan.office,
        "Arrondissement": f"{plan.office}301" if number % 4 == 0 else None,
    }


def _parties(plan: Plan) -> dict[str, Any]:
    abroad = {"Name": plan.abroad.name, "Address": plan.abroad.address}
    owner, second = _firm(plan.owner), _firm(MOROCCAN[(plan.number + 2) % len(MOROCCAN)])
    two, eight = {"import": (abroad, owner), "export": (owner, abroad), "transit": (abroad, owner)}.get(
        plan.direction, (second, owner)
    )
    self_declared = plan.number % 4 == 1 and plan.direction in ("import", "export")
    pays = plan.needs.family["payer_box"]
    other: dict[str, Any] | None = None
    if plan.needs.asked("9") == "required":
        kind = ("BANCAIRE", "MUTUELLE", "CONSIGNATION")[plan.number % 3]
        reference = f"2026/{1000 + plan.number}"
        other = owner | {"Mention": f"SOUMISSION CAUTIONNEE No {reference}"}
        other |= {"GuaranteeTypeCode": kind, "GuaranteeReference": reference}
    return {
        "Exporter": two if plan.wants("2", True) else None,
        "Importer": eight if plan.wants("8", True) else None,
        "OtherPerson": other,
        "Declarant": {"SeeBox": pays} if self_declared else _firm(BROKER) | {"ApprovalNumber": "1187"},
        "TraderNumber": f"{plan.owner.register:0>7}" if plan.number % 5 == 0 else None,
    }


def _firm(firm: Firm) -> dict[str, str]:
    names = ("Name", "Address", "ICE", "RC", "RCCentre")
    return dict(zip(names, (firm.name, firm.address, firm.ice, firm.register, firm.centre), strict=True))


def _road(plan: Plan) -> dict[str, Any]:
    number, journey, direction = plan.number, plan.journey, plan.direction
    abroad, morocco = country(plan.abroad.country, plan.abroad.country_name), country("MA", "MAROC")
    inward = direction in ("import", "transit")
    moved = plan.needs.asked("15") == "required" or direction == "transit"
    place, _ = plan.abroad.places[journey.mode]
    abroad_box_14 = direction == "export" or "country:-MA" in plan.needs.holds("14")
    destination: dict[str, Any] | None = {"Country": abroad if abroad_box_14 else morocco}
    if direction == "transit":
        destination = {"CustomsOffice": "306"}
    return {
        "ConsignmentCountry": (abroad if inward else morocco) if plan.wants("11", inward) else None,
        "OriginCountry": plan.origin if plan.wants("13", True) else None,
        "Destination": destination if plan.wants("14", direction != "other") else None,
        "TransportMeans": {
            "ModeCode": journey.mode,
            "Identification": journey.means[number % len(journey.means)],
            "NationalityCode": plan.abroad.country if inward else "MA",
        }
        if moved
        else None,
        "Seal": [f"MA{457000 + number}"] if direction == "transit" else None,
        "TransportDocument": {
            "Nature": journey.document,
            "Number": f"{journey.document[:3]}{26000000 + number}",
            "LoadingPlaceCode": place if inward else None,
        }
        if plan.wants("17", moved and number % 3 > 0)
        else None,
        "TranshipmentTransportMeans": journey.means[0] if plan.needs.asked("21") == "required" else None,
        "ArrivalDate": str(plan.day - timedelta(days=1)) if plan.wants("24", False) else None,
        "GoodsLocation": f"{plan.office}101" if plan.wants("25", direction == "transit") else None,
        "DestinationOffice": "306" if plan.needs.asked("26") == "required" else None,
    }


def _money(plan: Plan, value: Decimal) -> dict[str, Any]:
    """Boxes 16, 18 to 20 and 22: an invoice that makes box 23, with carriage and insurance where the buyer pays."""
    if not plan.wants("18", plan.direction in ("import", "export")):
        return {}
    buyer, seller = plan.journey.incoterms
    term = buyer if plan.number % 2 or plan.direction == "export" else seller
    if plan.direction == "export" and term == "EXW":
        term = "FCA"
    freight = insurance = None
    invoiced = value
    if plan.direction == "import" and term == buyer:
        freight, insurance = (value * Decimal("0.06")).quantize(MILLI), (value * Decimal("0.004")).quantize(MILLI)
        invoiced = value - freight - insurance
    currency = plan.abroad.currency
    home = plan.direction == "export" or term != buyer or plan.direction == "other"
    return {
        "DeliveryTerms": {
            "IncotermCode": term,
            "Place": ("CASABLANCA" if home else plan.abroad.places[plan.journey.mode][1]),
        },
        "Invoice": {
            "CurrencyCode": currency,
            "TotalAmount": (invoiced / RATES[currency]).quantize(MILLI, ROUND_HALF_UP),
        },
        "ExchangeRate": RATES[currency],
        "FreightAmount": freight,
        "InsuranceAmount": insurance,
        "FinancialData": _payment(plan),
    }


def _payment(plan: Plan) -> dict[str, Any] | None:
    if plan.needs.family["code"] not in WITH_DUTIES:
        return None
    credit = {"PaymentMethodCode": "02", "AccountNumber": f"{plan.office}000456", "Text": "CREDIT D'ENLEVEMENT"}
    return credit if plan.number % 2 else {"PaymentMethodCode": "01", "Text": "PAIEMENT AU COMPTANT"}


def _signatures(plan: Plan) -> dict[str, Any]:
    def signed(days: int, person: int) -> dict[str, str]:
        day = plan.day - timedelta(days=days)
        return {"Place": "CASABLANCA", "Date": str(day), "Name": PERSONS[(plan.number + person) % len(PERSONS)]}

    return {
        "PrincipalSignature": signed(1, 1) if plan.needs.asked("39") == "required" else None,
        "GuarantorSignature": signed(2, 2) if plan.needs.asked("40") == "required" else None,
        "DeclarantSignature": signed(0, 0),
    }
