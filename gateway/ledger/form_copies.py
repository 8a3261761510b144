"""What the printed form holds that is issued: one form, or six copies. It is decided once, and kept in the ledger."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log

FormCopies = Literal["one", "six"]
SIX: FormCopies = "six"
"""What holds where nothing was decided: all that was issued before there was a choice."""


def form_copies_of(connection: sa.Connection) -> FormCopies:
    """What was decided last."""
    return _decided(connection) or SIX


def settle_form_copies(log: Log, wanted: FormCopies | None) -> None:
    """Write down what the operator wants. Where he wants nothing and nothing was decided: one form in a ledger that
    nothing was sent to, six copies in one with a history.
    """
    before = _decided(log.connection)
    copies = wanted or before or (SIX if _has_history(log.connection) else "one")
    if copies != before:
        log.append(Subject.FORM_COPIES, EventKind.FORM_COPIES, {"copies": copies})


def _decided(connection: sa.Connection) -> FormCopies | None:
    table = tables.event
    query = sa.select(table).where(table.c.stream == Subject.FORM_COPIES)
    newest = tables.first(connection, query.order_by(table.c.version.desc()).limit(1))
    return newest.data["copies"] if newest else None


def _has_history(connection: sa.Connection) -> bool:
    return connection.execute(sa.select(tables.submission.c.id).limit(1)).first() is not None
