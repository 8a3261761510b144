"""A partner and his keys as they stand, and why something asked for them is not done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from gateway.access import Principal
from gateway.edifact_terms import EdifactTerms
from gateway.ledger.instants import utc_text
from gateway.ledger.tables import PartnerKeyRow, PartnerRow
from schemas import words

PARTNER_ID = re.compile("[a-z0-9][a-z0-9-]{0,29}")
OFFICE_CODE = re.compile("[0-9]{3}")

KEY_ID_LENGTH = 12


class PartnerError(Exception):
    """A partner cannot be added or changed as asked; the message says why and what would do, in `words` too."""

    def __init__(self, message: str, **facts: str) -> None:
        """`message` names the words `partners.<message>`."""
        told = {name: words.shown(fact, 300) for name, fact in facts.items()}
        self.words: Mapping[str, str] = words.phrase(f"partners.{message}", **told)
        super().__init__(self.words["en"])


@dataclass(frozen=True, slots=True)
class Partner(Principal):
    """A known partner: who asks by a key or a folder.

    `edifact` is what is agreed with him for EDIFACT. Nothing of one who is `closed_at` is taken in, by no door.
    """

    edifact: EdifactTerms = field(default_factory=EdifactTerms)
    closed_at: datetime | None = None

    @classmethod
    def of_row(cls, row: PartnerRow, at: datetime, everywhere: bool = False) -> Partner:
        """A partner from the ledger who asks at an instant, and as an office acts `everywhere` or for his bureaux."""
        terms, closed_at = EdifactTerms.from_record(row.edifact), _moment(row.closed_at)
        whose = (row.company, frozenset(row.scope.split()), utc_text(at))
        return cls(row.id, tuple(row.roles), tuple(row.offices), everywhere, *whose, terms, closed_at)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it may be shown: the beginning of its hash and what it is for.

    It opens nothing any more once it is not `active`, which is for ever, and from the instant `ends_at` on.
    """

    id: str
    label: str
    active: bool
    ends_at: datetime | None = None

    @classmethod
    def of_row(cls, row: PartnerKeyRow) -> Key:
        """A key from the ledger."""
        return cls(row.hash[:KEY_ID_LENGTH], row.label, row.active, _moment(row.ends_at))

    def state(self, now: datetime) -> Literal["active", "ended", "revoked"]:
        """Whether it opens anything at an instant, and why it does not."""
        if not self.active:
            return "revoked"
        return "active" if self.ends_at is None or now < self.ends_at else "ended"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
