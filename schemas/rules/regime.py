"""What the régime of box 1 asks of the other boxes. Which régime asks what stands in `tables/regimes/`, not here."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from schemas import words
from schemas.form import Field
from schemas.needs import Need, Needs, needs_of
from schemas.rules import Circumstances, Fault, Group, rule
from schemas.vocabulary import LANGUAGES

DIRHAM = "MAD"
PLAIN_WORDS = ("AP", "SP")
"""What box 34 must hold is its own example."""
TOLD_BY_THEIR_OWN_RULES = {"26", "35"}
"""Boxes whose presence has rules of their own below."""


def _needs(circumstances: Circumstances) -> Needs | None:
    return needs_of(circumstances.law, circumstances.dum.regime)


@rule("TAB01")
def declaration_fills_what_its_regime_requires(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The boxes of the declaration that the table of the régime's family requires."""
    needs = _needs(circumstances)
    if needs is not None:
        declarant = dum.given("declarant")
        pointed_at = declarant and declarant.given("see_box")  # B10-2 tells that it is not filled
        # an invoice in the currency of boxes 20 to 23 needs no rate
        invoice = dum.given("invoice")
        needs_no_rate = "19" if invoice and invoice.given("currency_code") == DIRHAM else None
        asked = [need for need in needs.of_declaration if need.box not in (pointed_at, needs_no_rate)]
        yield from _missing(dum, dum, needs, asked)


@rule("TAB01", each="GoodsItem")
def article_fills_what_its_regime_requires(article: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The boxes of an article that the table of the régime's family requires."""
    needs = _needs(circumstances)
    if needs is not None:
        yield from _missing(article, circumstances.dum, needs, needs.of_article)


@rule("TAB02")
def declaration_leaves_empty_what_its_regime_forbids(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The boxes of the declaration that the table of the régime's family wants empty."""
    needs = _needs(circumstances)
    if needs is not None:
        yield from _forbidden(dum, needs, needs.of_declaration)


@rule("TAB02", each="GoodsItem")
def article_leaves_empty_what_its_regime_forbids(article: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The boxes of an article that the table of the régime's family wants empty."""
    needs = _needs(circumstances)
    if needs is not None:
        yield from _forbidden(article, needs, needs.of_article)


@rule("TAB03")
def countries_are_those_of_the_regime(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Boxes 11 and 14: Morocco, or any country but Morocco, as the table of the régime's family says."""
    needs = _needs(circumstances)
    if needs is None:
        return
    destination = dum.given("destination")
    for box, country in (
        ("11", dum.given("consignment_country")),
        ("14", destination and destination.given("country")),
    ):
        code = country and country.given("code")
        wanted = next((each.removeprefix("country:") for each in needs.holds(box) if each.startswith("country:")), "")
        if code and wanted and (code == wanted.removeprefix("-")) == wanted.startswith("-"):
            key = "country.other" if wanted.startswith("-") else "country.this"
            expected = words.phrase(key, country=wanted.removeprefix("-"))
            fault = country.fault("code", expected=expected, **_named(needs))
            yield _as_the_row_says(fault, needs.by_box[box])


@rule("B14-1")
def transit_names_the_discharging_office(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """In transit box 14 carries the office that discharges the transit bond."""
    needs = _needs(circumstances)
    if needs is None or "office" not in needs.holds("14"):
        return
    destination = dum.destination
    if destination is None or not (destination.has("country") or destination.has("customs_office")):
        yield dum.fault("destination", whole=True, regime=dum.regime)
    elif destination.customs_office is None:
        yield destination.fault("customs_office", regime=dum.regime)


@rule("B14-2")
def only_transit_has_an_office_in_box_14(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Outside transit box 14 carries a country."""
    needs, destination = _needs(circumstances), dum.destination
    if needs is None or "office" in needs.holds("14") or needs.asked("14") == "forbidden":
        return
    if destination is not None and destination.customs_office is not None:
        yield destination.fault("customs_office", regime=dum.regime)


@rule("B14-3")
def destination_says_something(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 14, where it is there, holds a country or an office."""
    destination = dum.destination
    if destination is not None and destination.country is None and destination.customs_office is None:
        yield dum.fault("destination", whole=True)


@rule("B26-1")
def transit_names_its_office_of_destination(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 26 is the office where the transit ends."""
    needs = _needs(circumstances)
    if needs is not None and needs.asked("26") == "required" and dum.destination_office is None:
        yield dum.fault("destination_office", regime=dum.regime)


@rule("B26-2")
def only_transit_has_an_office_of_destination(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 26 is for transit only."""
    needs = _needs(circumstances)
    if needs is not None and needs.asked("26") == "forbidden" and dum.destination_office is not None:
        yield dum.fault("destination_office", regime=dum.regime)


@rule("B26-3")
def transit_ends_where_its_bond_is_discharged(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 26 is the office of box 14: the transit ends where its bond is discharged."""
    destination, office = dum.destination, dum.destination_office
    if destination is not None and office is not None and destination.customs_office not in (None, office):
        yield dum.fault("destination_office", office=destination.customs_office)


@rule("B34-1", each="GoodsItem")
def payment_indicator_is_that_of_the_regime(article: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 34: a régime "avec paiement" is AP, one "sans paiement" is SP."""
    needs = _needs(circumstances)
    indicator = article.payment_indicator
    if needs is not None and indicator is not None:
        for wanted in needs.holds("34"):
            if indicator != wanted:
                yield article.fault("payment_indicator", expected=wanted, **_named(needs))


@rule("B35-1", each="GoodsItem")
def waste_rate_is_for_temporary_admission(article: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 35 is reserved for import under temporary admission."""
    needs = _needs(circumstances)
    if needs is not None and needs.asked("35") == "forbidden" and article.waste_rate is not None:
        yield article.fault("waste_rate", regime=circumstances.dum.regime)


def _missing(group: Group, dum: Group, needs: Needs, asked: Sequence[Need]) -> Iterator[Fault]:
    for need in asked:
        if need.asked == "required" and need.box not in TOLD_BY_THEIR_OWN_RULES and "office" not in need.holds:
            parent = _parent(group, need.path)
            if parent is not None and _is_absent(parent, need.path[-1]):
                example = _example(need, parent, dum)
                yield _as_the_row_says(parent.fault(need.path[-1], example=example, **_named(needs)), need)


def _example(need: Need, parent: Group, dum: Group) -> str:
    """An example that the other boxes and the table let stand."""
    name = need.path[-1]
    if name == "regime":
        return str(dum.regime)
    if name == "tariff_code" and parent.given("ngp_code"):
        return str(parent.ngp_code)[:6]
    wanted = next((each.removeprefix("country:") for each in need.holds if each in PLAIN_WORDS or ":" in each), "")
    if wanted in PLAIN_WORDS or (len(wanted) == 2 and wanted.isupper()):
        return wanted
    return example_of(need.element)


def _forbidden(group: Group, needs: Needs, asked: Sequence[Need]) -> Iterator[Fault]:
    for need in asked:
        if need.asked == "forbidden" and need.box not in TOLD_BY_THEIR_OWN_RULES:
            parent = _parent(group, need.path)
            if parent is not None and parent.given(need.path[-1]):
                yield _as_the_row_says(parent.fault(need.path[-1], whole=True, **_named(needs)), need)


def _parent(group: Group, path: Sequence[str]) -> Group | None:
    """The group that holds the last element of a path; None where a group on the way is absent or faulty."""
    for name in path[:-1]:
        inside = group.given(name)
        if not isinstance(inside, Group):
            return None
        group = inside
    return group


def _is_absent(parent: Group, name: str) -> bool:
    """True where the element is neither there nor faulty."""
    return name in parent.__dict__ and parent.__dict__[name] in (None, [])


def _as_the_row_says(fault: Fault, need: Need) -> Fault:
    return dataclasses.replace(fault, source=need.source, refuses=need.refuses)


def _named(needs: Needs) -> dict[str, Any]:
    """The régime and its family, as facts for the words."""
    return {"regime": needs.regime["code"], "family": {each: needs.family[f"name_{each}"] for each in LANGUAGES}}


def example_of(field: Field) -> str:
    """An example of what stands in an element: of a group, those of the parts that it must have."""
    if field.kind != "group":
        return field.example or ""
    parts = [child for child in field.children if child.minimum] or field.children[:1]
    return ", ".join(filter(None, map(example_of, parts)))
