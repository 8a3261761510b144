"""Why a step failed: a part of ours is away and the work waits, or it is our own exception and is counted.

What the document itself causes is no failure: it is a finding.
"""

from __future__ import annotations

import errno
import sqlite3
from typing import Literal

import sqlalchemy as sa

from gateway.law_tables.installing import DamagedTables
from gateway.signing.material import KeyMaterialError
from gateway.store.files import Damaged
from parsers.pdf.examiner import ExaminerAway

Part = Literal["start", "memory", "disk", "key", "database", "store", "clock"]
"""The parts of ours that can be away: worker processes that do not start, memory or processes of the machine, the
disk, the signing key, the database, a stored file that is missing or damaged, a clock that is years from the ledger."""

OF_THE_MACHINE = {errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE}
"""What the system says where it has no more memory, processes or open files to give."""


OF_THE_DISK = {
    errno.EACCES, errno.EPERM, errno.EROFS,  # rights, and a mount for reading alone
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMLINK,  # no room, or no room of this kind
    errno.EIO, errno.ENXIO, errno.ENODEV, errno.ENOMEDIUM, errno.EUCLEAN, errno.EBUSY, errno.ETXTBSY, errno.ENOLCK,
    errno.ENOENT, errno.ESTALE, errno.ENOTCONN, errno.ESHUTDOWN,  # a mount that went away
    errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ENETUNREACH, errno.ENETRESET, errno.ENONET,
    errno.ETIMEDOUT, errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.EREMOTEIO, errno.ENOLINK,
}  # fmt: skip
"""What the system says of a disk, a mount or rights: it comes back. All else (a name that is too long, is no folder, or
holds what no name may hold) stays as it is however often it is tried: that is our own fault.
"""

OF_THE_DATABASE = (
    "25006", "25P03", "25P04",  # read-only, as after a failover; a transaction that was ended for its age
    "42501", "42P01",  # rights that were taken away, a table that is gone
    "XX",  # PostgreSQL itself failed, or found its files damaged
)  # fmt: skip
"""How the codes begin by which PostgreSQL says, besides its operational errors, that it is not as it must be."""

OF_THE_STATEMENT = "54"
"""How PostgreSQL's codes begin for what is beyond its limits, and stays so however often it is tried."""


class PartAway(Exception):
    """A part of ours is away: nothing is said of the document, and the work is done when it is back."""

    def __init__(self, part: Part, why: str) -> None:
        super().__init__(part, why)  # both: it has to come whole through a pickle
        self.part: Part = part

    def __str__(self) -> str:
        return ": ".join(map(str, self.args))


class DeadLetter(Exception):
    """The step told its sender what there is to tell; an operator has to look at the rest. It is not tried again."""


def part_away(error: BaseException) -> Part | None:
    """The part of ours whose absence an exception tells; None where it is our own fault on this input."""
    if isinstance(error, PartAway):
        return error.part
    if isinstance(error, MemoryError):  # in the service itself: a worker's is told by its limit
        return "memory"
    if isinstance(error, ExaminerAway):
        return error.part
    if isinstance(error, KeyMaterialError):
        return "key"
    if isinstance(error, Damaged | DamagedTables):
        return "store"
    if isinstance(error, sa.exc.TimeoutError) or (isinstance(error, sa.exc.DBAPIError) and _database_away(error)):
        return "database"
    if isinstance(error, OSError):
        return "memory" if error.errno in OF_THE_MACHINE else "disk" if error.errno in OF_THE_DISK else None
    return None


def disk_is_full(error: BaseException) -> bool:
    """Whether the system, SQLite or PostgreSQL says that there is no room left."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return getattr(cause, "sqlstate", None) == "53100"


def _database_away(error: sa.exc.DBAPIError) -> bool:
    """Whether it is the database that fails, and not what was asked of it."""
    code = getattr(error.orig, "sqlstate", None) or ""
    if code.startswith(OF_THE_DATABASE):
        return True
    damaged = type(error) is sa.exc.DatabaseError  # as SQLite tells it
    return (damaged or isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)) and not code.startswith(
        OF_THE_STATEMENT
    )
