"""One database, one service: a running service holds its database, and a second one is refused at start."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import threading
import time
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy.engine.interfaces import DBAPIConnection

from gateway.ledger.agreement import sqlite_file
from gateway.worded import WordedError

log = structlog.get_logger()

KEY = 0x64756D68
"""The key of PostgreSQL's advisory lock that the service holds as long as its session lives."""

SECONDS_TO_GIVE = 3.0
"""A service that was killed a moment ago still has its session on the server."""

SECONDS_BETWEEN_LOOKS = 1.0

KEEP_ALIVE = ("tcp_keepalives_idle = 30", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3")
"""A machine that vanished holds the database for a minute, and not for the two hours of the operating system."""


WAIT = {"connect_timeout": 5}
"""Seconds: a server that does not answer keeps no service from ending."""


HOLDER = """
select a.pid, a.application_name from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = %(key)s and l.objsubid = 1
and l.database = (select oid from pg_database where datname = current_database())
"""
"""Who holds the database."""


class AlreadyRunning(WordedError):
    """Another service runs on this data folder or this database: stop it, or give this one its own."""


class FileLease:
    """Held by a file that is locked until this process ends."""

    def __init__(self, file: Path, key: str, **facts: object) -> None:
        self._handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._handle)
            raise AlreadyRunning(key, **facts) from error

    def bind(self, engine: sa.Engine) -> None:
        """Nothing takes a lock of a file away."""

    def keep(self, stop: threading.Event) -> None:
        """Nothing takes a lock of a file away."""
        stop.wait()

    def close(self) -> None:
        """Let another service have it."""
        os.close(self._handle)


class SessionLease:
    """Held by a session of PostgreSQL that does nothing else."""

    def __init__(self, url: sa.URL) -> None:
        self._engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", connect_args=WAIT)
        self._name = f"dumgate {socket.gethostname()[:30]} {os.getpid()} {secrets.token_hex(4)}"
        self._database = url.database or ""
        self._session: sa.Connection | None = None
        self._take(SECONDS_TO_GIVE)

    def bind(self, engine: sa.Engine) -> None:
        """Let the engine connect only while the database is held. A server that was away has ended all connections:
        nothing is written then before the database is held again. To connect raises OperationalError until it is.
        """
        sa.event.listen(engine, "connect", self._must_hold)

    def keep(self, stop: threading.Event) -> None:
        """Look whether it is still held, until `stop`: after the server was away it is taken again.

        Raises AlreadyRunning where another service has it meanwhile.
        """
        while not stop.wait(SECONDS_BETWEEN_LOOKS):
            try:
                if self._session is None:
                    self._take(SECONDS_TO_GIVE)
                    log.info("the database is held again")
                else:
                    self._session.execute(sa.text("select 1"))
            except sa.exc.DBAPIError as error:
                if self._session is not None:
                    log.error("the database is away: it is held again when it is back", error=repr(error)[:500])
                self._drop()

    def close(self) -> None:
        """Let another service have it."""
        self._drop()
        self._engine.dispose()

    def _take(self, patience: float) -> None:
        session = self._engine.connect()
        try:
            session.execute(sa.text("select set_config('application_name', :name, false)"), {"name": self._name})
            for setting in KEEP_ALIVE:
                session.execute(sa.text(f"set {setting}"))
            until = time.monotonic() + patience
            while not session.execute(sa.select(sa.func.pg_try_advisory_lock(KEY))).scalar():
                holder = self._end_own_of_before(session)
                if time.monotonic() > until:
                    raise AlreadyRunning("lease.database", database=self._database, holder=holder or "?")
                time.sleep(0.1)
        except BaseException:
            session.close()
            raise
        self._session = session

    def _must_hold(self, connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute(HOLDER, {"key": KEY})
        holder = cursor.fetchone()
        connection.rollback()
        if holder is None or holder[1] != self._name:
            connection.close()
            raise self._engine.dialect.loaded_dbapi.OperationalError("the database is not held by this service")

    def _end_own_of_before(self, session: sa.Connection) -> str:
        """End a session of our own that the server has not missed yet; otherwise, who holds the database."""
        row = session.exec_driver_sql(HOLDER, {"key": KEY}).first()
        if row is not None and row.application_name == self._name:
            session.execute(sa.select(sa.func.pg_terminate_backend(row.pid)))
        return str(row.application_name or row.pid) if row is not None else ""

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.invalidate()
            session.close()


class NoLease:
    """Of a database in memory, which no other process has."""

    def bind(self, engine: sa.Engine) -> None:
        """Nobody takes it away."""

    def keep(self, stop: threading.Event) -> None:
        """Nobody takes it away."""
        stop.wait()

    def close(self) -> None:
        """There is nothing to let go."""


Lease = FileLease | SessionLease | NoLease


def hold_folder(folder: Path) -> FileLease:
    """Hold the data folder for this process until it ends. Raises AlreadyRunning."""
    return FileLease(folder / "service.lock", "lease.folder", folder=folder)


def hold_database(address: str) -> Lease:
    """Hold a database for this process until it ends. Raises AlreadyRunning, or DBAPIError where it is away.

    An SQLite file is held by a file beside it, PostgreSQL by a session.
    """
    url = sa.make_url(address)
    if url.get_backend_name() == "postgresql":
        return SessionLease(url)
    file = sqlite_file(url)
    if file is None:
        return NoLease()
    file = file.resolve()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return FileLease(file.with_name(f"{file.name}.lock"), "lease.database", database=file, holder=socket.gethostname())
