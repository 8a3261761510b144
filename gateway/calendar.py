"""The days that come: what falls due is done on its day, what was missed at the next start."""

from __future__ import annotations

import threading
from typing import Any

import sqlalchemy as sa
import structlog

from gateway.claims.last_notice import ACTOR, claims_to_notice, notice
from gateway.ledger import tables
from gateway.office.doing import done_at_desk
from gateway.pipeline import kinds
from gateway.pipeline.failures import part_away
from gateway.service import Gateway
from gateway.signing.expiry import Watch
from schemas.days import day_of

log = structlog.get_logger()

SECONDS_BETWEEN = 30.0
"""A look at the calendar costs two queries."""


class Calendar:
    """Looks at the clock, the claims and the signing certificate; each notice is a commit of its own."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.watch = Watch(gateway.material)

    def run(self, stop: threading.Event, seconds: float = SECONDS_BETWEEN) -> None:
        """Look again and again until `stop` is set. Whatever fails is logged and looked at again."""
        while not stop.is_set():
            try:
                self.watch.look(self.gateway.clock())
                self.look()
            except Exception as error:  # the database is away: it comes back; the service has other things to do
                log.error("the calendar cannot be read", error=repr(error)[:500])
            stop.wait(seconds)

    def look(self) -> int:
        """Issue the last notices that are due; how many."""
        gateway = self.gateway
        today = day_of(gateway.clock())
        with gateway.engine.connect().execution_options(read_only=True) as connection:
            due = claims_to_notice(connection, today)
            handed_over = set(connection.execute(_handed_over()).scalars()) if due else set()
        return sum(self._notice(number) for number in due if number not in handed_over)

    def _notice(self, number: str) -> bool:
        try:
            issued = done_at_desk(self.gateway, ACTOR, lambda desk: notice(desk, number))
        except Exception as error:
            if part_away(error) == "database":
                raise
            log.exception("a last notice failed: from now on it is work, tried again with growing pauses", claim=number)
            self._hand_over(number)
            return False
        log.info("last notice", claim=number, issued=issued)
        return issued

    def _hand_over(self, number: str) -> None:
        """Let the runner try again what failed: others go on, and an operator sees it among the work."""
        runner = self.gateway.runner
        with self.gateway.engine.begin() as connection:
            runner.enqueue(connection, kinds.LAST_NOTICE, number)
        runner.retry(kinds.LAST_NOTICE, number)  # where it was such work before


def _handed_over() -> sa.Select[Any]:
    """The claims whose notice is work already, or was given up until an operator looks at it."""
    work = tables.work
    return sa.select(work.c.key).where(work.c.kind == kinds.LAST_NOTICE, work.c.state != "done")
