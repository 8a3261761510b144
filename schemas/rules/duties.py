"""Boxes B and C: each line is base × rate in whole dirhams rounded up, and the totals are the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from schemas.declaration import Unbound
from schemas.rules import Circumstances, Fault, Group, amount, rule


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


def _article_lines(dum: Group) -> Iterator[Group]:
    for article in dum.goods_item:
        if article.duties_and_taxes is not None:
            yield from article.duties_and_taxes.line


def _per_declaration(line: Group, circumstances: Circumstances) -> bool:
    row = circumstances.law.row("duty_types", line.type_code)
    return row is not None and row["level"] == "declaration"
