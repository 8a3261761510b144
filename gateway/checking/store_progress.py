"""How far a check of the store has come: on the disk, so that a check that was broken off goes on where it was."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

WHOLE, MISSING, DAMAGED, UNREADABLE = range(4)

NAME = "check-store.sqlite"
"""In the data folder."""

_TABLES = """
create table if not exists file (
    sha256 blob primary key, position integer not null, sent integer not null, state integer not null
) without rowid;
create index if not exists faulty on file (state) where state > 0;
create table if not exists reached (one integer primary key check (one = 1), position integer, began real);
"""


class OtherCheck(Exception):
    """Another check of the store runs on this data folder."""


class StoreProgress:
    """The files that were looked at, and the last event whose files were. About 50 bytes for each file.

    Where the data folder cannot be written the check goes on in a temporary file, and begins anew the next time.
    """

    def __init__(self, folder: Path, began: float, from_start: bool) -> None:
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._file = folder / NAME
        self._connection = self._opened(from_start)
        row = self._connection.execute("select position, began from reached").fetchone()
        self.resumed = row is not None
        self.position: int = row[0] if row else 0
        self.began: float = row[1] if row else began
        self._connection.execute("insert or ignore into reached values (1, 0, ?)", (began,))
        self._connection.execute("commit")
        self._connection.execute("begin immediate")

    def __enter__(self) -> StoreProgress:
        """Opened already."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Keep what was committed."""
        with suppress(sqlite3.Error):
            self._connection.execute("rollback")
        self._connection.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def knows(self, sha256: str) -> bool:
        """Whether a file was looked at."""
        return self._connection.execute("select 1 from file where sha256 = ?", (_key(sha256),)).fetchone() is not None

    def note(self, sha256: str, position: int, sent: bool, state: int) -> None:
        """Note how a file is, and the event that names it."""
        row = (_key(sha256), position, sent, state)
        self._connection.execute("insert or replace into file values (?, ?, ?, ?)", row)

    def note_sent(self, sha256: str) -> None:
        """Note that somebody can send a file again: another event names it so."""
        self._connection.execute("update file set sent = 1 where sha256 = ?", (_key(sha256),))

    def reach(self, position: int) -> None:
        """All files of the events up to this one are noted; on the disk when this returns."""
        self._connection.execute("update reached set position = ?", (position,))
        self._connection.execute("commit")
        self._connection.execute("begin immediate")

    def faulty(self) -> Iterator[tuple[str, int, bool, int]]:
        """What is not whole: SHA-256, the event that names it first, whether it can be sent again, and its state."""
        last = b""
        query = (
            "select sha256, position, sent, state from file where state > 0 and sha256 > ? order by sha256 limit 100"
        )
        while rows := self._connection.execute(query, (last,)).fetchall():
            for sha256, position, sent, state in rows:
                yield sha256.hex(), position, bool(sent), state
            last = rows[-1][0]

    def count(self) -> int:
        """How many files were looked at."""
        return int(self._connection.execute("select count(*) from file").fetchone()[0])

    def finish(self) -> None:
        """The check is done: the next one begins anew."""
        self._connection.execute("rollback")
        for name in ("", "-wal", "-shm", "-journal"):
            self._file.with_name(self._file.name + name).unlink(missing_ok=True)

    def _opened(self, from_start: bool) -> sqlite3.Connection:
        try:
            return self._prepared(from_start)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise OtherCheck from error
        except sqlite3.DatabaseError:  # what was kept is damaged: begin anew
            self._file.unlink(missing_ok=True)
            return self._prepared(from_start)
        self._temporary = tempfile.TemporaryDirectory(prefix="dumgate-check-")
        self._file = Path(self._temporary.name) / self._file.name
        return self._prepared(from_start)

    def _prepared(self, from_start: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None, timeout=1)
        try:
            connection.execute("pragma locking_mode=exclusive")
            connection.execute("begin exclusive")
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            if from_start:
                connection.execute("delete from file")
                connection.execute("delete from reached")
        except BaseException:
            connection.close()
            raise
        return connection


def _key(sha256: str) -> bytes:
    return bytes.fromhex(sha256)
