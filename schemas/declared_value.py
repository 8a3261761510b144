"""What a declared value may be: additions of boxes 18 to 22, shown as a person writes them, exact in Decimal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from schemas.law import Row
from schemas.rules import amount

EXACT = Context(prec=80)
"""Enough digits for an invoice of 18 digits at a rate of 15, and what is added: nothing is ever rounded."""
THOUSANDTH = Decimal("0.001")
"""The last digit that box 23 holds."""
DELIVERED = "D"
"""The Incoterms of group D begin so: their price holds carriage, and even duties, beyond the frontier."""


@dataclass(frozen=True, slots=True)
class Sum:
    """An addition and what it gives (MAD)."""

    terms: str
    value: Decimal

    @classmethod
    def of_invoice(cls, invoiced: Decimal, currency: str, rate: Decimal | None, units: int) -> Sum:
        """The invoice in dirhams, at a rate for so many units of its currency; without a rate it is in dirhams."""
        terms, value = f"{amount(invoiced)} {currency}", invoiced
        if rate is not None:
            terms, value = f"{terms} × {amount(rate)}", EXACT.multiply(invoiced, rate)
        return cls(terms, value) if units == 1 else cls(f"{terms} / {units}", EXACT.divide(value, Decimal(units)))

    def plus(self, *parts: Decimal | None) -> Sum:
        """With amounts added; those that are absent or 0 are not shown."""
        terms, value = self.terms, self.value
        for part in filter(None, parts):
            terms, value = f"{terms} + {amount(part)}", EXACT.add(value, part)
        return Sum(terms, value)

    def minus(self, *parts: Decimal | None) -> Sum:
        """With amounts taken away."""
        terms, value = self.terms, self.value
        for part in filter(None, parts):
            terms, value = f"{terms} − {amount(part)}", EXACT.subtract(value, part)
        return Sum(terms, value)

    @property
    def rounded(self) -> str:
        """The value to the thousandth, as box 23 takes it."""
        return amount(self.value.quantize(THOUSANDTH, context=EXACT))

    def shown(self) -> str:
        """The addition and its result: `5950 EUR × 10.6675 + 3210 + 294.015 = 66975.64 MAD`."""
        return f"{self.terms} = {self.rounded} MAD"


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most that box 23 may be, None where nothing can be said.

    `wants_freight` is true on import where the buyer pays the carriage: the price is not the whole value.
    """

    least: Sum | None
    most: Sum | None
    wants_freight: bool = False


def range_of_value(price: Sum, freight: Decimal | None, insurance: Decimal | None, term: Row, direction: str) -> Range:
    """What the value may be, by the row of the Incoterm, on import (CIF) or on export (FOB).

    Where the price holds the carriage, boxes 20 and 22 may be there for information or be empty, so both are right.
    On export an Incoterm of any mode may be agreed far from the port: the way there stands in no box.
    """
    whole, is_delivered = price.plus(freight, insurance), term["code"].startswith(DELIVERED)
    buyer_pays = term["freight"] == "buyer"
    if direction == "import":
        if buyer_pays:
            return Range(whole, whole if freight and insurance is not None else None, wants_freight=True)
        return Range(None if is_delivered else price, whole)
    if buyer_pays:
        return Range(price, whole if term["mode"] == "sea" else None)
    return Range(price.minus(freight, insurance) if freight and not is_delivered else None, price)
