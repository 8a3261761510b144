"""The days that come: what falls due is done on its day, what was missed at the next start."""

from __future__ import annotations

import threading
import time
from typing import Any

import sqlalchemy as sa
import structlog

from gateway.clock import Clock
from gateway.dossier.claims.last_notice import ACTOR, claims_to_notice, notice
from gateway.dossier.unit_of_work import Desks
from gateway.ledger import tables
from gateway.signing.expiry import Watch
from gateway.signing.material import SignerMaterial
from gateway.timekeeping.guard import ClockAway, ClockGuard
from gateway.work import kinds
from gateway.work.failures import part_away
from schemas.days import day_of

log = structlog.get_logger()

SECONDS_BETWEEN = 30.0
"""A look at the calendar costs two queries."""

SECONDS_BETWEEN_WATCHES = 1.0
"""A watch of the clock costs none while it is not held."""


class Calendar:
    """Looks at the clock, the claims and the signing certificate; each notice is a commit of its own."""

    def __init__(self, desks: Desks, guard: ClockGuard, material: SignerMaterial) -> None:
        self.desks, self.guard = desks, guard
        self.watch = Watch(material)

    def run(self, stop: threading.Event, seconds: float = SECONDS_BETWEEN) -> None:
        """Look every so many seconds until `stop` is set. Whatever fails is logged and looked at again.

        The clock is watched more often; while it is held, no day comes.
        """
        guard, look_at = self.guard, 0.0
        while not stop.is_set():
            try:
                held = guard.watch().held
                if time.monotonic() >= look_at:
                    look_at = time.monotonic() + seconds
                    self.watch.look(self.desks.clock())
                    if not held:
                        self.look(guard.vetted)
            except ClockAway:  # it jumped in this moment; the guard tells of it
                pass
            except Exception as error:  # the database is away: it comes back; the service has other things to do
                log.error("the calendar cannot be read", error=repr(error)[:500])
            stop.wait(min(seconds, SECONDS_BETWEEN_WATCHES))

    def look(self, clock: Clock | None = None) -> int:
        """Issue the last notices that are due by a clock (None: the gateway's, whatever its guard says); how many."""
        clock = clock or self.desks.clock
        today = day_of(clock())
        with self.desks.engine.connect().execution_options(read_only=True) as connection:
            due = claims_to_notice(connection, today)
            known = set(connection.execute(handed_over()).scalars()) if due else set()
        return sum(self._notice(number, clock) for number in due if number not in known)

    def _notice(self, number: str, clock: Clock) -> bool:
        try:
            issued = self.desks.do(ACTOR, lambda desk: notice(desk, number), clock(), via="calendar")
        except Exception as error:
            if part_away(error) in ("database", "clock"):
                raise
            log.exception("a last notice failed: from now on it is work, tried again with growing pauses", claim=number)
            self._hand_over(number)
            return False
        log.info("last notice", claim=number, issued=issued)
        return issued

    def _hand_over(self, number: str) -> None:
        """Let the runner try again what failed: others go on, and an operator sees it among the work."""
        runner = self.desks.runner
        with self.desks.engine.begin() as connection:
            runner.enqueue(connection, kinds.LAST_NOTICE, number)
        runner.retry(kinds.LAST_NOTICE, number)  # where it was such work before


def handed_over() -> sa.Select[Any]:
    """The claims whose notice is work already, or was given up until an operator looks at it."""
    work = tables.work
    return sa.select(work.c.key).where(work.c.kind == kinds.LAST_NOTICE, work.c.state != "done")
