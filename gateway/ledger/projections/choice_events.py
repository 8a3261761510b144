"""What the operator settled: kept in the log alone, where `ledger/settled.py` reads it."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import Data, projects


@projects(EventKind.FORM_COPIES)
@projects(EventKind.OFFICE_SCOPE)
@projects(EventKind.ACCOUNT_MANDATE)
def _choice(connection: sa.Connection, stream: str, data: Data, at: str) -> None:
    """Nothing is read from it but the event itself."""
