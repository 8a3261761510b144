"""What the ledger holds that bears another day or year than by the legal hour of today's zone data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import sqlalchemy as sa

from gateway.history.legal_days import CreditTerms, LegalDays, Misdated, dated
from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from schemas.law import Law

EVENTS_AT_ONCE = 10_000


def misdated(engine: sa.Engine, law: Law) -> Iterator[Misdated]:
    """What bears another day or year, declaration by declaration, each in the order of the log.

    `law` are the tables by which due dates and deadlines are worked out again. The log is read once for its days; only
    of declarations that something of another day concerns everything is read.
    """
    terms = _credit_terms(engine)
    for declaration in _concerned(engine):
        days = LegalDays(declaration, law, terms)
        query = sa.select(tables.event).where(tables.event.c.stream.in_(_streams(engine, declaration)))
        for event in database.read(engine, query.order_by(tables.event.c.position)):
            days.read(event)
        days.end()
        yield from days.found


def _concerned(engine: sa.Engine) -> list[str]:
    """The ids of the declarations of which an event, or one of what belongs to them, states another day."""
    query = sa.select(tables.event.c.stream, tables.event.c.recorded_at).order_by(tables.event.c.position)
    streams: dict[str, None] = {}
    with engine.connect().execution_options(read_only=True, yield_per=EVENTS_AT_ONCE) as connection:
        for stream, recorded_at in connection.execute(query):
            if dated(recorded_at).differs:
                streams[stream] = None
    found = {each: None for stream in streams for each in _declarations_of(engine, stream)}
    return list(found)


def _declarations_of(engine: sa.Engine, stream: str) -> list[str]:
    kind, _, key = stream.partition(":")
    judged = tables.declaration
    queries = {
        "declaration": sa.select(judged.c.id).where(judged.c.id == key),
        "submission": sa.select(judged.c.id).where(judged.c.submission == key).order_by(judged.c.ordinal),
        "claim": sa.select(tables.claim.c.declaration).where(tables.claim.c.number == key),
        "account": sa.select(tables.account.c.declaration).where(tables.account.c.number == key),
    }
    return [row[0] for row in database.read(engine, queries[kind])] if kind in queries else []


def _streams(engine: sa.Engine, declaration: str) -> list[str]:
    """The streams of a declaration, of the message that brought it, and of its claims and accounts."""
    found = [Subject.DECLARATION.of(declaration)]
    query = sa.select(tables.declaration.c.submission).where(tables.declaration.c.id == declaration)
    found += [Subject.SUBMISSION.of(row.submission) for row in database.read(engine, query)]
    for table, kind in ((tables.claim, "claim"), (tables.account, "account")):
        query = sa.select(table.c.number).where(table.c.declaration == declaration)
        found += [f"{kind}:{row.number}" for row in database.read(engine, query)]
    return found


def _credit_terms(engine: sa.Engine) -> CreditTerms:
    table = tables.event
    query = (
        sa.select(table)
        .where(table.c.kind.in_((EventKind.CREDIT_OPENED, EventKind.CREDIT_CHANGED)))
        .order_by(table.c.position)
    )
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for event in database.read(engine, query):
        found[event.stream.partition(":")[2]].append((event.position, event.data["term_days"]))
    return found
