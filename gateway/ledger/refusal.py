"""Why a database cannot be opened, in words for its operator: away, unreadable, damaged, or of another program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic.script.revision import RevisionError
from alembic.util import CommandError

from gateway.worded import WordedError

UNREADABLE = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_FULL")
READ_ONLY = ("25006", "42501")
"""PostgreSQL takes nothing in, as a standby does, or this user has not the right."""

DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002")
OTHER_TABLES = ("SQLITE_ERROR", "42P01", "42703")
"""What a database says of a table or column that is not there; SQLite has no code of its own for that."""


class DatabaseRefused(WordedError):
    """The database does not answer, or is not one that this program can work on; what to do stands in the words."""


@contextmanager
def told(address: str) -> Iterator[None]:
    """Tell in words what goes wrong with the database at `address` while it is read. Raises DatabaseRefused."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        if (why := _why(error)) is None:
            raise
        reason = _first_line(error.orig or error)
        raise DatabaseRefused(why, database=shown_address(address), reason=reason) from error


@contextmanager
def told_at_opening(address: str) -> Iterator[None]:
    """The same while it is opened, with what else can be wrong then. Raises DatabaseRefused."""
    try:
        with told(address):
            yield
    except (sa.exc.ArgumentError, ModuleNotFoundError) as error:  # no URL, or a driver that is not installed
        raise DatabaseRefused("database.setting", reason=_first_line(error)) from error
    except (CommandError, RevisionError) as error:  # the revision is none of this program's
        raise DatabaseRefused("database.newer", database=shown_address(address)) from error
    except OSError as error:
        raise DatabaseRefused("database.unreadable", database=shown_address(address), reason=error.strerror) from error


def shown_address(address: str) -> str:
    """Where a database is, for people: the file of an SQLite database, else the URL without its password."""
    url = sa.make_url(address)
    if url.get_backend_name() == "sqlite":
        return url.database or "sqlite"
    return url.render_as_string(hide_password=True)


def _why(error: sa.exc.DBAPIError) -> str | None:
    """The words of an error; None where it is no fault of the database: then it is one of ours."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None) or ""
    if code.startswith(DAMAGED):
        return "database.damaged"
    if code.startswith(UNREADABLE):
        return "database.unreadable"
    if code in READ_ONLY:
        return "database.read_only"
    if code.startswith(OTHER_TABLES):
        return "database.tables"
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
        return "database.away"
    return None


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
