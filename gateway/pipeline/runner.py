"""Durable work behind a small port: a row is committed together with what caused it, and run until it succeeds.

`DueRows` is the embedded adapter: a table, one loop, a few threads. A step may run twice (after a crash), so every step
must change nothing when its effect is there already; unique keys in the ledger see to it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa
import structlog

from gateway.ledger import database
from gateway.ledger.tables import work

log = structlog.get_logger()

Handler = Callable[[str], None]

BACK_OFF_SECONDS = (1, 5, 15, 60)
"""Waits after the first, second, ... failure; the last one is repeated."""

DATABASE_AWAY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Pending:
    """A piece of work that is not done: how often it was tried and what went wrong last."""

    kind: str
    key: str
    attempts: int
    error: str | None


KEEP_DONE_SECONDS = 30 * 86400
"""Done work is forgotten after thirty days; what it did stands in the log."""


class Runner(Protocol):
    """What the gateway knows of an engine for durable work."""

    def enqueue(self, connection: sa.Connection, kind: str, key: str, due_at: float = 0) -> None:
        """Add work within the caller's transaction; the same kind and key again changes nothing."""
        ...

    def run(self, handlers: Mapping[str, Handler], stop: threading.Event) -> None:
        """Do what is due until `stop` is set."""
        ...

    def attempts(self, kind: str, key: str) -> int:
        """How often a piece of work was tried and failed."""
        ...

    def pending(self, kind: str | None = None) -> list[Pending]:
        """What is not done yet."""
        ...

    def retry(self, kind: str, key: str) -> None:
        """Make a piece of work due now, whatever its back-off."""
        ...

    def retry_failed(self, error: type[Exception]) -> int:
        """Make due now what waits because it failed with this exception; the number of pieces of work."""
        ...

    def purge(self, before: float) -> int:
        """Forget what was done before a time (seconds since 1970); the number of rows."""
        ...


class DueRows:
    """The embedded engine: rows of the `work` table, one process, one loop."""

    def __init__(self, engine: sa.Engine, threads: int = 4, poll_seconds: float = 0.1) -> None:
        self.engine, self.threads, self.poll_seconds = engine, threads, poll_seconds
        self.wake = threading.Event()

    def enqueue(self, connection: sa.Connection, kind: str, key: str, due_at: float = 0) -> None:
        """Add work within the caller's transaction; the same kind and key again changes nothing."""
        known = sa.select(work.c.id).where(work.c.kind == kind, work.c.key == key)
        if connection.execute(known).first() is None:
            row = {"kind": kind, "key": key, "due_at": due_at, "state": "pending", "attempts": 0}
            connection.execute(sa.insert(work).values(**row))
        self.wake.set()

    def run(self, handlers: Mapping[str, Handler], stop: threading.Event) -> None:
        """Do what is due until `stop` is set; then wait for the steps under way."""
        running: dict[Future[None], int] = {}
        purge_at = 0.0
        with ThreadPoolExecutor(self.threads, thread_name_prefix="work") as pool:
            while not stop.is_set():
                self.wake.clear()
                for future in [future for future in running if future.done()]:
                    del running[future]
                try:
                    if time.time() >= purge_at:
                        self.purge(time.time() - KEEP_DONE_SECONDS)
                        purge_at = time.time() + 3600
                    due = self._due(set(running.values()), self.threads * 2 - len(running))
                except sa.exc.SQLAlchemyError as error:  # the database is away: it comes back, and so does the work
                    log.error("no work can be read", error=repr(error)[:500], seconds=DATABASE_AWAY_SECONDS)
                    stop.wait(DATABASE_AWAY_SECONDS)
                    continue
                for row in due:
                    future = pool.submit(self._do, row, handlers)
                    running[future] = row.id
                    future.add_done_callback(lambda _: self.wake.set())
                self.wake.wait(self.poll_seconds)

    def attempts(self, kind: str, key: str) -> int:
        """How often a piece of work was tried and failed."""
        rows = database.read(self.engine, sa.select(work.c.attempts).where(work.c.kind == kind, work.c.key == key))
        return int(rows[0].attempts) if rows else 0

    def pending(self, kind: str | None = None) -> list[Pending]:
        """What is not done yet, oldest first."""
        query = sa.select(work).where(work.c.state == "pending").order_by(work.c.id)
        if kind is not None:
            query = query.where(work.c.kind == kind)
        rows = database.read(self.engine, query)
        return [Pending(row.kind, row.key, row.attempts, row.error) for row in rows]

    def retry(self, kind: str, key: str) -> None:
        """Make a piece of work due now, whatever its back-off."""
        self._set(sa.and_(work.c.kind == kind, work.c.key == key), state="pending", due_at=0)
        self.wake.set()

    def retry_failed(self, error: type[Exception]) -> int:
        """Make due now what waits because it failed with this exception; the number of pieces of work."""
        so_failed = work.c.error.startswith(f"{error.__name__}(", autoescape=True)  # as repr writes it
        due = sa.update(work).where(work.c.state == "pending", so_failed).values(due_at=0)
        made_due: int = database.write(self.engine, lambda connection: connection.execute(due).rowcount)
        self.wake.set()
        return made_due

    def purge(self, before: float) -> int:
        """Forget what was done before a time (seconds since 1970); the number of rows."""
        old = sa.delete(work).where(work.c.state == "done", work.c.done_at < before)
        return database.write(self.engine, lambda connection: connection.execute(old).rowcount)

    def _due(self, running: set[int], most: int) -> list[sa.Row[tuple[object, ...]]]:
        if most <= 0:
            return []
        query = (
            sa.select(work)
            .where(work.c.state == "pending", work.c.due_at <= time.time(), work.c.id.not_in(running))
            .order_by(work.c.id)
            .limit(most)
        )
        return database.read(self.engine, query)

    def _do(self, row: sa.Row[tuple[object, ...]], handlers: Mapping[str, Handler]) -> None:
        try:
            handlers[row.kind](row.key)
        except Exception as error:
            wait = BACK_OFF_SECONDS[min(row.attempts, len(BACK_OFF_SECONDS) - 1)]
            log.exception("step failed, will be tried again", kind=row.kind, key=row.key, seconds=wait)
            self._set(
                work.c.id == row.id, attempts=row.attempts + 1, due_at=time.time() + wait, error=repr(error)[:500]
            )
        else:
            self._set(work.c.id == row.id, state="done", done_at=time.time(), error=None)

    def _set(self, which: sa.ColumnElement[bool], **values: object) -> None:
        change = sa.update(work).where(which).values(**values)
        database.write(self.engine, lambda connection: connection.execute(change))
