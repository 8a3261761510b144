"""A sound declaration of a régime, made of what the tables ask of it: what they require is there, what they forbid not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from check.papers import Node
from vectorkit import inventions as invented
from vectorkit.inventions import ABROAD, BROKER, GOODS, JOURNEYS, MOROCCAN, PERSONS, RATES, Firm
from vectorkit.nodes import declaration

from schemas.identifiers import dum_number
from schemas.law import LawOfDay
from schemas.needs import Needs, needs_of

FIRST_MESSAGE = date(2026, 6, 2)
MESSAGE_DAYS = 25
MILLI = Decimal("0.001")
DUTIES = (("000110", ("2.5", "17.5", "30")), ("007217", ("0.25",)), ("002109", ("20",)))
"""Types of duty with illustrations of rates (per cent); the last one is the VAT, on the value and the others."""
WITH_DUTIES = ("direct-import", "economic-consumption")


@dataclass(frozen=True)
class Plan:
    """One declaration: the régime, a number that all choices follow from, and how many articles."""

    law: LawOfDay
    regime: str
    number: int
    articles: int

    @cached_property
    def needs(self) -> Needs:
        """What the tables ask of the régime."""
        found = needs_of(self.law, self.regime)
        assert found is not None, self.regime
        return found

    @cached_property
    def direction(self) -> str:
        """import, export, other; transit is told apart."""
        return "transit" if "office" in self.needs.holds("14") else self.needs.family["direction"]

    @cached_property
    def journey(self) -> invented.Journey:
        return JOURNEYS[self.number % len(JOURNEYS)]

    @cached_property
    def office(self) -> str:
        return self.journey.offices[self.number // 3 % len(self.journey.offices)]

    @cached_property
    def abroad(self) -> invented.Abroad:
        return ABROAD[self.number % len(ABROAD)]

    @cached_property
    def owner(self) -> Firm:
        return MOROCCAN[self.number % len(MOROCCAN)]

    @cached_property
    def day(self) -> date:
        """The day of the message."""
        return FIRST_MESSAGE + timedelta(days=self.number * 7 % MESSAGE_DAYS)

    def wants(self, box: str, allowed: bool) -> bool:
        """Whether to fill a box: what is asked decides, and where it is left free, `allowed`."""
        asked = self.needs.asked(box)
        return asked == "required" or (asked == "allowed" and allowed)


def sound(law: LawOfDay, regime: str, number: int, articles: int | None = None) -> Node:
    """The sound declaration of a régime; another `number` gives other firms, goods and journeys."""
    plan = Plan(law, regime, number, articles or 1 + number % 3)
    items, value, net = _articles(plan)
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
    values["DeclarationTotal"] = _recapitulation(items)
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
    abroad, morocco = _country(plan.abroad.country, plan.abroad.country_name), _country("MA", "MAROC")
    inward = direction in ("import", "transit")
    moved = plan.needs.asked("15") == "required" or direction == "transit"
    place, _ = plan.abroad.places[journey.mode]
    abroad_box_14 = direction == "export" or "country:-MA" in plan.needs.holds("14")
    destination: dict[str, Any] | None = {"Country": abroad if abroad_box_14 else morocco}
    if direction == "transit":
        destination = {"CustomsOffice": "306"}
    return {
        "ConsignmentCountry": (abroad if inward else morocco) if plan.wants("11", inward) else None,
        "OriginCountry": _origin(plan) if number % 2 == 0 else None,
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
        if moved and number % 3
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


def _articles(plan: Plan) -> tuple[list[dict[str, Any]], Decimal, Decimal]:
    items, value, net = [], Decimal(0), Decimal(0)
    for rank in range(1, plan.articles + 1):
        goods = GOODS[(plan.number + 5 * (rank - 1)) % len(GOODS)]
        mass = Decimal(120 + 37 * (plan.number % 11) + 210 * rank) + Decimal("0.250") * rank
        worth = (mass * goods.price).quantize(MILLI)
        value, net = value + worth, net + mass
        items.append(_article(plan, rank, goods, mass, worth))
    return items, value, net


def _article(plan: Plan, rank: int, goods: invented.Goods, mass: Decimal, worth: Decimal) -> dict[str, Any]:
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
            "TariffCode": goods.ngp[:6] if number % 3 else None,
            "NGPCode": goods.ngp,
            "Regime": plan.regime if number % 2 else None,
        },
        "DeclaredValue": worth,
        "SupplementaryUnits": units if goods.unit else None,
        "NetMass": mass,
        "PaymentIndicator": indicator if needs.asked("34") != "forbidden" else None,
        "WasteRate": "3.5" if plan.wants("35", needs.regime["temporary_admission"] == "yes") else None,
        "OriginCountry": _origin(plan) if plan.wants("36", True) else None,
        "PreviousDocument": _previous(plan),
        "AdditionalInformation": ["EUR.1 No A 1234567"] if abroad and plan.abroad.currency == "EUR" else None,
        "DutiesAndTaxes": _duties(plan, worth, rank),
    }


def _origin(plan: Plan) -> dict[str, str]:
    foreign = plan.direction in ("import", "transit")
    return _country(plan.abroad.country, plan.abroad.country_name) if foreign else _country("MA", "MAROC")


def _country(code: str, name: str) -> dict[str, str]:
    return {"Code": code, "Name": name}


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


def _recapitulation(items: list[dict[str, Any]]) -> dict[str, Any] | None:
    sums: dict[str, Decimal] = {}
    for item in items:
        for line in (item["DutiesAndTaxes"] or {"Line": []})["Line"]:
            sums[line["TypeCode"]] = sums.get(line["TypeCode"], Decimal(0)) + line["Amount"]
    if not sums:
        return None
    lines = [{"TypeCode": code, "Amount": total} for code, total in sums.items()]
    return {"Line": lines, "Total": sum(sums.values(), Decimal(0))}


def _signatures(plan: Plan) -> dict[str, Any]:
    def signed(days: int, person: int) -> dict[str, str]:
        day = plan.day - timedelta(days=days)
        return {"Place": "CASABLANCA", "Date": str(day), "Name": PERSONS[(plan.number + person) % len(PERSONS)]}

    return {
        "PrincipalSignature": signed(1, 1) if plan.needs.asked("39") == "required" else None,
        "GuarantorSignature": signed(2, 2) if plan.needs.asked("40") == "required" else None,
        "DeclarantSignature": signed(0, 0),
    }
