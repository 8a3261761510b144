"""Whose work is next: partners come in turn, and of each his oldest piece.

A look reads a few rows, however many wait and however many are done: what is ready stands in an index by partner, and
each partner's first row is found by stepping over all others of the partner before.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from typing import Protocol

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.tables import WorkRow, work
from gateway.work.work_rows import BY_MOMENT, BY_PARTNER, IS_LATER, IS_READY

MADE_READY_AT_ONCE = 100

NO_ROW = 0
"""The id of none: the condition is never empty, so that the query is always the same."""

OWN = ""
"""The turn of the gateway's own work."""


class Taken(Protocol):
    """A piece of work that is under way."""

    @property
    def id(self) -> int:
        """Of the row."""
        ...

    @property
    def partner(self) -> str | None:
        """Whose it is."""
        ...


class Turns:
    """Remembers who was served last."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.last: str = OWN

    def make_ready(self) -> float | None:
        """Make ready what has become due, and say when (seconds since 1970) something is due next; None: nothing."""
        now = time.time()
        first = sa.select(work).where(IS_LATER).order_by(*BY_MOMENT)
        soonest = database.read(self.engine, first.limit(1))
        if not soonest or soonest[0].due_at > now:
            return soonest[0].due_at if soonest else None
        due = database.read(self.engine, first.where(work.c.due_at <= now).limit(MADE_READY_AT_ONCE))
        ids = [row.id for row in due]
        ready = sa.update(work).where(work.c.id.in_(ids), IS_LATER, work.c.due_at <= now).values(due_at=0)
        database.write(self.engine, lambda connection: connection.execute(ready))
        return now

    def take(self, under_way: Collection[Taken], most: int, share: int) -> list[WorkRow]:
        """The next pieces of work, `most` of them, so that no partner has more than `share` under way."""
        if most <= 0:
            return []
        held = Counter(each.partner or OWN for each in under_way)
        taken = {NO_ROW, *(each.id for each in under_way)}
        found: list[WorkRow] = []
        with self.engine.connect().execution_options(read_only=True) as connection:
            while len(found) < most and (row := self._next(connection, held, share, taken)) is not None:
                found.append(row)
                taken.add(row.id)
                self.last = row.partner or OWN
                held[self.last] += 1
        return found

    def _next(self, connection: sa.Connection, held: Counter[str], share: int, taken: set[int]) -> WorkRow | None:
        """The first ready row of the partner whose turn is next; None where nobody may have one."""
        at: str | None = self.last
        round_again = False
        while True:
            row = _first_behind(connection, at, taken)
            if row is None:
                if round_again:
                    return None
                at, round_again = None, True
                continue
            partner = row.partner or OWN
            if held[partner] < share:
                return row
            at = partner


def _first_behind(connection: sa.Connection, at: str | None, taken: set[int]) -> WorkRow | None:
    """The first ready row of the first partner behind `at`; None is before all, and the gateway's own come first."""
    ready = sa.select(work).where(IS_READY, work.c.id.not_in(taken)).limit(1)
    if at is None:
        row = tables.first(connection, ready.where(work.c.partner.is_(None)).order_by(work.c.id))
        if row is not None:
            return row
    return tables.first(connection, ready.where(work.c.partner > (at or OWN)).order_by(*BY_PARTNER))
