"""What the renderers are given: plain records of what happened. Amounts are dirhams (MAD), times carry their zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from schemas.findings import Finding

Outcome = Literal["refused", "draft", "valid", "registered"]


@dataclass(frozen=True, slots=True)
class FileReceived:
    """One file as it came in: its name and the SHA-256 (hex) and size (bytes) of what was stored."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """We have the bytes: written in the same commit as the acceptance, the same for ever."""

    submission: str
    partner: str
    received_at: datetime
    body: FileReceived
    attachments: tuple[FileReceived, ...]
    specimen: bool


@dataclass(frozen=True, slots=True)
class DutyLine:
    """The assessed amount of one duty or tax: whole dirhams. `base` is the sum of the bases (MAD) where known;
    `rate` is a percentage, None where the lines summed had several."""

    code: str
    title: Mapping[str, str]
    base: Decimal | None
    rate: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is due on a registered declaration: its own number, the duties by code, the total in MAD."""

    number: str
    lines: tuple[DutyLine, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Response:
    """The verdict on one declaration; for function 2 without refused findings, its registration and assessment."""

    submission: str
    declaration: str
    partner: str
    issued_at: datetime
    outcome: Outcome
    message_number: str | None
    declarant_reference: str | None
    function: str | None
    body: FileReceived
    findings: tuple[Finding, ...]
    findings_total: int
    dum_number: str | None
    registered_at: datetime | None
    assessment: Assessment | None
    specimen: bool


@dataclass(frozen=True, slots=True)
class Payer:
    """Who owes and paid: name and, where declared, ICE, trade register number and its centre."""

    name: str
    ice: str | None
    rc: str | None
    rc_centre: str | None


@dataclass(frozen=True, slots=True)
class Quittance:
    """The receipt of one payment."""

    number: str
    issued_at: datetime
    office: str
    office_name: str
    payer: Payer
    dum_number: str
    registered_at: datetime
    declarant_reference: str
    assessment: Assessment
    payment_number: str
    payment_method: str
    paid_at: datetime
    amount: Decimal
    specimen: bool
