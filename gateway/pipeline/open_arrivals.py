"""The arrivals by folder whose answers are not all there yet, and what keeps them waiting: in memory too, because the
database may be what is away.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.tables import ArrivalRow, work
from gateway.work import kinds
from gateway.work.waiting_work import Waits, waits_since
from gateway.work.work_rows import BY_MOMENT, BY_PARTNER, IS_LATER, IS_READY, is_of

MOST = 10_000
"""Arrivals of work that is not done that are held in memory at the most."""

AT_ONCE = 500
"""Submissions in one query."""

ANSWERS = (kinds.READ, kinds.ANSWER, kinds.CONTRL, kinds.REGISTER)


@dataclass(frozen=True, slots=True)
class Late:
    """An arrival (its claim) whose sender waits: for what part, since when (seconds since 1970)."""

    claim: str
    partner: str
    name: str
    submission: str
    received_at: datetime
    part: str
    since: float
    channel: str


class Arrived(ArrivalRow):
    """An arrival, and when its submission was received."""

    received_at: str


class OpenArrivals:
    """Reads what waits, and remembers what is open for the time when nothing can be read."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._open: list[Late] = []
        self._unread_since: float | None = None

    @property
    def known(self) -> int:
        """How many open arrivals are remembered."""
        return len(self._open)

    @property
    def read(self) -> bool:
        """Whether the last look saw all that waits."""
        return self._unread_since is None

    def late(self, seconds: float, unwritten_since: float | None) -> list[Late]:
        """The arrivals that have waited for so many seconds, as far as that can be known.

        `unwritten_since` is since when the runner can write nothing down: then no row says what waits.
        """
        now = time.time()
        try:
            waits = waits_since(self.engine, now - seconds)
            found = list(self._arrivals({each.submission: each for each in reversed(waits)}))
            if unwritten_since is None:
                self._open = list(self._arrivals(self._not_done()))
        except sa.exc.SQLAlchemyError:
            self._unread_since = self._unread_since or now
            found = []
        else:
            self._unread_since = None
        away = min((each for each in (self._unread_since, unwritten_since) if each is not None), default=None)
        if away is None or now - away < seconds:
            return found
        known = {each.claim for each in found}
        return found + [_because(each, "database", away) for each in self._open if each.claim not in known]

    def _not_done(self) -> dict[str, Waits]:
        """The submissions that are not answered yet."""
        rows = []
        for lane, order in ((IS_READY, BY_PARTNER), (IS_LATER, BY_MOMENT)):
            query = sa.select(work).where(lane, is_of(*ANSWERS), work.c.submission.is_not(None))
            rows += database.read(self.engine, query.order_by(*order).limit(MOST))
        pieces = (Waits(row.kind, row.key, row.partner, row.submission or "", "", 0.0) for row in rows)
        return {each.submission: each for each in pieces}

    def _arrivals(self, waits: dict[str, Waits]) -> Iterator[Late]:
        arrival, submission = tables.arrival, tables.submission
        query = tables.select(Arrived, arrival, submission).join(submission, submission.c.id == arrival.c.submission)
        for piece in _pieces(waits):
            for row in database.read(self.engine, query.where(arrival.c.submission.in_(piece))):
                why = waits[row.submission]
                received_at = datetime.fromisoformat(row.received_at)
                facts = (row.claim, row.partner, row.name, row.submission, received_at)
                yield Late(*facts, why.part, why.since, row.channel)


def _because(late: Late, part: str, since: float) -> Late:
    return replace(late, part=part, since=since)


def _pieces(names: Collection[str]) -> Iterator[list[str]]:
    left = iter(names)
    while piece := list(islice(left, AT_ONCE)):
        yield piece
