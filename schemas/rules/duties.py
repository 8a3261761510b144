"""Boxes B and C: bases, lines of base × rate in whole dirhams rounded up, and the totals as their sums.

What a type of duty is levied on, and whether it counts for the VAT, stands in `tables/codelists/duty_types.csv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from schemas.declaration import Unbound
from schemas.rules import Circumstances, Fault, Group, amount, rule

VALUE, VAT = "value", "vat"
"""What a duty is levied on: the declared value of the article; that and the duties that count for the VAT."""
YES = "yes"
COUNTED = (YES, "no")
"""Whether a duty counts for the base of the VAT; where the table is empty nobody knows."""


def assessed(base: Decimal, rate: Decimal) -> Decimal:
    """Base (MAD) × rate (per cent) in whole dirhams, rounded up (derived from one real assessment)."""
    return (base * rate / 100).to_integral_value(ROUND_CEILING)


@rule("BB-1", each="DutyLine")
def line_is_base_times_rate(line: Group, _: Circumstances) -> Iterator[Fault]:
    """Box B: a proposed amount that differs from the assessment is a warning. A faulty line hides no other."""
    due = assessed(line.base, line.rate)
    if line.amount != due:
        yield line.fault("amount", base=amount(line.base), rate=amount(line.rate), amount=amount(due))


@rule("BB-2", each="GoodsItem")
def article_total_is_the_sum_of_its_lines(article: Group, _: Circumstances) -> Iterator[Fault]:
    """Box B: the total of the article is the sum of its lines."""
    duties = article.duties_and_taxes
    if duties is None:
        return
    total = sum(line.amount for line in duties.line)
    if duties.total != total:
        yield duties.fault("total", sum=amount(total))


@rule("BB-3", each="GoodsItem")
def vat_is_levied_on_value_and_duties(article: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box B: the base of the VAT is the declared value and the other duties that count for it.

    Nothing is said where the table does not know whether a duty counts, where several lines share the VAT, or where
    the declared value itself is in doubt (BB-4).
    """
    if article.duties_and_taxes is None:
        return
    vat: Group | None = None
    base = article.declared_value
    for line in article.duties_and_taxes.line:
        row = circumstances.law.row("duty_types", line.type_code)
        if row is None or (row["base"] == VALUE and line.base != article.declared_value):
            return
        if row["base"] == VAT and vat is None:
            vat = line
        elif row["vat_base"] not in COUNTED:
            return
        elif row["vat_base"] == YES:
            base += line.amount
    if vat is not None and vat.base != base:
        added = base - article.declared_value
        yield vat.fault("base", worth=amount(article.declared_value), duties=amount(added), base=amount(base))


@rule("BB-4", each="GoodsItem")
def duty_on_value_is_levied_on_the_declared_value(article: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box B: the base of a duty on the value is box 31. A faulty line hides no other."""
    if article.duties_and_taxes is None:
        return
    for line in article.duties_and_taxes.line:
        row = circumstances.law.row("duty_types", line.given("type_code") or "")
        base = line.given("base")
        if row is not None and row["base"] == VALUE and base is not None and base != article.declared_value:
            yield line.fault("base", type=line.type_code, worth=amount(article.declared_value))


@rule("BB-5", each="GoodsItem")
def each_duty_stands_once(article: Group, _: Circumstances) -> Iterator[Fault]:
    """Box B: one line for each type in an article."""
    if article.duties_and_taxes is None:
        return
    seen: set[str] = set()
    for line in article.duties_and_taxes.line:
        code = line.given("type_code")
        if code is not None and code in seen:
            yield line.fault("type_code")
        seen.add(code)


@rule("BC-1")
def each_type_is_the_sum_of_the_articles(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box C: the line of a type is the sum of its lines in boxes B; types levied per declaration stand in C alone."""
    if dum.declaration_total is None:
        return
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in _article_lines(dum):
        sums[line.type_code] += line.amount
    for line in dum.declaration_total.line:
        try:
            if line.amount != sums[line.type_code] and not _per_declaration(line, circumstances):
                yield line.fault("amount", type=line.type_code, sum=amount(sums[line.type_code]))
        except Unbound:  # a faulty line hides no other
            continue


@rule("BC-2")
def declaration_total_is_the_sum_of_all(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box C: the total is the sum of boxes B and of the types levied per declaration."""
    recap = dum.declaration_total
    if recap is None:
        return
    total = sum((line.amount for line in _article_lines(dum)), Decimal(0))
    total += sum((line.amount for line in recap.line if _per_declaration(line, circumstances)), Decimal(0))
    if recap.total != total:
        yield recap.fault("total", sum=amount(total))


@rule("BC-3")
def each_type_of_the_articles_is_in_the_total(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box C, where it lists the types, lists all those of boxes B."""
    recap = dum.declaration_total
    if recap is None or not recap.line:
        return
    listed = {line.type_code for line in recap.line}
    missing: dict[str, Decimal] = defaultdict(Decimal)
    for line in _article_lines(dum):
        if line.type_code not in listed:
            missing[line.type_code] += line.amount
    for code, total in missing.items():
        yield dum.fault("declaration_total", whole=True, type=code, sum=amount(total))


@rule("BC-4")
def boxes_b_have_their_total(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box C is filled where a box B is."""
    if not dum.has("declaration_total"):
        total = sum((line.amount for line in _article_lines(dum)), Decimal(0))
        if total:
            yield dum.fault("declaration_total", whole=True, sum=amount(total))


def _article_lines(dum: Group) -> Iterator[Group]:
    for article in dum.goods_item:
        if article.duties_and_taxes is not None:
            yield from article.duties_and_taxes.line


def _per_declaration(line: Group, circumstances: Circumstances) -> bool:
    row = circumstances.law.row("duty_types", line.type_code)
    return row is not None and row["level"] == "declaration"
