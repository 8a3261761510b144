"""The clock as an operator is shown it, and what he and the settings say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog

from gateway.clock import Clock, ahead
from gateway.ledger import database
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.events import Log
from gateway.partners.known import OPERATOR
from gateway.settings import Settings
from gateway.timekeeping.guard import ACTOR, ClockGuard
from gateway.timekeeping.recorded import DAYS_AHEAD, Why, confirm, days_ahead_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ClockState:
    """The clock now, and the last recorded instant that it is compared with (None: nothing was recorded).

    `held` says why what the calendar alone does is held back: the clock is `ahead` or `behind`; None: it is not held.
    Where it is `far` nothing is accepted either. `synchronised` is what the kernel says, None where it cannot be asked.
    `days_ahead` is by how many days the last service's clock ran ahead, `days_before` by how many before that.
    """

    now: datetime
    last: datetime | None
    held: Why | None
    far: bool
    synchronised: bool | None
    days_ahead: int
    days_before: int

    @property
    def went_back(self) -> bool:
        """True where the days ahead were made fewer: the same days come again."""
        return self.days_ahead < self.days_before


def clock_state(engine: sa.Engine, guard: ClockGuard) -> ClockState:
    """How it stands with the clock. Writes nothing; in a process beside the service it is what the ledger tells."""
    look = guard.look()
    with engine.connect().execution_options(read_only=True) as connection:
        days, before = days_ahead_of(connection)
    return ClockState(look.now, look.last, look.held, look.far, guard.synchronised(), days, before)


def as_last_service(settings: Settings, engine: sa.Engine, clock: Clock) -> Clock:
    """The clock beside a service: as many days ahead as that of the last service, where the settings name none."""
    if "days_ahead" in settings.model_fields_set:
        return ahead(clock, settings.days_ahead)
    with engine.connect().execution_options(read_only=True) as connection:
        days, _ = days_ahead_of(connection)
    return ahead(clock, days)


def confirm_clock(engine: sa.Engine, at: datetime) -> None:
    """The operator says that the clock is right at this instant. A running service sees it at once."""
    database.write(engine, lambda connection: confirm(Log(connection, at, OPERATOR, "cli"), "operator"))


def begin(engine: sa.Engine, guard: ClockGuard, days: int) -> None:
    """Before a service opens its doors: note by how many days its clock runs ahead, then compare it with the ledger.

    A change of the days ahead, which only a sandbox has, confirms the clock by itself.
    """
    at = guard.clock()

    def note(connection: sa.Connection) -> int:
        before, _ = days_ahead_of(connection)
        if days != before:
            entries = Log(connection, at, ACTOR)
            entries.append(DAYS_AHEAD, EventKind.DAYS_AHEAD, {"days": days, "before": before})
            confirm(entries, "days-ahead")
        return before

    before = database.write(engine, note)
    if days < before:
        log.warning("the clock goes back: DUMGATE_DAYS_AHEAD is less than before", days=days, before=before)
    guard.watch()
