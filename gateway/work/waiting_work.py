"""Which work of a submission waits, for what, and since when."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from gateway.clock import Clock
from gateway.ledger import database
from gateway.ledger.tables import work
from gateway.work import kinds
from gateway.work.work_rows import OPERATOR, WAITS
from schemas.days import later


@dataclass(frozen=True, slots=True)
class Waits:
    """A piece of work that waits: its kind and key, whose it is, for what part (`waits_for` of a row of work), and
    since when (seconds since 1970, by the machine's clock).
    """

    kind: str
    key: str
    partner: str | None
    submission: str
    part: str
    since: float


def waits_of(engine: sa.Engine, submissions: Collection[str]) -> list[Waits]:
    """What waits of these submissions, the longest first. Where the sender was answered already, nothing does."""
    which = sa.and_(WAITS, work.c.submission.in_(submissions), work.c.waits_for != OPERATOR)
    return _read(engine, which)


def waits_since(engine: sa.Engine, since: float) -> list[Waits]:
    """All that waits since that moment or longer."""
    query = sa.and_(WAITS, work.c.submission.is_not(None), work.c.waits_for != OPERATOR, work.c.waits_since <= since)
    return _read(engine, query)


def _read(engine: sa.Engine, which: sa.ColumnElement[bool]) -> list[Waits]:
    rows = database.read(engine, sa.select(work).where(which))
    found = []
    for row in rows:
        since = row.waits_since or row.added_at or 0.0
        found.append(Waits(row.kind, row.key, row.partner, row.submission or "", row.waits_for or "", since))
    return sorted(found, key=lambda each: each.since)


def of_declaration(waits: Sequence[Waits], declaration: str, documents: Collection[str]) -> list[Waits]:
    """Those of them that are work on one declaration, given the numbers of its documents."""
    found = []
    for each in waits:
        names = each.key.rsplit("|", 2)  # the key of a delivery begins with a claim, which may hold anything
        about = {name.partition("#")[0] for name in names}  # as `response_keys.key_of` writes it
        is_own = declaration in about or (each.kind == kinds.ISSUE and each.key in documents)
        if is_own or (each.kind == kinds.DELIVER_DOCUMENT and names[-1] in documents):
            found.append(each)
    return found


def moment_of(since: float, clock: Clock) -> datetime:
    """A moment of the machine's clock (seconds since 1970) by the gateway's clock, to the second."""
    return later(clock(), timedelta(seconds=round(since - time.time())))
