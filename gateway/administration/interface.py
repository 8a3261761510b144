"""What the gateway asks of an administration, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A line of box B as declared: type, base (MAD) and rate (per cent)."""

    type_code: str
    base: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Lodgement:
    """A declaration without refused findings that asks to be registered."""

    office: str
    regime: str
    lines: tuple[ProposedLine, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """Box A: the serial number in the series of the régime, and the DUM number made of it."""

    series: str
    serial: int
    dum_number: str


@dataclass(frozen=True, slots=True)
class AssessedLine:
    """One line of an assessment: whole dirhams."""

    type_code: str
    base: Decimal
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Assessed:
    """What is due: number, lines and total; no lines where nothing is due."""

    series: str
    serial: int
    number: str
    lines: tuple[AssessedLine, ...]
    total: Decimal


NextSerial = Callable[[str], int]
"""The next free number of a series, unique once the surrounding transaction commits."""


class Administration(Protocol):
    """An administration. `specimen` is True where what it does has no legal effect."""

    specimen: bool

    def lodge(self, lodgement: Lodgement, at: datetime, next_serial: NextSerial) -> Sequence[Registered | Assessed]:
        """What the administration does at once with a declaration; an empty list where its acts come later."""
        ...
