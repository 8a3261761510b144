"""Totals of the declaration against its articles: boxes 6, 7 and 33, 23 and 31."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from schemas.rules import Circumstances, Fault, Group, amount, rule


@rule("B06-1")
def gross_mass_covers_net_mass(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 6 is the mass with packaging (kg): not less than box 7."""
    if dum.total_gross_mass < dum.total_net_mass:
        yield dum.fault("total_gross_mass", net=amount(dum.total_net_mass))


@rule("B07-1")
def net_mass_is_the_sum_of_the_articles(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 7 (kg) is the sum of boxes 33, within the tolerance of the tables."""
    total = sum((article.net_mass for article in dum.goods_item), Decimal(0))
    if abs(dum.total_net_mass - total) > circumstances.law.tolerances["net_mass"]:
        yield dum.fault("total_net_mass", sum=amount(total))


@rule("B23-1")
def value_is_the_sum_of_the_articles(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 23 (MAD) is the sum of boxes 31."""
    total = sum(article.declared_value for article in dum.goods_item)
    if dum.total_declared_value != total:
        yield dum.fault("total_declared_value", sum=amount(total))
