"""Whether a running gateway can accept: each part is looked at by a thread of its own, seldom, and for a bounded time.

Strangers may ask: a look is kept for a second and more, and of each part only one is under way, however many ask and
however long it takes.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Engine

from gateway.clock import Clock
from gateway.ledger.inspection import is_read_only
from gateway.ledger.mark import Mark
from gateway.settings import Settings
from gateway.signing.expiry import state_of
from gateway.signing.material import SignerMaterial
from gateway.store.files import FileStore
from gateway.timekeeping.guard import ClockGuard
from gateway.work.runner import Runner

log = structlog.get_logger()

SECONDS_TO_ANSWER = 2.0
"""A part that has not answered by then does not."""

SLACK_SECONDS = 0.1
"""A timer may end that much too early."""

PROBE = b"dumgate"

NEEDED = ("database", "mark", "store", "disk", "signing_certificate", "clock")
"""Without one of these nothing can be accepted. What else is wrong is a warning: it hinders nobody who sends."""

OK, UNKNOWN, NO_ANSWER = "ok", "unknown", "no_answer"


@dataclass(frozen=True, slots=True)
class Found:
    """How a part is: `ok`, or what is wrong in one word; `warning` is what should be known beside that."""

    state: str = OK
    facts: Mapping[str, Any] = field(default_factory=dict)
    warning: str | None = None


@dataclass
class Part:
    """A part: how it is looked at, for how many seconds a look holds, what was found last, and since when."""

    look: Callable[[], Found]
    seconds: float
    found: Found = field(default_factory=lambda: Found(UNKNOWN))
    since: datetime | None = None
    looked_at: float = float("-inf")
    under_way: Future[Found] | None = None
    awaited: asyncio.Future[Found] | None = None
    began_at: float = 0.0

    def state(self, now: float) -> str:
        """What was found, or that the look takes too long."""
        if self.under_way is not None and now - self.began_at >= SECONDS_TO_ANSWER - SLACK_SECONDS:
            return NO_ANSWER
        return self.found.state

    def answer(self) -> asyncio.Future[Found]:
        """What all who ask wait for: one thing, however many they are."""
        assert self.under_way is not None  # noqa: S101 - asked for where there is one
        if self.awaited is None or self.awaited.get_loop() is not asyncio.get_running_loop():
            self.awaited = asyncio.wrap_future(self.under_way)
        return self.awaited


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at."""

    settings: Settings
    engine: Engine
    mark: Mark
    store: FileStore
    material: SignerMaterial
    clock: Clock
    guard: ClockGuard
    runner: Runner


class Readiness:
    """The parts of a gateway. Used from the event loop alone; the looks run beside it."""

    def __init__(self, looked: Looked) -> None:
        self._at = looked
        self.parts = {
            "database": Part(self._database, 1.0),
            "mark": Part(self._mark, 1.0),
            "store": Part(self._store, 10.0),
            "disk": Part(self._disk, 1.0),
            "signing_certificate": Part(self._certificate, 1.0),
            "clock": Part(self._clock, 1.0),
            "work": Part(self._work, 2.0),
        }
        self._told: dict[str, str] = {}

    async def refresh(self, seconds: float) -> None:
        """Look again at what was looked at too long ago, and wait for the answers so many seconds at the most."""
        now = time.monotonic()
        for name, part in self.parts.items():
            if part.under_way is None and now - part.looked_at >= part.seconds:
                self._begin(name, part)
        waited_for = [each.answer() for each in self.parts.values() if each.under_way is not None]
        if waited_for:
            await asyncio.wait(waited_for, timeout=seconds)
        for name, part in self.parts.items():
            self._take(name, part)

    def standing(self) -> dict[str, Any]:
        """What is known now, JSON-ready; nothing in it is secret."""
        now = time.monotonic()
        parts = {name: self._told_of(part, now) for name, part in self.parts.items()}
        ready = all(parts[name]["state"] == OK for name in NEEDED)
        warnings = [part.found.warning for part in self.parts.values() if part.found.warning is not None]
        return {"status": "ready" if ready else "not_ready", "warnings": warnings, "parts": parts}

    def degraded(self) -> list[str]:
        """The parts that are known not to be all right."""
        now = time.monotonic()
        return [name for name, part in self.parts.items() if part.state(now) not in (OK, UNKNOWN)]

    def _told_of(self, part: Part, now: float) -> dict[str, Any]:
        since = part.since.isoformat() if part.since else None
        return {"state": part.state(now), "since": since, **part.found.facts}

    def _begin(self, name: str, part: Part) -> None:
        future: Future[Found] = Future()

        def look() -> None:
            try:
                future.set_result(part.look())
            except Exception as error:
                log.error("a part does not answer", part=name, error=repr(error)[:500])
                future.set_result(Found("away"))

        part.under_way, part.awaited, part.began_at = future, None, time.monotonic()
        threading.Thread(target=look, name=f"readiness-{name}", daemon=True).start()  # one that hangs holds no end up

    def _take(self, name: str, part: Part) -> None:
        now = time.monotonic()
        if part.under_way is not None and part.under_way.done():
            part.found, part.looked_at, part.under_way = part.under_way.result(), now, None
        state = part.state(now)
        if state != self._told.get(name) and state != UNKNOWN:
            self._told[name], part.since = state, self._at.clock()

    def _database(self) -> Found:
        # an SQLite file is written where the store is probed
        return Found("read_only" if is_read_only(self._at.engine) else OK)

    def _mark(self) -> Found:
        """One that could not be written is tried again: who waits until we are ready sends nothing that would."""
        try:
            self._at.mark.must_hold()
        except OSError as error:
            log.error("the mark cannot be written", error=str(error))
            return Found("not_written")
        return Found(OK if self._at.mark.exists() else "missing")

    def _store(self) -> Found:
        """A file without a name is written, made durable and read: a kill leaves nothing behind."""
        with tempfile.TemporaryFile(dir=self._at.store.folder) as probe:
            probe.write(PROBE)
            probe.flush()
            os.fsync(probe.fileno())
            probe.seek(0)
            state = OK if probe.read() == PROBE else "away"
        damaged = self._at.store.damaged
        return Found(state, {"damaged_files": damaged}, "damaged_files" if damaged else None)

    def _disk(self) -> Found:
        settings = self._at.settings
        free = shutil.disk_usage(settings.data).free
        return Found(OK if free >= settings.min_free_bytes else "full")

    def _certificate(self) -> Found:
        state = state_of(self._at.material, self._at.clock())
        if state.warning in (None, "ends_soon"):
            return Found(OK, {"days_left": state.days_left}, state.warning and "certificate_ends_soon")
        return Found(str(state.warning), {"days_left": state.days_left})

    def _clock(self) -> Found:
        look = self._at.guard.look()
        return Found("far" if look.far else OK, {"held": look.held}, "clock_held" if look.held else None)

    def _work(self) -> Found:
        work = self._at.runner.health()
        late = work.oldest_seconds is not None and work.oldest_seconds > self._at.settings.waiting_notice
        state = "dead_letters" if work.dead else "late" if late else "waiting" if work.waiting else OK
        oldest = None if work.oldest_seconds is None else round(work.oldest_seconds)
        facts = {"pending": work.pending, "oldest_seconds": oldest, "waiting": dict(work.waiting)}
        return Found(state, {**facts, "dead_letters": work.dead}, None if state == OK else f"work_{state}")
