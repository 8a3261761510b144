"""The ledger as it was recorded by an instant: the events of then, played into tables of their own.

Every state is a fold of the log. Only the streams that a question needs are played: those of one declaration, and of
the claims, accounts and messages that belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from gateway.ledger import database, projections, tables
from gateway.ledger.event_kinds import Subject
from schemas.days import local_moment


class NoInstant(ValueError):
    """The text names no instant: give one as 2026-11-24T10:00:00+00:00, or a day for its end in Casablanca."""


def streams_of(engine: sa.Engine, declaration: str) -> set[str]:
    """The streams that tell of a declaration (its id): itself, its messages, its claims and accounts."""
    found = {Subject.DECLARATION.of(declaration)}
    for table, kind in ((tables.claim, "claim"), (tables.account, "account")):
        query = sa.select(table.c.number).where(table.c.declaration == declaration)
        found |= {f"{kind}:{row.number}" for row in database.read(engine, query)}
    messages = tables.declaration
    query = sa.select(messages.c.id, messages.c.submission).where(
        sa.or_(messages.c.id == declaration, messages.c.about == declaration)
    )
    for row in database.read(engine, query):
        found |= {Subject.DECLARATION.of(row.id), Subject.SUBMISSION.of(row.submission)}
    return found


def streams_behind(engine: sa.Engine, declaration: str) -> set[str]:
    """The streams that what is shown of a declaration is made of: its own, that of the declaration that it replaces,
    and those of declarations whose quittances replace one of its own."""
    own, documents = tables.declaration, tables.document
    newer = documents.alias()
    replaced = sa.select(own.c.replaces.label("other")).where(own.c.id == declaration, own.c.replaces.is_not(None))
    replacing = (
        sa.select(newer.c.declaration.label("other"))
        .join(documents, documents.c.replaced_by == newer.c.number)
        .where(documents.c.declaration == declaration)
    )
    others = [*database.read(engine, replaced), *database.read(engine, replacing)]
    return streams_of(engine, declaration) | {Subject.DECLARATION.of(row.other) for row in others}


@contextmanager
def ledger_as_of(engine: sa.Engine, streams: set[str], instant: datetime) -> Iterator[sa.Engine]:
    """A ledger in memory that holds what was recorded in these streams by an instant (included)."""
    past = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    tables.metadata.create_all(past)
    events = tables.event
    query = sa.select(events).where(events.c.stream.in_(streams)).order_by(events.c.position)
    try:
        with past.begin() as connection:
            for row in database.read(engine, query):
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
