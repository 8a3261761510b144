"""The mark: how far the ledger has come, kept outside of it. A ledger that went back in time is noticed by it.

A small SQLite file beside the database, best on another disk: the last event and the last number of each series. A
commit that appended events raises it before anybody is told. A crash between both leaves the mark behind the ledger,
which is made good at the next start; the ledger behind the mark is what stops one.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from weakref import WeakKeyDictionary

import sqlalchemy as sa
import structlog

from gateway.worded import WordedError

log = structlog.get_logger()

State = Literal["open", "restoring", "restored"]
"""`restoring`: a restore is under way or was broken off. `restored`: no number is given until the operator says from
where each series goes on."""

ROOM = 1 << 17
"""Bytes: a mark with its log is smaller."""

_SCHEMA = """
create table if not exists mark (
    one integer primary key check (one = 1), position integer not null, digest text not null, state text not null
);
create table if not exists series (name text primary key, last integer not null);
"""


class MarkDamaged(Exception):
    """The file of the mark is there and holds none."""


class MarkUnwritable(WordedError):
    """The mark cannot be made where the settings name it."""


@dataclass
class Reached:
    """What commits have reached: the position of an event, its digest, and the last number of each series there."""

    position: int = 0
    digest: str = ""
    series: dict[str, int] = field(default_factory=dict)

    def add(self, other: Reached) -> None:
        """The higher of both, and the higher number of each series."""
        if other.position > self.position:
            self.position, self.digest = other.position, other.digest
        for name, last in other.series.items():
            self.series[name] = max(last, self.series.get(name, 0))


@dataclass(frozen=True, slots=True)
class Marked:
    """What stands in a mark."""

    position: int
    digest: str
    state: State
    series: Mapping[str, int]


class Mark:
    """The file of a mark. Threads that raise it at the same time share one fsync; other processes wait their turn."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._held: sqlite3.Connection | None = None
        self._inode = 0
        self._waiting, self._turn, self._written = Reached(), 1, 0
        self._noting, self._writing = threading.Lock(), threading.Lock()
        self._failed = False

    def exists(self) -> bool:
        """Whether there is a mark; an empty file is none."""
        return self.file.is_file() and self.file.stat().st_size > 0

    def read(self) -> Marked:
        """What stands in it. Raises MarkDamaged, FileNotFoundError."""
        if not self.exists():
            raise FileNotFoundError(errno.ENOENT, "there is no mark", str(self.file))
        try:
            with closing(_connected(self.file)) as connection:
                row = connection.execute("select position, digest, state from mark").fetchone()
                series = dict(connection.execute("select name, last from series"))
        except sqlite3.DatabaseError as error:
            raise MarkDamaged(f"{self.file}: {error}") from error
        if row is None:
            raise MarkDamaged(f"{self.file}: it is empty")
        position, digest, state = row
        return Marked(position, digest, state, series)

    def make(self, reached: Reached, state: State = "open") -> None:
        """Make it anew, or set it, also backwards: whoever calls has decided by what the ledger holds.

        Raises MarkUnwritable.
        """
        self.close()
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._writing, closing(_connected(self.file)) as connection:
                connection.executescript(_SCHEMA)
                with _whole(connection):
                    values = (reached.position, reached.digest, state)
                    connection.execute("insert or replace into mark values (1, ?, ?, ?)", values)
                    _raise_series(connection, reached)
            self.file.chmod(0o600)
        except (sqlite3.Error, OSError) as error:
            raise self._unwritable(error) from error

    def must_be_makeable(self) -> None:
        """Before what a mark is made after: its folder takes a file. Raises MarkUnwritable."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self.file.parent) as tried:
                tried.write(bytes(ROOM))
            if self.file.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: Exception) -> MarkUnwritable:
        reason = getattr(error, "strerror", None) or str(error)
        return MarkUnwritable("mark.unwritable", mark=self.file, reason=reason)

    def raise_to(self, reached: Reached) -> None:
        """On the disk when this returns. Raises nothing for a disk that fails: what was committed stands.

        The operator is told then, and `must_hold` lets no further event in before it is made good.
        """
        with self._noting:
            self._waiting.add(reached)
            turn = self._turn
        try:
            self._flush(turn)
        except (sqlite3.Error, OSError) as error:
            log.error(
                "the mark cannot be written: nothing more is recorded until it can",
                file=str(self.file),
                error=repr(error),
            )

    def must_hold(self) -> None:
        """Before an event is appended: what was committed must be marked. Raises OSError where it still cannot be."""
        if not self._failed:
            return
        try:
            self._flush(self._turn)
        except (sqlite3.Error, OSError) as error:
            raise OSError(errno.EIO, f"the mark cannot be written ({error})", str(self.file)) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._writing:
            self._drop()

    def _flush(self, turn: int) -> None:
        with self._writing:
            with self._noting:
                if self._written >= turn:  # another thread wrote ours with its own
                    return
                reached, self._waiting = self._waiting, Reached()
                writing, self._turn = self._turn, self._turn + 1
            try:
                self._write(reached)
            except BaseException:
                self._failed = True
                self._drop()
                with self._noting:
                    self._waiting.add(reached)
                raise
            self._written, self._failed = writing, False

    def _write(self, reached: Reached) -> None:
        with _whole(self._opened()) as connection:
            connection.execute(
                "update mark set position = ?, digest = ? where position < ?",
                (reached.position, reached.digest, reached.position),
            )
            _raise_series(connection, reached)

    def _opened(self) -> sqlite3.Connection:
        """The connection to the file that has the name now: one that was removed takes no more marks."""
        inode = self.file.stat().st_ino
        if self._held is None or inode != self._inode:
            self._drop()
            self._held, self._inode = _connected(self.file), inode
        return self._held

    def _drop(self) -> None:
        if self._held is not None:
            self._held.close()
        self._held = None


def _connected(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=30)
    for pragma in ("journal_mode=wal", "synchronous=full"):
        connection.execute(f"pragma {pragma}")
    return connection


@contextmanager
def _whole(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("begin immediate")
    try:
        yield connection
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def _raise_series(connection: sqlite3.Connection, reached: Reached) -> None:
    connection.executemany(
        "insert into series values (?, ?) on conflict (name) do update set last = max(last, excluded.last)",
        list(reached.series.items()),
    )


_MARKS: WeakKeyDictionary[sa.Engine, Mark] = WeakKeyDictionary()


def attach(engine: sa.Engine, mark: Mark) -> None:
    """From now on what is committed by this engine raises the mark."""
    _MARKS[engine] = mark


def mark_of(engine: sa.Engine) -> Mark | None:
    """The mark that this engine's commits raise."""
    return _MARKS.get(engine)
