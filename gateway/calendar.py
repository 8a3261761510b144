"""The days that come: what falls due is done on its day, what was missed at the next start."""

from __future__ import annotations

import threading

import sqlalchemy as sa
import structlog

from gateway.claims.last_notice import claims_to_notice, notice
from gateway.office.doing import done_at_desk
from gateway.service import Gateway
from gateway.signing.expiry import Watch
from schemas.days import day_of

log = structlog.get_logger()

SECONDS_BETWEEN = 30.0
"""A look at the calendar costs one query."""

ACTOR = "calendar"


class Calendar:
    """Looks at the clock, the claims and the signing certificate; each notice is a commit of its own."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.watch = Watch(gateway.material)

    def run(self, stop: threading.Event, seconds: float = SECONDS_BETWEEN) -> None:
        """Look again and again until `stop` is set. The database may be away for a while."""
        while not stop.is_set():
            self.watch.look(self.gateway.clock())
            try:
                self.look()
            except sa.exc.SQLAlchemyError as error:
                log.error("the calendar cannot be read", error=repr(error)[:500])
            stop.wait(seconds)

    def look(self) -> int:
        """Issue the last notices that are due; how many."""
        gateway = self.gateway
        today = day_of(gateway.clock())
        with gateway.engine.connect().execution_options(read_only=True) as connection:
            due = claims_to_notice(connection, today)
        return sum(self._notice(number) for number in due)

    def _notice(self, number: str) -> bool:
        issued = done_at_desk(self.gateway, ACTOR, lambda desk: notice(desk, number))
        log.info("last notice", claim=number, issued=issued)
        return issued
