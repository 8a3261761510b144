"""What the ledger needs of the boxes of a sound declaration, as plain data for the log."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gateway.judging.parties_in import CAPACITIES
from schemas.declaration import Group
from schemas.findings import Position
from schemas.gathering import Places
from schemas.law import LawOfDay
from schemas.rules.duties import assessed

Facts = dict[str, Any]


def facts_of(dum: Group, law: LawOfDay) -> Facts:
    """Offices, régime, parties, way of payment, lines of box B; of régimes with accounts, the articles too."""
    regime = law.row("regimes", dum.regime) or {}
    keeps_accounts = regime.get("suspensive") == "yes" or bool(regime.get("discharges"))
    financial = dum.financial_data
    method = financial.payment_method_code if financial else None
    methods = law.row("payment_methods", method) if method else None
    on_credit = methods is not None and methods["credit"] == "yes"
    other = dum.other_person
    return {
        "office": dum.customs_office,
        **_transit_ends_at(dum, regime),
        "regime": dum.regime,
        "flow": flow_of(dum.regime, law),
        "reference": dum.declarant_reference,
        "parties": parties_of(dum),
        "payer": _party(_payer(dum, law)),
        "operator": _operator(dum, law),
        "principal": _party(other or _payer(dum, law)),
        "guarantor": _guarantor(dum),
        "method": method,
        "credit": financial.account_number if financial and on_credit else None,
        "lines": [_line(line) for article in dum.goods_item for line in _lines(article)],
        "articles": [_article(each) for each in dum.goods_item] if keeps_accounts else [],
    }


def _transit_ends_at(dum: Group, regime: Mapping[str, str]) -> dict[str, str | None]:
    """Of a transit the offices of destination (box 26) and of discharge (box 14); in other régimes they say nothing."""
    is_transit, destination = regime.get("family") == "transit", dum.destination
    return {
        "destination_office": dum.destination_office if is_transit else None,
        "discharge_office": destination.customs_office if is_transit and destination else None,
    }


def parties_of(dum: Group) -> dict[str, dict[str, str | None]]:
    """Who stands in boxes 2 (exporter), 8 (importer), 9 (other person) and 10 (declarant), as far as they are filled:
    name, ICE, number and centre of the trade register.
    """
    boxes = {capacity: getattr(dum, name) for capacity, name in CAPACITIES.items()}
    return {capacity: _party(party) for capacity, party in boxes.items() if party is not None}


def flow_of(regime: str, law: LawOfDay) -> str:
    """Where the goods of a régime go: import, export or other."""
    family = law.family(regime)
    return family["direction"] if family else "other"


def article_places(dum: Group, source: Places) -> dict[int, Position]:
    """Where box 37 of each article stands; the article itself where it has none."""
    places = {}
    for article in dum.goods_item:
        element, _ = article.place
        previous = article.previous_document
        at = previous[0].place[0] if previous else element
        places[int(article.sequence_number)] = source.start(at)
    return places


def _lines(article: Group) -> tuple[Group, ...]:
    duties = article.duties_and_taxes
    return tuple(duties.line) if duties is not None else ()


def _line(line: Group) -> dict[str, str]:
    return {"type_code": line.type_code, "base": _text(line.base), "rate": _text(line.rate)}


def _exporter_acts(dum: Group, law: LawOfDay, column: str, values: tuple[str, ...]) -> bool:
    family = law.family(dum.regime)
    return family is not None and family[column] in values


def _payer(dum: Group, law: LawOfDay) -> Group:
    """Who owes: box 8, or box 2 where the family of the régime says so; the other one where that is not filled."""
    exporter_pays = _exporter_acts(dum, law, "payer_box", ("2",))
    either = (dum.exporter or dum.importer) if exporter_pays else (dum.importer or dum.exporter)
    payer: Group = either or dum.declarant
    return payer


def _operator(dum: Group, law: LawOfDay) -> str:
    """Whose account it is: who exports or transfers stands in box 2, else box 8. By ICE, else by name."""
    suspensive = (law.row("regimes", dum.regime) or {}).get("suspensive") == "yes"
    discharges = (law.row("regimes", dum.regime) or {}).get("discharges")
    gives = bool(discharges) and _exporter_acts(dum, law, "box2", ("exporter", "transferor"))
    party = (dum.exporter or dum.importer) if gives else (dum.importer or dum.exporter)
    return operator_key(party or dum.declarant) if suspensive or discharges else ""


def operator_key(party: Group) -> str:
    """How an operator is known again: his ICE, else his name in capitals without needless blanks."""
    return str(party.ice or " ".join((party.name or "").upper().split()))[:255]


def _party(party: Group) -> dict[str, str | None]:
    return {name: getattr(party, name) for name in ("name", "ice", "rc", "rc_centre")}


def _guarantor(dum: Group) -> dict[str, str | None]:
    other, signature = dum.other_person, dum.guarantor_signature
    return {
        "kind": other.guarantee_type_code if other else None,
        "reference": other.guarantee_reference if other else None,
        "mention": other.mention if other else None,
        "name": signature.name if signature else None,
    }


def _article(article: Group) -> Mapping[str, Any]:
    units = article.supplementary_units
    suspended = sum((assessed(line.base, line.rate) for line in _lines(article)), Decimal(0))
    return {
        "number": int(article.sequence_number),
        "ngp_code": article.commodity.ngp_code,
        "description": article.packages_and_description.description,
        "value": _text(article.declared_value),
        "net_mass": _text(article.net_mass),
        "quantity": _text(units.quantity) if units else None,
        "unit": units.unit_code if units else None,
        "waste_rate": _text(article.waste_rate) if article.waste_rate else None,
        "suspended": _text(suspended),
        "previous": [[each.number, each.article_number] for each in article.previous_document],
    }


def _text(value: Decimal) -> str:
    return f"{value:f}"
