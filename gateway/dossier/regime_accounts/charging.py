"""How much a discharge charges to an account, and what it releases. Pure arithmetic, exact in Decimal.

The waste rule (box 35) holds for compensating products alone: charged = exported / (1 - waste rate), to six decimals,
rounded half up (article 107 of decree 2-77-862, known second-hand).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from gateway.ledger.tables import AccountArticleRow

QUANTUM = Decimal("0.000001")
CENT = Decimal("0.01")
HALF_QUANTUM = Decimal("0.0000005")
"""What the rounding of one discharge may be off; so many times that as there are discharges may an account be off."""


class OverDischarge(Exception):
    """More is to be charged than the account has left."""

    def __init__(self, charged: Decimal, remaining: Decimal) -> None:
        super().__init__(f"{charged} of {remaining}")
        self.charged, self.remaining = charged, remaining


@dataclass(frozen=True, slots=True)
class Balance:
    """One article of an account: quantities in its unit, suspended and released duties in MAD, discharges so far."""

    admitted: Decimal
    charged: Decimal
    suspended: Decimal
    released: Decimal
    discharges: int

    @classmethod
    def of_row(cls, row: AccountArticleRow) -> Balance:
        """The balance of an article of an account."""
        admitted, charged = Decimal(row.admitted), Decimal(row.charged)
        return cls(admitted, charged, Decimal(row.suspended), Decimal(row.released), row.discharges)

    @property
    def remaining(self) -> Decimal:
        """What may still be charged."""
        return self.admitted - self.charged


def charged_for(quantity: Decimal, waste_rate: Decimal | None, balance: Balance) -> Decimal:
    """What `quantity` charges to an account. `waste_rate` is per cent, None where the goods leave as they came in.

    A discharge that brings the account within the roundings of all its discharges to what was admitted takes the exact
    remainder. Raises OverDischarge.
    """
    with localcontext() as context:
        context.prec = 50
        exact = quantity if waste_rate is None else quantity / (1 - waste_rate / 100)
        charged = exact.quantize(QUANTUM, ROUND_HALF_UP)
    off = abs(balance.charged + charged - balance.admitted)
    if balance.remaining > 0 and off <= HALF_QUANTUM * (balance.discharges + 1):
        return balance.remaining
    if charged > balance.remaining:
        raise OverDischarge(charged, balance.remaining)
    return charged


def released_by(charged: Decimal, balance: Balance) -> Decimal:
    """The suspended duties (MAD, to the centime) that a charge releases; the last one releases all that is left."""
    if charged == balance.remaining:
        return balance.suspended - balance.released
    with localcontext() as context:
        context.prec = 50
        share = balance.suspended * (balance.charged + charged) / balance.admitted
        return max(Decimal(0), share.quantize(CENT, ROUND_HALF_UP) - balance.released)


def after(balance: Balance, charged: Decimal, released: Decimal) -> Balance:
    """The balance once a discharge was charged."""
    return Balance(
        balance.admitted,
        balance.charged + charged,
        balance.suspended,
        balance.released + released,
        balance.discharges + 1,
    )
