"""Events of the log, and the streams that tell of a declaration."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import EventRow

_event = tables.event.c

EVENTS_AT_ONCE = 10_000


def events_of(engine: sa.Engine, streams: Collection[str]) -> Sequence[EventRow]:
    """The events of these streams, in the order of the log."""
    return database.read(engine, sa.select(tables.event).where(_event.stream.in_(streams)).order_by(_event.position))


def events_of_kinds(engine: sa.Engine, kinds: Collection[EventKind]) -> Sequence[EventRow]:
    """The events of these kinds, in the order of the log."""
    return database.read(engine, sa.select(tables.event).where(_event.kind.in_(kinds)).order_by(_event.position))


def moments(engine: sa.Engine) -> Iterator[tuple[str, str]]:
    """Stream and local time of every event, in the order of the log; not all in memory at once."""
    query = sa.select(_event.stream, _event.recorded_at).order_by(_event.position)
    with engine.connect().execution_options(read_only=True, yield_per=EVENTS_AT_ONCE) as connection:
        yield from (tuple(row) for row in connection.execute(query))


def streams_of(engine: sa.Engine, declaration: str, requests: bool = True) -> set[str]:
    """The streams that tell of a declaration (its id): its own, and those of its message, claims and accounts.

    With `requests` also those of the requests and acts about it.
    """
    found = {Subject.DECLARATION.of(declaration)}
    for table, subject in ((tables.claim, Subject.CLAIM), (tables.account, Subject.ACCOUNT)):
        numbers = sa.select(table.c.number).where(table.c.declaration == declaration)
        found |= {subject.of(row.number) for row in database.read(engine, numbers)}
    message = tables.declaration.c
    which = sa.or_(message.id == declaration, message.about == declaration) if requests else message.id == declaration
    of_messages: sa.Select[Any] = sa.select(message.id, message.submission).where(which)
    for row in database.read(engine, of_messages):
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


def declarations_of(engine: sa.Engine, stream: str) -> list[str]:
    """The ids of the declarations that a stream tells of: none for one of another subject."""
    subject, _, key = stream.partition(":")
    message, claim, account = tables.declaration.c, tables.claim.c, tables.account.c
    queries: Mapping[str, sa.Select[Any]] = {
        Subject.DECLARATION: sa.select(message.id).where(message.id == key),
        Subject.SUBMISSION: sa.select(message.id).where(message.submission == key).order_by(message.ordinal),
        Subject.CLAIM: sa.select(claim.declaration).where(claim.number == key),
        Subject.ACCOUNT: sa.select(account.declaration).where(account.number == key),
    }
    return [row[0] for row in database.read(engine, queries[subject])] if subject in queries else []
