"""What the ledger holds that bears another day or year than by the legal hour of today's zone data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Engine

from gateway.history.legal_days import CreditTerms, LegalDays, Misdated, dated
from gateway.ledger.event_kinds import EventKind
from gateway.queries import log_events
from schemas.law import Law


def misdated(engine: Engine, law: Law) -> Iterator[Misdated]:
    """What bears another day or year, declaration by declaration, each in the order of the log.

    `law` are the tables by which due dates and deadlines are worked out again. The log is read once for its days; only
    of declarations that something of another day concerns everything is read.
    """
    terms = _credit_terms(engine)
    for declaration in _concerned(engine):
        days = LegalDays(declaration, law, terms)
        for event in log_events.events_of(engine, log_events.streams_of(engine, declaration, requests=False)):
            days.read(event)
        days.end()
        yield from days.found


def _concerned(engine: Engine) -> list[str]:
    """The ids of the declarations of which an event, or one of what belongs to them, states another day."""
    differ = (stream for stream, recorded_at in log_events.moments(engine) if dated(recorded_at).differs)
    streams = dict.fromkeys(differ)
    return list(dict.fromkeys(each for stream in streams for each in log_events.declarations_of(engine, stream)))


def _credit_terms(engine: Engine) -> CreditTerms:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for event in log_events.events_of_kinds(engine, (EventKind.CREDIT_OPENED, EventKind.CREDIT_CHANGED)):
        found[event.stream.partition(":")[2]].append((event.position, event.data["term_days"]))
    return found
