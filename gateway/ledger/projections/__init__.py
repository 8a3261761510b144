"""From events to the tables that are read. A pure function of the log: no clock, no store, nothing but the event."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.projections import (
    account_events,
    choice_events,
    claim_events,
    clock_events,
    company_events,
    declaration_events,
    document_events,
    earlier_events,
    gap_events,
    message_events,
    partner_events,
)
from gateway.ledger.projections.projectors import PROJECTORS, Data

PARTS = (
    account_events,
    choice_events,
    claim_events,
    clock_events,
    company_events,
    declaration_events,
    document_events,
    earlier_events,
    gap_events,
    message_events,
    partner_events,
)


def project(connection: sa.Connection, stream: str, kind: str, data: Data, at: str) -> None:
    """Apply one event to the read tables. Raises KeyError for a kind that nobody projects."""
    PROJECTORS[kind](connection, stream.partition(":")[2], data, at)
