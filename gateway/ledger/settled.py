"""What an operator decides for his whole ledger: settled at the first start, kept as events, changed by him alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log

Value = TypeVar("Value", bound=str)
FormCopies = Literal["one", "six"]
OfficeScope = Literal["enforced", "warned"]
AccountMandate = Literal["enforced", "warned", "open"]


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One choice: its setting, its stream, the kind of its events and the key of the value in them.

    Where nothing is wanted and nothing was decided, `empty` holds in a ledger that nothing was sent to, and `history`
    in any other; that is also what holds before the first start.
    """

    setting: str
    stream: Subject
    kind: EventKind
    key: str
    empty: Value
    history: Value

    def of(self, connection: sa.Connection) -> Value:
        """What was decided last."""
        return self._decided(connection) or self.history

    def settle(self, log: Log, wanted: Value | None) -> None:
        """Write down what the operator wants, or what holds where he wants nothing."""
        before = self._decided(log.connection)
        value = wanted or before or (self.history if _has_history(log.connection) else self.empty)
        if value != before:
            log.append(self.stream, self.kind, {self.key: value})

    def _decided(self, connection: sa.Connection) -> Value | None:
        table = tables.event
        query = sa.select(table).where(table.c.stream == self.stream)
        newest = tables.first(connection, query.order_by(table.c.version.desc()).limit(1))
        return newest.data[self.key] if newest else None


def _has_history(connection: sa.Connection) -> bool:
    return connection.execute(sa.select(tables.submission.c.id).limit(1)).first() is not None


FORM_COPIES: Choice[FormCopies] = Choice(
    "form_copies", Subject.FORM_COPIES, EventKind.FORM_COPIES, "copies", empty="one", history="six"
)
"""What the printed form holds that is issued: one form, or six copies."""

OFFICE_SCOPE: Choice[OfficeScope] = Choice(
    "office_scope", Subject.OFFICE_SCOPE, EventKind.OFFICE_SCOPE, "scope", empty="enforced", history="warned"
)
"""Whether an office is refused what is not of its bureaux, or only noted."""

ACCOUNT_MANDATE: Choice[AccountMandate] = Choice(
    "account_mandate", Subject.ACCOUNT_MANDATE, EventKind.ACCOUNT_MANDATE, "mandate", empty="open", history="open"
)
"""Whether who charges accounts of another company without its mandate is refused, warned, or let."""

CHOICES: tuple[Choice[FormCopies] | Choice[OfficeScope] | Choice[AccountMandate], ...] = (
    FORM_COPIES,
    OFFICE_SCOPE,
    ACCOUNT_MANDATE,
)
"""All of them, as a start settles them: each by the setting of its name."""
