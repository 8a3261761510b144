"""Rows of the law as values: the terms of a régime's accounts, and a rate of late interest with its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast


@dataclass(frozen=True, slots=True)
class AccountTerms:
    """How the accounts of a suspensive régime are kept.

    `unit`: `mass` (kg net, box 33) or `supplementary` (the unit of box 32). Months count from the registration, to the
    deadline and to the last day that it can be extended to; None where none is known. `status` is that of the row.
    """

    unit: Literal["mass", "supplementary"]
    deadline_months: int | None
    last_months: int | None
    status: str

    @classmethod
    def of_row(cls, row: Mapping[str, str]) -> AccountTerms:
        """The terms in a row of `regime_accounts.csv`."""
        deadline, last = (int(row[column]) if row[column] else None for column in ("deadline_months", "last_months"))
        return cls(cast("Literal['mass', 'supplementary']", row["unit"]), deadline, last, row["status"])


@dataclass(frozen=True, slots=True)
class InterestRate:
    """Late interest (per cent per year, simple) from `begins` until the day before `ends`."""

    rate: Decimal
    begins: date
    ends: date
    status: str

    @classmethod
    def of_row(cls, row: Mapping[str, str]) -> InterestRate:
        """The rate in a row of `interest.csv`; an open side is the first or the last day of the calendar."""
        begins = date.fromisoformat(row["from"]) if row["from"] else date.min
        ends = date.fromisoformat(row["until"]) if row["until"] else date.max
        return cls(Decimal(row["rate"]), begins, ends, row["status"])
