"""The goods: boxes 28, 30, 31, 32 and 33 of an article, its origin against box 13, and countries by code and name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from schemas.law import LawOfDay
from schemas.rules import Circumstances, Fault, Group, rule
from schemas.vocabulary import LANGUAGES

FEWEST_LETTERS = 3
MOST_COUNTRIES = 6
"""Countries that a message names; more would hide the sentence."""
NO_CHAPTERS = ("00", "77")
"""Chapters of the Harmonized System that hold nothing: there is no chapter 0, and 77 is reserved. Those from 98 on are
left to each country, so nothing is said of them."""
NO_HEADING = "00"
"""Headings of a chapter begin with 01."""
WITHOUT_MASS = ("2716", "71")
"""Commodity codes of goods whose mass may be 0.000 kg: electrical energy; precious stones, where a carat is 0.2 g."""
UNPACKED = ("VRAC", "BULK")
UNPACKED_KINDS = ("Bulk", "Unpacked")
"""How the names of the kinds of packages begin that are no packages (UN/ECE Recommendation 21)."""


@rule("CTY-1", each="Country")
def country_code_belongs_to_the_name(country: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """A name that the list has for another country than the code says.

    A name that it does not have says nothing; a code that it does not have is told already.
    """
    if country.name is None or country.code not in circumstances.law.codes("countries"):
        return
    codes = _codes_by_name(circumstances.law).get(_folded(country.name))
    if codes is not None and len(codes) == 1 and country.code not in codes:
        (code,) = codes
        yield country.fault("code", name=country.name, expected=code)


@rule("B13-1")
def origin_is_that_of_an_article(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 13 is one of the countries of boxes 36, where every article has one and the list has them all."""
    if dum.origin_country is None:
        return
    countries = [article.origin_country for article in dum.goods_item]
    if None in countries:
        return
    origins = sorted({country.code for country in countries})
    is_known = circumstances.law.codes("countries").issuperset((dum.origin_country.code, *origins))
    if is_known and dum.origin_country.code not in origins:
        shown = ", ".join(origins[:MOST_COUNTRIES]) + (", …" if len(origins) > MOST_COUNTRIES else "")
        yield dum.origin_country.fault("code", origins=shown)


@rule("B13-2")
def one_origin_stands_in_the_header(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 13 is filled where all articles come from one country."""
    if dum.origin_country is None:
        countries = {article.origin_country and article.origin_country.code for article in dum.goods_item}
        if len(countries) == 1 and None not in countries:
            yield dum.fault("origin_country", origin=countries.pop())


@rule("B28-1", each="Packages")
def description_is_in_words(packages: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 28 describes the goods: a number, a sign or one or two letters are no description."""
    if sum(map(str.isalpha, packages.description)) < FEWEST_LETTERS:
        yield packages.fault("description")


@rule("B28-2")
def some_article_has_packages(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 28: goods may lie in the packages of another article, but not all of them, unless they are not packed."""
    packages = [article.packages_and_description for article in dum.goods_item]
    if not any(each.quantity for each in packages) and not any(_is_unpacked(each, circumstances) for each in packages):
        yield packages[0].fault("quantity")


@rule("B30-1", each="Commodity")
def tariff_code_begins_the_commodity_code(commodity: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 30: the first digits of the NGP code are the tariff code."""
    if commodity.tariff_code is not None and not commodity.ngp_code.startswith(commodity.tariff_code):
        yield commodity.fault("tariff_code", ngp=commodity.ngp_code, expected=commodity.ngp_code[:6])


@rule("B30-2", each="Commodity")
def article_has_the_regime_of_the_declaration(commodity: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 30 repeats the régime of box 1. One that the list does not have is told already."""
    regime = circumstances.dum.regime
    if commodity.regime in (None, regime):
        return
    if circumstances.law.codes("regimes").issuperset((commodity.regime, regime)):
        yield commodity.fault("regime", regime=regime)


@rule("B30-3", each="Commodity")
def commodity_code_has_a_chapter(commodity: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 30: chapters and headings that the Harmonized System does not have."""
    code = commodity.ngp_code
    if code[:2] in NO_CHAPTERS or code[2:4] == NO_HEADING:
        yield commodity.fault("ngp_code", heading=code[:4])


@rule("B31-1", each="GoodsItem")
def goods_with_payment_have_a_value(article: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 31 is not 0 where box 34 says that the goods are paid for."""
    if article.payment_indicator == "AP" and not article.declared_value:
        yield article.fault("declared_value")


@rule("B32-1", each="SupplementaryUnits")
def supplementary_quantity_is_not_zero(units: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 32 is filled only where supplementary units are required: then there are some."""
    if not units.quantity:
        yield units.fault("quantity", unit=units.unit_code)


@rule("B33-1", each="GoodsItem")
def goods_of_value_have_a_mass(article: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 33 (kg) is not 0 for goods of some value, but for those that weigh next to nothing."""
    if not article.net_mass and article.declared_value and not article.commodity.ngp_code.startswith(WITHOUT_MASS):
        yield article.fault("net_mass")


def _is_unpacked(packages: Group, circumstances: Circumstances) -> bool:
    """True for goods in bulk, and for those that need no packing."""
    if packages.kind.upper().startswith(UNPACKED):
        return True
    row = circumstances.law.row("package_kinds", packages.kind_code or "")
    return row is not None and row["name_en"].startswith(UNPACKED_KINDS)


@lru_cache(maxsize=2)
def _codes_by_name(law: LawOfDay) -> dict[str, set[str]]:
    """The codes of the countries by each of their names, folded. A name may be that of two countries."""
    found: dict[str, set[str]] = {}
    for code in law.codes("countries"):
        for name in map(law.title("countries", code).get, LANGUAGES):
            found.setdefault(_folded(name or ""), set()).add(code)
    return found


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    """A name without case, accents, blanks and signs, as it is typed in one way or the other."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isalnum())
