"""From events to the tables that are read. A pure function of the log: no clock, no store, nothing but the event."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.projections import (
    accounts,
    claims,
    clock_events,
    declarations,
    documents,
    earlier,
    gaps,
    messages,
    partners,
)
from gateway.ledger.projections.register import PROJECTORS, Data

PARTS = (accounts, claims, clock_events, declarations, documents, earlier, gaps, messages, partners)


def project(connection: sa.Connection, stream: str, kind: str, data: Data, at: str) -> None:
    """Apply one event to the read tables. Raises KeyError for a kind that nobody projects."""
    PROJECTORS[kind](connection, stream.partition(":")[2], data, at)
