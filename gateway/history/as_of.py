"""The ledger as it was recorded by an instant: the events of then, played into tables of their own.

Every state is a fold of the log. Only the streams that a question needs are played: those of one declaration, and of
the claims, accounts and messages that belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from gateway.ledger import projections, tables
from gateway.queries.log_events import events_of
from schemas.days import local_moment


class NoInstant(ValueError):
    """The text names no instant: give one as 2026-11-24T10:00:00+00:00, or a day for its end in Casablanca."""


@contextmanager
def ledger_as_of(engine: sa.Engine, streams: set[str], instant: datetime) -> Iterator[sa.Engine]:
    """A ledger in memory that holds what was recorded in these streams by an instant (included)."""
    past = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    tables.metadata.create_all(past)
    try:
        with past.begin() as connection:
            for row in events_of(engine, streams):
                if datetime.fromisoformat(row.recorded_at) <= instant:
                    projections.project(connection, row.stream, row.kind, row.data, row.effective_at)
        yield past
    finally:
        past.dispose()


def instant_of(text: str) -> datetime:
    """An instant as people write it: with its offset, without one in Casablanca; a day alone is its last second.

    Raises NoInstant.
    """
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else f"{text.strip()}T23:59:59")
    except ValueError as error:
        raise NoInstant(text) from error
    return moment if moment.tzinfo is not None else local_moment(moment)
