"""What became of the clock: kept in the log alone, where the guard of the clock reads it."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import Data, projects


@projects(EventKind.CLOCK_HELD)
@projects(EventKind.CLOCK_CONFIRMED)
@projects(EventKind.CLOCK_STOOD)
@projects(EventKind.DAYS_AHEAD)
def _clock(connection: sa.Connection, stream: str, data: Data, at: str) -> None:
    """Nothing is read from it but the event itself."""
