"""What the printed DUM is given: the declaration as it was sent, and what the office wrote into its boxes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from renderers.records import Assessment
from schemas.law import LawOfDay


@dataclass(frozen=True, slots=True)
class OfficeBoxes:
    """The boxes of the office, filled from its acts; texts are already in words, in the order of their dates.

    B and C: `assessed`, where the office assessed the duties by an act: its lines are of no single article.
    A: `serial` (7 digits), `key` (one letter), `registered_on`; D: `visas` (inspector and day); E: `assessments` and
    `receipts` (numbers), `released_at`; F: `examinations` and `values`; G: `transit`; H: `decisions`.
    """

    serial: str = ""
    key: str = ""
    registered_on: date | None = None
    visas: tuple[tuple[str, date], ...] = ()
    assessments: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()
    released_at: datetime | None = None
    examinations: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    transit: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    assessed: Assessment | None = None


@dataclass(frozen=True, slots=True)
class DumDocument:
    """One edition of a registered DUM as a document.

    `number` is the document's own, `dum_number` that of the DUM, `version` that of the declaration (from 0);
    `declaration` is the DUM XML as it was sent; `office` is the code, `office_name` its name; `law` says the titles of
    codes, as when the declaration was judged. `six_copies`: what is issued holds six copies with their destinations, as
    all did before there was a choice; else the form once.
    """

    number: str
    issued_at: datetime
    dum_number: str
    version: int
    cancelled: bool = field(default=False, kw_only=True)
    """Nothing holds any more that stands on it: each page says so."""
    declarant_reference: str
    office: str
    office_name: str
    declaration: bytes
    boxes: OfficeBoxes
    specimen: bool
    law: LawOfDay
    six_copies: bool = True
