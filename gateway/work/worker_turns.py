"""Whose turn a worker process is: no partner holds all of them for long while another one waits.

Places go to the partner who holds the fewest. Who holds none and has waited for `SECONDS_TO_SPARE` gets a spare one,
beyond the number that is set; it is kept while all others are held, and then one process is ended.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, TypeVar

from gateway.work.partner_turns import OWN

SECONDS_TO_SPARE = 2.0
"""Most steps end sooner; a longer wait is worth a process more."""

Worker = TypeVar("Worker")


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom a worker works. `on_demand`: nothing was accepted, and nothing of it is kept."""

    partner: str = OWN
    on_demand: bool = False


ITSELF = Caller()

_caller: ContextVar[Caller] = ContextVar("caller", default=ITSELF)


@contextmanager
def working_for(partner: str | None, on_demand: bool = False) -> Iterator[None]:
    """All workers that this thread uses within work for a partner; None is the gateway itself."""
    token = _caller.set(Caller(partner or OWN, on_demand))
    try:
        yield
    finally:
        _caller.reset(token)


@dataclass(eq=False, slots=True)
class _Waiting:
    caller: Caller
    since: float


class WorkerTurns(Generic[Worker]):
    """Gives out `places` workers and a spare one, and keeps those that are idle. For several threads.

    What is done on demand gets all places but one (at least one), so that a worker is left to what was accepted.
    """

    def __init__(self, places: int) -> None:
        self.places, self.on_demand = places, max(1, places - 1)
        self._changed = threading.Condition()
        self._held: Counter[Caller] = Counter()
        self._idle: list[Worker] = []
        self._waiting: list[_Waiting] = []

    def take(self) -> tuple[Caller, Worker | None]:
        """Wait for a place; with it an idle worker, None where one is to be started."""
        caller = _caller.get()
        waiting = _Waiting(caller, time.monotonic())
        with self._changed:
            self._waiting.append(waiting)
            try:
                while not self._is_due(waiting):
                    left = waiting.since + SECONDS_TO_SPARE - time.monotonic()
                    self._changed.wait(left if left > 0 else None)
                self._held[caller] += 1
            finally:
                self._waiting.remove(waiting)
                self._changed.notify_all()
            return caller, self._idle.pop() if self._idle else None

    def give_back(self, caller: Caller, worker: Worker | None) -> list[Worker]:
        """A place is free again, with its worker where it is sound; the workers that are one too many now."""
        with self._changed:
            self._held[caller] -= 1
            if not self._held[caller]:
                del self._held[caller]
            if worker is not None:
                self._idle.append(worker)
            surplus = []
            out = self._held.total()
            while out < self.places < out + len(self._idle):
                surplus.append(self._idle.pop(0))
            self._changed.notify_all()
            return surplus

    def end(self) -> list[Worker]:
        """Wait until no place is held; the workers, which are the caller's now."""
        with self._changed:
            while self._held.total():
                self._changed.wait()
            idle, self._idle = self._idle, []
            return idle

    def _is_due(self, waiting: _Waiting) -> bool:
        out = self._held.total()
        if out < self.places:
            ordinary = [each for each in self._waiting if self._may(each.caller)]
            if ordinary and waiting is min(ordinary, key=lambda each: (self._held_by(each.caller.partner), each.since)):
                return True
        if out > self.places:
            return False
        without = [each for each in self._waiting if not self._held_by(each.caller.partner)]
        if not without or waiting is not without[0]:
            return False
        is_there = out == self.places and bool(self._idle)
        return is_there or time.monotonic() - waiting.since >= SECONDS_TO_SPARE

    def _may(self, caller: Caller) -> bool:
        held = sum(count for each, count in self._held.items() if each.on_demand)
        return not caller.on_demand or held < self.on_demand

    def _held_by(self, partner: str) -> int:
        return self._held[Caller(partner)] + self._held[Caller(partner, on_demand=True)]
