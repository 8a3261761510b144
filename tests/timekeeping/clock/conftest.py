"""A ledger on both databases, and a time that the tests make: clock, monotonic clock, synchronisation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.events import Log
from gateway.timekeeping.guard import ClockGuard
from schemas.days import in_casablanca, later
from tests.ledger.conftest import engine, file_with_tables, new_url, postgres, url  # noqa: F401 - fixtures

START = in_casablanca(datetime(2026, 11, 30, 9, tzinfo=UTC))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Machine:
    """A machine with its clocks, and the ledger that its service writes."""

    engine: sa.Engine
    now: datetime = START
    monotonic: float = 1000.0
    synchronised: bool | None = True
    guards: list[ClockGuard] = field(default_factory=list)

    def passes(self, time: timedelta) -> None:
        """Time goes by, for both clocks."""
        self.jumps(time)
        self.monotonic += time.total_seconds()

    def jumps(self, by: timedelta) -> None:
        """The clock is set to another time."""
        self.now = later(self.now, by)

    def start(self) -> ClockGuard:
        """The guard of a service that starts now."""
        guard = ClockGuard(self.engine, 3 * DAY, lambda: self.now, lambda: self.monotonic, lambda: self.synchronised)
        self.guards.append(guard)
        return guard

    def writes(self, actor: str = "atlas") -> None:
        """The service records something now."""
        data = {"sha256": "0" * 64, "findings": []}
        self.in_one_commit(
            lambda log: log.append(f"act:{self.monotonic}{len(self.events())}", "act-refused", data), actor
        )

    def in_one_commit(self, work: object, actor: str) -> None:
        """Write to the log now, for somebody."""
        database.write(self.engine, lambda connection: work(Log(connection, self.now, actor)))  # type: ignore[operator]

    def events(self, stream: str | None = None) -> list[sa.Row[tuple[object, ...]]]:
        """The events of a stream, or all."""
        query = sa.select(tables.event).order_by(tables.event.c.position)
        return database.read(self.engine, query.filter_by(stream=stream) if stream else query)

    def told(self) -> list[str]:
        """What the log tells of the clock: the kinds of events, with who confirmed."""
        return [f"{each.kind} {each.data['by']}" if "by" in each.data else each.kind for each in self.events("clock")]


@pytest.fixture
def machine(engine: sa.Engine) -> Machine:  # noqa: F811
    return Machine(engine)
