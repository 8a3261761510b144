"""What the door logs: each request once and without contents; what strangers do often, as a number a minute."""

from __future__ import annotations

import asyncio
from collections import Counter

import structlog
from starlette.types import Scope

from gateway.doors.http.addresses import PREFIX

log = structlog.get_logger()

SECONDS = 60.0
TOLD_AT_ONCE = 30
"""Lines of one address in a minute that are written as they come, where no key is known; further ones are counted."""

MOST_ADDRESSES = 20
"""Addresses told by name in a minute; the rest together."""

MOST_COUNTED = 10_000

NO_ROUTE = "-"
"""Logged instead of an address that is none of ours: it may hold anything."""


class Tally:
    """Counts something by address and tells the counts once a minute."""

    def __init__(self, event: str, told_at_once: int) -> None:
        self.event, self.told_at_once = event, told_at_once
        self.seen: Counter[tuple[str, str]] = Counter()
        self.timer: asyncio.TimerHandle | None = None

    def add(self, address: str, why: str = "") -> bool:
        """Count one; True where it may have a line of its own."""
        if self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(SECONDS, self.tell)
        named = (address, why) if (address, why) in self.seen or len(self.seen) < MOST_COUNTED else ("others", why)
        self.seen[named] += 1
        return self.seen[named] <= self.told_at_once and len(self.seen) <= MOST_ADDRESSES

    def tell(self) -> None:
        """Write the counts of the minute that is over, those that were not told already."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        seen, self.seen = self.seen, Counter()
        places = enumerate(seen.items())
        untold = [each for place, each in places if each[1] > self.told_at_once or place >= MOST_ADDRESSES]
        untold.sort(key=lambda each: -each[1])
        for (address, why), count in untold[:MOST_ADDRESSES]:
            named = {"why": why} if why else {}
            log.warning(self.event, address=address, count=count, seconds=int(SECONDS), **named)
        rest = untold[MOST_ADDRESSES:]
        if rest:
            count = sum(each for _, each in rest)
            log.warning(self.event, addresses=len(rest), count=count, seconds=int(SECONDS))


class Journal:
    """The door's part of the service's log."""

    def __init__(self) -> None:
        self.strangers = Tally("requests without a known key", TOLD_AT_ONCE)
        self.refusals = Tally("connections ended", 1)
        self.wrong_keys = Tally("wrong keys", 1)

    def request(self, address: str, partner: str | None, **facts: object) -> None:
        """A request was answered, or its client went away. `facts`: method, route template, status, ms, bytes."""
        if partner is not None or self.strangers.add(address):
            log.info("request", address=address, partner=partner, **facts)

    def refused(self, address: str, why: str) -> None:
        """A connection ended without a request that could be answered by the application."""
        if self.refusals.add(address, why):
            log.warning("connection ended", address=address, why=why)

    def wrong_key(self, address: str) -> None:
        """A key that nobody has."""
        if self.wrong_keys.add(address):
            log.warning("wrong key", address=address)

    def close(self) -> None:
        """Tell what is counted and not told yet."""
        for tally in (self.strangers, self.refusals, self.wrong_keys):
            tally.tell()


def route_of(scope: Scope) -> str:
    """The address with its ids left out, as /v1/documents/{name}."""
    if scope.get("endpoint") is None:
        return NO_ROUTE
    template: str = getattr(scope.get("route"), "path", "")
    if not template:
        return NO_ROUTE if scope.get("path_params") else str(scope["path"])
    prefix = PREFIX if scope["path"].startswith(f"{PREFIX}/") and not template.startswith(f"{PREFIX}/") else ""
    return prefix + template
