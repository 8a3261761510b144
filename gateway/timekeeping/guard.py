"""The guard of the clock: a jump holds back what the calendar alone does, until the clock is known to be right."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from gateway.clock import Clock
from gateway.ledger import database
from gateway.ledger.events import Log
from gateway.timekeeping import kernel
from gateway.timekeeping.recorded import (
    BEHIND,
    CLOCK,
    CONFIRMED,
    STANDING,
    STOOD,
    Why,
    beyond,
    confirm,
    hold,
    last_told,
    last_worked,
    recorded,
)
from gateway.work.failures import PartAway
from schemas.days import in_casablanca, later

log = structlog.get_logger()

ACTOR = "clock"

IN_STEP = timedelta(seconds=10)
"""By so much clock and monotonic clock may differ in an hour: a daemon that keeps the clock slews it by two seconds."""

YEARS_AT_THE_MOST = 1
"""By so many years the clock may differ from the last recorded instant; beyond that nothing is accepted."""


class ClockAway(PartAway):
    """The clock is not to be believed: wait, or say `dumgate clock confirm`."""

    def __init__(self, why: str) -> None:
        super().__init__("clock", why)


@dataclass(frozen=True, slots=True)
class Step:
    """One look at both clocks: the gateway's, and the machine's monotonic one in seconds."""

    now: datetime
    monotonic: float

    def off(self, earlier: Step) -> timedelta:
        """By how much more the clock went on since an earlier look than the monotonic clock did."""
        return (in_casablanca(self.now) - in_casablanca(earlier.now)) - self.since(earlier)

    def since(self, earlier: Step) -> timedelta:
        """The time since an earlier look, by the monotonic clock."""
        return timedelta(seconds=self.monotonic - earlier.monotonic)


@dataclass(frozen=True, slots=True)
class Hold:
    """The clock is held: the last instant before it, why, and since when it has stood in step again.

    `version` is that of the clock's last event when it began; `written` where the ledger tells of it.
    """

    last: datetime | None
    why: Why
    stands_since: Step
    version: int
    written: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found: the instant, what it was compared with, and why the clock is held (None: it is not).

    `far` where the years differ so much that nothing is accepted.
    """

    now: datetime
    last: datetime | None
    held: Why | None
    far: bool


class ClockGuard:
    """Compares the clock with the ledger at first, and from then on with the monotonic clock, from look to look."""

    def __init__(
        self,
        engine: sa.Engine,
        jump: timedelta,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        synchronised: Callable[[], bool | None] = kernel.synchronised,
    ) -> None:
        """`jump` is by how much the clock may be past the last recorded instant; the rest is where time comes from."""
        self.engine, self.jump = engine, jump
        self.clock, self.monotonic, self.synchronised = clock, monotonic, synchronised
        self._lock = threading.RLock()
        self._seen: Step | None = None
        self._last: datetime | None = None
        self._hold: Hold | None = None

    def look(self) -> Look:
        """What is so now. Writes nothing; asks the ledger at first and while the clock is held."""
        with self._lock:
            step = Step(self.clock(), self.monotonic())
            if self._seen is None:
                self._begin(step)
            elif beyond(off := step.off(self._seen), self.jump):
                self._jumped(step, later(self._seen.now, step.since(self._seen)), off)
            self._seen = step
            if self._hold is not None and self._is_confirmed(self._hold, step.now):
                self._release(step)
            held = self._hold
            if held is None:
                return Look(step.now, self._last, None, False)
            return Look(step.now, held.last, held.why, self._is_far(held, step.now))

    def vetted(self) -> datetime:
        """The present moment, for what the calendar alone does. Raises ClockAway while the clock is held."""
        found = self.look()
        if found.held:
            raise ClockAway(f"{found.now.isoformat()} is held against {found.last and found.last.isoformat()}")
        return found.now

    def ask(self) -> None:
        """May something be accepted and registered now? Raises ClockAway where the year cannot be right."""
        found = self.look()
        if found.far:
            raise ClockAway(f"{found.now.isoformat()} is years from {found.last and found.last.isoformat()}")

    def watch(self) -> Look:
        """Look, write down what began or ended, and let a clock go on that has stood in step for an hour."""
        with self._lock:
            found = self.look()
            step, held = self._seen, self._hold
            if step is None:
                return found
            if held is None:
                self._note_that_it_stood(step)
                return found
            if not held.written:
                last, why = held.last, held.why
                self._write(step.now, lambda entries: hold(entries, last, why))
                told = "the clock is held: see 'dumgate clock', and if it is right 'dumgate clock confirm'"
                log.warning(told, now=step.now.isoformat(), last=last and last.isoformat(), why=why)
                held = replace(held, written=True, version=held.version + 1)
            if abs(step.off(held.stands_since)) > IN_STEP or not self.synchronised():
                held = replace(held, stands_since=step)
            self._hold = held
            if step.since(held.stands_since) >= STANDING:
                self._write(step.now, lambda entries: confirm(entries, "synchronised"))
                self._release(step)
                return self.look()
            return found

    def _begin(self, step: Step) -> None:
        with self._reading() as connection:
            found = recorded(connection, self.jump)
        self._last = found.last
        off = in_casablanca(step.now) - in_casablanca(found.last) if found.last else timedelta(0)
        if found.held or beyond(off, self.jump):
            self._hold = Hold(found.last, found.held or _why(off), step, found.version, found.held is not None)

    def _jumped(self, step: Step, last: datetime, off: timedelta) -> None:
        if self._hold is not None:
            self._hold = replace(self._hold, stands_since=step)
            return
        with self._reading() as connection:
            version, _, _ = last_told(connection)
        self._hold = Hold(last, _why(off), step, version, written=False)

    def _is_confirmed(self, held: Hold, now: datetime) -> bool:
        """Whether somebody said since that this clock is right: another clock than that which he saw is not."""
        with self._reading() as connection:
            version, kind, data = last_told(connection)
        if version <= held.version or kind != CONFIRMED:
            return False
        off = in_casablanca(now) - in_casablanca(datetime.fromisoformat(data["instant"]))
        return not beyond(off, self.jump)

    def _is_far(self, held: Hold, now: datetime) -> bool:
        def differs(then: datetime | None) -> bool:
            years = in_casablanca(now).year - in_casablanca(then).year if then else 0
            return abs(years) > YEARS_AT_THE_MOST

        if not differs(held.last):
            return False
        with self._reading() as connection:
            worked = last_worked(connection)  # what was accepted since it was held was near enough to it
        return worked is None or differs(worked)

    def _release(self, step: Step) -> None:
        self._hold, self._last = None, step.now
        log.warning("the clock is believed again", now=step.now.isoformat())

    def _note_that_it_stood(self, step: Step) -> None:
        """Once in a while of idleness, so that a pause of the work is no jump of the clock."""
        if self._last is None or self._last + self.jump / 3 > step.now:
            return
        with self._reading() as connection:
            self._last = recorded(connection, self.jump).last
        if self._last is not None and self._last + self.jump / 3 <= step.now:
            self._write(step.now, lambda entries: entries.append(CLOCK, STOOD, {}))
            self._last = step.now

    def _write(self, at: datetime, entry: Callable[[Log], None]) -> None:
        database.write(self.engine, lambda connection: entry(Log(connection, at, ACTOR)))

    def _reading(self) -> sa.Connection:
        return self.engine.connect().execution_options(read_only=True)


def _why(off: timedelta) -> Why:
    return "behind" if off < -BEHIND else "ahead"
