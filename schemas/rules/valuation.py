"""Value: currency and rate (boxes 18, 19), and what boxes 16 and 18 to 22 make of box 23. Which Incoterm leaves what to
whom, and which régimes have an invoice, stands in tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from schemas.declared_value import Range, Sum, range_of_value
from schemas.needs import Needs, needs_of
from schemas.rules import Circumstances, Fault, Group, amount, rule

DIRHAM = "MAD"
"""The currency of boxes 20, 22, 23 and 31."""


@rule("B18-1")
def rate_has_its_invoice(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """A rate in box 19 converts an amount of box 18."""
    if dum.exchange_rate is not None and dum.invoice is None and not _is_asked("18", circumstances):
        yield dum.fault("invoice", whole=True, rate=amount(dum.exchange_rate))


@rule("B18-2")
def paid_goods_have_an_amount(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """An article with payment (box 34) is not invoiced at nothing."""
    if dum.invoice is not None and dum.invoice.total_amount == 0:
        paid = next((each.rank for each in dum.goods_item if each.payment_indicator == "AP"), None)
        if paid is not None:
            yield dum.invoice.fault("total_amount", paid=paid)


@rule("B19-1")
def dirhams_have_the_rate_of_one(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """An invoice in dirhams needs no conversion: the rate, where it is given, is 1."""
    if dum.invoice is not None and dum.invoice.currency_code == DIRHAM and dum.exchange_rate not in (None, 1):
        yield dum.fault("exchange_rate", currency=DIRHAM)


@rule("B19-2")
def foreign_currency_has_its_rate(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """An invoice in another currency is converted at the rate of box 19."""
    if dum.invoice is None or dum.exchange_rate is not None or _is_asked("19", circumstances):
        return
    if dum.invoice.currency_code != DIRHAM:
        yield dum.fault("exchange_rate", currency=dum.invoice.currency_code)


@rule("B20-1")
def value_on_import_includes_freight(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 23 is a CIF value: where the buyer pays the carriage, box 20 says how much."""
    if dum.freight_amount is None and any(found.wants_freight for found in _ranges(dum, circumstances)):
        yield dum.fault("freight_amount", term=dum.delivery_terms.incoterm_code)


@rule("B22-1")
def value_on_import_includes_insurance(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 23 is a CIF value: where the buyer pays the carriage, he insures, and box 22 says for how much."""
    if dum.insurance_amount is None and any(found.wants_freight for found in _ranges(dum, circumstances)):
        yield dum.fault("insurance_amount", term=dum.delivery_terms.incoterm_code)


@rule("B23-2")
def value_is_what_its_parts_make(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 23 (MAD) lies between the sums that boxes 18 to 22 allow: CIF on import, FOB on export."""
    value, gap = dum.total_declared_value, _gap(dum, circumstances)
    over = 1 + circumstances.law.tolerances.get("unloading", Decimal(0))
    wrong: list[Sum] = []
    for found in _ranges(dum, circumstances):
        if found.least is not None and value < found.least.value - gap:
            wrong.append(found.least)
        elif found.most is not None and value > found.most.value * over + gap:
            wrong.append(found.most)
        else:
            return
    if wrong and not any(each.payment_indicator == "SP" for each in dum.goods_item):
        nearest = min(wrong, key=lambda each: abs(each.value - value))
        yield dum.fault("total_declared_value", addition=nearest.shown(), sum=nearest.rounded)


def _ranges(dum: Group, circumstances: Circumstances) -> list[Range]:
    """What box 23 may be: one range, two where the rate may be that of 100 units; none where nothing can be said.

    A régime whose table does not require an invoice, or that follows an earlier one, may be valued otherwise.
    """
    needs, invoice, terms, rate = _needs(circumstances), dum.invoice, dum.delivery_terms, dum.exchange_rate
    if needs is None or needs.asked("18") != "required" or needs.regime["discharges"]:
        return []
    if invoice is None or terms is None or not invoice.total_amount:
        return []
    term = circumstances.law.row("incoterms", terms.incoterm_code)
    currency, direction = invoice.currency_code, needs.family["direction"]
    if term is None or direction == "other" or (rate not in (None, 1) if currency == DIRHAM else rate is None):
        return []
    quote = circumstances.law.row("rate_units", currency)
    units = [1, int(quote["units"])] if quote is not None and quote["units"].strip("0").isdecimal() else [1]
    sums = [Sum.of_invoice(invoice.total_amount, currency, rate, each) for each in units]
    return [range_of_value(each, dum.freight_amount, dum.insurance_amount, term, direction) for each in sums]


def _gap(dum: Group, circumstances: Circumstances) -> Decimal:
    """How far (MAD) box 23 may lie from what is computed."""
    tolerances = circumstances.law.tolerances
    part: Decimal = tolerances.get("valuation_rate", Decimal(0)) * dum.total_declared_value
    return max(tolerances.get("valuation", Decimal(0)), part)


def _needs(circumstances: Circumstances) -> Needs | None:
    return needs_of(circumstances.law, circumstances.dum.regime)


def _is_asked(box: str, circumstances: Circumstances) -> bool:
    """True where the régime's table requires a box, and so tells that it is missing."""
    needs = _needs(circumstances)
    return needs is not None and needs.asked(box) == "required"
