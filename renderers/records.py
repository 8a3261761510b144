"""What the renderers are given: plain records of what happened. Amounts are dirhams (MAD), times carry their zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from schemas.findings import Finding

Outcome = Literal["refused", "draft", "valid", "registered", "accepted", "pending", "not_judged"]


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
class Due:
    """What is still to be paid of an open claim: its number, MAD, the last day to pay in time, the code of the office
    that is paid. `credit` is the removal credit account that it is charged to, None for none; `ways_to_pay` are the
    means that it does not exclude, in words."""

    claim: str
    outstanding: Decimal
    last_day: date
    office: str
    credit: str | None
    ways_to_pay: tuple[Mapping[str, str], ...]


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
    asked: Mapping[str, Any] | None = None
    about: str | None = None
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A change of state that no response told: `number` counts those of a declaration from 1; `details` are facts by
    name, `documents` the numbers and kinds of those that follow."""

    declaration: str
    number: int
    issued_at: datetime
    dum_number: str | None
    version: int
    declarant_reference: str | None
    cause: str
    title: Mapping[str, str]
    life: str
    state: str
    office: str | None
    officer: str | None
    act_number: str | None
    reason: str | None
    details: Mapping[str, Any]
    documents: tuple[tuple[str, str], ...]
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
    """The receipt of one payment of a claim, whole or in part.

    `outstanding` is what stays open of the claim after it, `surplus` what was paid above what was open, both in MAD;
    `replaces` is the number of the cancelled quittance in whose place this one stands.
    """

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
    outstanding: Decimal = Decimal(0)
    surplus: Decimal = Decimal(0)
    replaces: str | None = None
    claim: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Guarantor:
    """Who answers for the principal, as declared in boxes 9 and 40: the kind of guarantee in words, its reference,
    the guarantor's name, what was remarked. All may be missing."""

    kind: Mapping[str, str] | None
    reference: str | None
    name: str | None
    mention: str | None


@dataclass(frozen=True, slots=True)
class DischargeLine:
    """One discharge of one article of an account.

    `by` is the number of the discharging DUM (`by_article` its article) or of the office's act; `kind` says in words
    how the goods left. `quantity` is as declared, `charged` after the waste rule, both in `unit`; `released` is the
    suspended duties let go, in MAD. `certificate` is the number of the certificate that released it; `late`: after
    the account's deadline.
    """

    article: int
    ngp_code: str
    by: str
    by_article: int | None
    kind: Mapping[str, str]
    at: date
    quantity: Decimal
    charged: Decimal
    unit: str
    released: Decimal
    certificate: str
    late: bool


@dataclass(frozen=True, slots=True)
class AccountArticle:
    """One article of an account as it stands after the certificate.

    Quantities are in `unit`; `waste_rate` is per cent (box 35), None where none was declared; `value`, `suspended`
    and `released` are MAD.
    """

    article: int
    ngp_code: str
    description: str
    unit: str
    admitted: Decimal
    charged: Decimal
    remaining: Decimal
    waste_rate: Decimal | None
    value: Decimal
    suspended: Decimal
    released: Decimal


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of discharge that one cause made of one account, partial or definitive.

    `account` is the number of the DUM that opened it. `released` is what this certificate lets go, `released_before`
    what earlier ones did, `suspended` what was suspended on the whole account: MAD. `lines` are all discharges in
    force, those of earlier certificates too.
    """

    number: str
    issued_at: datetime
    definitive: bool
    office: str
    office_name: str
    account: str
    registered_at: datetime
    declarant_reference: str
    regime: str
    regime_title: Mapping[str, str]
    deadline: date | None
    principal: Payer
    guarantor: Guarantor
    lines: tuple[DischargeLine, ...]
    articles: tuple[AccountArticle, ...]
    released: Decimal
    released_before: Decimal
    suspended: Decimal
    specimen: bool


@dataclass(frozen=True, slots=True)
class LastNotice:
    """The last notice without charge (DASF) on one claim.

    `amount`, `paid` and `outstanding` are MAD; `interest` is that for being late up to the day of issue in MAD, None
    where no rate is known, `interest_rate` per cent a year. No order to pay may be notified before the two last days:
    one counted from the due date, one from this notice.
    """

    number: str
    issued_at: datetime
    office: str
    office_name: str
    debtor: Payer
    dum_number: str
    registered_at: datetime
    declarant_reference: str
    claim: str
    assessment: Assessment
    nature: Mapping[str, str]
    amount: Decimal
    paid: Decimal
    outstanding: Decimal
    due_on: date
    interest: Decimal | None
    interest_rate: Decimal | None
    ways_to_pay: tuple[Mapping[str, str], ...]
    order_not_before_due: date
    order_not_before_notice: date
    specimen: bool
