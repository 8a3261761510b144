"""Durable work behind a small port: a row is committed together with what caused it, and run until it succeeds.

`DueRows` is the embedded adapter: a table, one loop, a few threads. A step may run twice (after a crash), so every step
must change nothing when its effect is there already; unique keys in the ledger see to it.

What fails is one of three things (`failures.py`): a part of ours is away, and the work waits for it without end; our
own exception, which is tried three times, and then an operator has to look; or a dead letter at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import sqlalchemy as sa
import structlog

from gateway.ledger import database
from gateway.ledger.tables import WorkRow, work
from gateway.work import work_rows
from gateway.work.absences import READING, WRITING, Absences
from gateway.work.failures import DeadLetter, part_away
from gateway.work.partner_turns import Turns
from gateway.work.under_way import UnderWay
from gateway.work.work_rows import FAULT, OPERATOR, PROGRAM, Pending, WorkHealth
from gateway.work.worker_turns import working_for

__all__ = ["DueRows", "Handler", "Pending", "Runner", "WorkHealth"]

log = structlog.get_logger()

Handler = Callable[[str], None]

BACK_OFF_SECONDS = (1, 5, 15, 60)
"""Waits after the first, second, ... failure; the last one is repeated."""

FAULTS = 3
"""A piece of work that ended in our own exception so often is not tried again before an operator says so."""

DATABASE_AWAY_SECONDS = 1.0

MOST_COUNTED = 10_000
"""Whoever asks how the work stands, asks often: he is told in a few milliseconds, however much is to be done."""

FIRST_LOOK_SECONDS = 0.01
"""Who adds work wakes the loop before the commit: it looks again after this pause, then after twice that, and so on."""

KEEP_DONE_SECONDS = 30 * 86400
"""Done work is forgotten after thirty days; what it did stands in the log."""

PURGE_SECONDS = 3600.0


class Runner(Protocol):
    """What the gateway knows of an engine for durable work."""

    def enqueue(
        self,
        connection: sa.Connection,
        kind: str,
        key: str,
        due_at: float = 0,
        *,
        partner: str | None = None,
        submission: str | None = None,
    ) -> None:
        """Add work within the caller's transaction; the same kind and key again changes nothing.

        `partner` is whose turn it is (None: the gateway's own), `submission` the one whose sender waits for it.
        """
        ...

    def run(self, handlers: Mapping[str, Handler], stop: threading.Event) -> None:
        """Do what is due until `stop` is set."""
        ...

    def attempts(self, kind: str, key: str) -> int:
        """How often in a row a piece of work was tried and failed."""
        ...

    def faults(self, kind: str, key: str) -> int:
        """How often of these it was our own exception."""
        ...

    def pending(self, kind: str | None = None) -> list[Pending]:
        """What is not done yet, and not dead."""
        ...

    def retry(self, kind: str, key: str) -> None:
        """Make a piece of work that waits or is dead due now, whatever its back-off."""
        ...

    def retry_failed(self, error: type[Exception]) -> int:
        """Make due now what waits because it failed with this exception; the number of pieces of work."""
        ...

    def hurry(self, connection: sa.Connection, submission: str) -> None:
        """Make due now what waits of a submission, within the caller's transaction; its failures stay counted."""
        ...

    def purge(self, before: float) -> int:
        """Forget what was done before a time (seconds since 1970); the number of rows."""
        ...

    def health(self) -> WorkHealth:
        """How the work stands; each number is counted up to `MOST_COUNTED`."""
        ...

    def database_away_since(self) -> float | None:
        """Since when (seconds since 1970) no work can be read or written down; None while it can."""
        ...


class DueRows:
    """The embedded engine: rows of the `work` table, one process, one loop, turns by partner."""

    def __init__(self, engine: sa.Engine, threads: int = 4, poll_seconds: float = 0.5) -> None:
        self.engine, self.threads, self.poll_seconds = engine, threads, poll_seconds
        self.wake = threading.Event()
        self.absences = Absences()
        self._pause_until = 0.0

    def enqueue(
        self,
        connection: sa.Connection,
        kind: str,
        key: str,
        due_at: float = 0,
        *,
        partner: str | None = None,
        submission: str | None = None,
    ) -> None:
        """Add work within the caller's transaction; the same kind and key again changes nothing."""
        work_rows.add(connection, kind, key, due_at, partner, submission)
        self.wake.set()

    def run(self, handlers: Mapping[str, Handler], stop: threading.Event) -> None:
        """Do what is due until `stop` is set; then wait for the steps under way."""
        turns, under_way = Turns(self.engine), UnderWay(self.threads)
        purge_at, pause = 0.0, self.poll_seconds
        with ThreadPoolExecutor(under_way.most, thread_name_prefix="work") as pool:
            while not stop.is_set():
                self.wake.clear()
                wait = self._pause_until - time.time()
                try:
                    if wait <= 0:
                        if time.time() >= purge_at:
                            purge_at = time.time() + self._purge_some()
                        wait = self._begin(turns, under_way, pool, handlers)
                except sa.exc.SQLAlchemyError as error:  # the database is away: it comes back, and so does the work
                    self.absences.found(READING, "database", error)
                    stop.wait(DATABASE_AWAY_SECONDS)
                    continue
                woken = self.wake.wait(max(0.0, min(pause, wait)))
                pause = FIRST_LOOK_SECONDS if woken else min(pause * 2, self.poll_seconds)

    def _begin(
        self, turns: Turns, under_way: UnderWay, pool: ThreadPoolExecutor, handlers: Mapping[str, Handler]
    ) -> float:
        """Begin what is ready, as far as there are threads; the seconds until something else is due."""
        due_at = turns.make_ready()
        for row in turns.take(under_way.rows(), under_way.free(), under_way.share):
            under_way.begin(pool.submit(self._do, row, handlers), row, self.wake.set)
        self.absences.ended(READING)
        return self.poll_seconds if due_at is None else due_at - time.time()

    def _purge_some(self) -> float:
        """Forget some of what was done long ago; the seconds until that is to be done again."""
        before = time.time() - KEEP_DONE_SECONDS
        gone = database.write(self.engine, lambda connection: work_rows.purge(connection, before))
        return PURGE_SECONDS if gone < work_rows.AT_ONCE else self.poll_seconds

    def attempts(self, kind: str, key: str) -> int:
        """How often in a row a piece of work was tried and failed."""
        return self._count(work.c.attempts, kind, key)

    def faults(self, kind: str, key: str) -> int:
        """How often of these it was our own exception."""
        return self._count(work.c.faults, kind, key)

    def pending(self, kind: str | None = None) -> list[Pending]:
        """What is not done yet, oldest first."""
        which = () if kind is None else (work_rows.is_of(kind),)
        with self.engine.connect().execution_options(read_only=True) as connection:
            rows = work_rows.not_done(connection, *which)
        return [Pending(row.kind, row.key, row.attempts, row.error) for row in rows]

    def retry(self, kind: str, key: str) -> None:
        """Make a piece of work that waits or is dead due now, whatever its back-off."""
        this = sa.and_(work.c.kind == kind, work.c.key == key)
        database.write(self.engine, lambda connection: work_rows.make_ready(connection, this))
        self.wake.set()

    def retry_failed(self, error: type[Exception]) -> int:
        """Make due now what waits because it failed with this exception; the number of pieces of work."""
        so_failed = work.c.error.startswith(f"{error.__name__}(", autoescape=True)  # as repr writes it
        waits = sa.and_(work_rows.IS_LATER, so_failed)
        made_due: int = database.write(self.engine, lambda connection: work_rows.make_ready(connection, waits))
        self.wake.set()
        return made_due

    def hurry(self, connection: sa.Connection, submission: str) -> None:
        """Make due now what waits of a submission, within the caller's transaction; its failures stay counted."""
        work_rows.hurry(connection, submission)
        self.wake.set()

    def purge(self, before: float) -> int:
        """Forget what was done before a time (seconds since 1970), in pieces; the number of rows."""
        total = 0
        while gone := database.write(self.engine, lambda connection: work_rows.purge(connection, before)):
            total += gone
        return total

    def health(self) -> WorkHealth:
        """How the work stands; each number is counted up to `MOST_COUNTED`."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            return work_rows.health(connection, MOST_COUNTED)

    def database_away_since(self) -> float | None:
        """Since when (seconds since 1970) no work can be read or written down; None while it can."""
        return self.absences.since("database")

    def _count(self, column: sa.Column[Any], kind: str, key: str) -> int:
        rows = database.read(self.engine, sa.select(column).where(work.c.kind == kind, work.c.key == key))
        return int(rows[0][0]) if rows else 0

    def _do(self, row: WorkRow, handlers: Mapping[str, Handler]) -> None:
        try:
            if row.kind not in handlers:
                self._later(row, PROGRAM, KeyError(row.kind))
                return
            with working_for(row.partner):
                handlers[row.kind](row.key)
        except Exception as error:
            self._failed(row, error)
        else:
            done = {"state": "done", "done_at": time.time(), "error": None, "attempts": 0, "faults": 0}
            if self._set(row, **done, waits_for=None, waits_since=None):
                self.absences.ended(row.id)

    def _failed(self, row: WorkRow, error: Exception) -> None:
        part = part_away(error)
        if part is not None:
            self.absences.found(row.id, part, error)
            self._later(row, part, error)
            return
        self.absences.ended(row.id)
        told = isinstance(error, DeadLetter)
        faults = row.faults + (not told)
        if not told and faults < FAULTS:
            log.warning("step failed, will be tried again", kind=row.kind, key=row.key, exc_info=error)
            self._later(row, row.waits_for if row.waits_for in (FAULT, OPERATOR) else None, error, faults=faults)
            return
        cause = error.__cause__ if told and error.__cause__ is not None else error
        facts = {"kind": row.kind, "key": row.key, "work": row.id, "submission": row.submission}
        log.error("a dead letter: look at it with dumgate work list --dead", **facts, exc_info=error)
        given = {"attempts": row.attempts + 1, "faults": faults, "error": repr(cause)[:500]}
        since = row.waits_since or time.time()
        self._set(row, state="dead", waits_for=OPERATOR if told else FAULT, waits_since=since, **given)

    def _later(self, row: WorkRow, waits_for: str | None, error: Exception, **counted: int) -> None:
        """Try a piece of work again after its back-off."""
        wait = BACK_OFF_SECONDS[min(row.attempts, len(BACK_OFF_SECONDS) - 1)]
        if row.attempts == 0:
            log.info("a step waits", kind=row.kind, key=row.key, waits_for=waits_for, error=repr(error)[:500])
        given = {"attempts": row.attempts + 1, "due_at": time.time() + wait, "error": repr(error)[:500], **counted}
        self._set(row, waits_for=waits_for, waits_since=row.waits_since or time.time(), **given)

    def _set(self, row: WorkRow, **values: object) -> bool:
        """Write down what became of a piece of work; where that cannot be done, no other is begun for a while."""
        change = sa.update(work).where(work.c.id == row.id).values(**values)
        try:
            database.write(self.engine, lambda connection: connection.execute(change))
        except sa.exc.SQLAlchemyError as error:
            self._pause_until = time.time() + BACK_OFF_SECONDS[1]
            self.absences.found(WRITING, "database", error)
            return False
        self.absences.ended(WRITING)
        return True
