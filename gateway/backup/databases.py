"""A database copied while it is used, and put back: by SQLite's own backup, or by PostgreSQL's own programs."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from gateway.backup.backup_manifest import BackupError
from gateway.ledger.agreement import sqlite_file
from gateway.ledger.refusal import DAMAGED, DatabaseRefused, told

PAGES_AT_ONCE = 2_000
NAMES = {"sqlite": "database/gateway.sqlite", "postgresql": "database/gateway.pgdump"}
"""Where the copy lies in a backup."""

DEBIAN = Path("/usr/lib/postgresql")
_MAJOR = re.compile(r"\(PostgreSQL\) (\d+)")

Tell = Callable[[int, int], None]
"""Told how much is done of how much."""


def kind_of(url: sa.URL) -> str:
    """`sqlite` or `postgresql`. Raises BackupError for a database in memory."""
    if url.get_backend_name() == "sqlite" and sqlite_file(url) is None:
        raise BackupError("backup.no_ledger", database=url.render_as_string(hide_password=True))
    return url.get_backend_name()


def copy(url: sa.URL, target: Path, tell: Tell) -> int:
    """Copy the database as it is at one moment; the position of the last event in it. Raises BackupError."""
    file = sqlite_file(url)
    if file is not None:
        copy_sqlite(file, target, tell, BackupError("backup.ledger_damaged", database=file))
        with closing(sqlite3.connect(target, isolation_level=None)) as copied:
            if copied.execute("pragma quick_check(1)").fetchone()[0] != "ok":
                raise BackupError("backup.ledger_damaged", database=file)
            position = int(copied.execute("select max(position) from event").fetchone()[0] or 0)
            copied.execute("pragma journal_mode=delete")  # one file, without a log beside it
        return position
    position, major = must_be_there(url)
    _run(url, _program("pg_dump", major), "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return position


def must_be_there(url: sa.URL) -> tuple[int, int]:
    """The last event and, of PostgreSQL, the major version of the server.

    Raises BackupError without a ledger, DatabaseRefused where it cannot be read.
    """
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise BackupError("backup.no_ledger", database=file)
    try:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with told(url.render_as_string(hide_password=False)), engine.connect() as connection:
            position = int(connection.execute(sa.text("select max(position) from event")).scalar() or 0)
            if file is not None:
                return position, 0
            return position, int(connection.execute(sa.text("show server_version_num")).scalar_one()) // 10_000
    except DatabaseRefused as refused:
        if refused.key == "database.tables":
            raise BackupError("backup.no_ledger", database=url.render_as_string(hide_password=True)) from refused
        raise


def copy_sqlite(file: Path, target: Path, tell: Tell, damaged: BackupError) -> None:
    """Copy an SQLite file as it is at one moment, whoever writes to it meanwhile.

    Raises `damaged` where the file is, BackupError where it cannot be read or its copy not be written.
    """
    try:
        _copy_sqlite(file, target, tell)
    except sqlite3.DatabaseError as error:
        if (getattr(error, "sqlite_errorname", None) or "").startswith(DAMAGED):
            raise damaged from error
        raise BackupError("backup.failed", file=target, reason=error) from error


def _copy_sqlite(file: Path, target: Path, tell: Tell) -> None:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)) as source:
        # the copy is made of what this transaction sees: it need not begin again when others write
        source.execute("begin")
        source.execute("select count(*) from sqlite_master").fetchone()
        with closing(sqlite3.connect(target)) as copied:
            source.backup(copied, pages=PAGES_AT_ONCE, progress=lambda _, left, total: tell(total - left, total))
        source.execute("rollback")


def put_back(url: sa.URL, source: Path) -> None:
    """Put a copy into the empty database. Raises BackupError."""
    file = sqlite_file(url)
    if file is None:
        _, major = _server(url)
        how = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run(url, _program("pg_restore", major), *how, str(source))
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(source, file)
    file.chmod(0o600)
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def must_be_empty(url: sa.URL) -> None:
    """Raises BackupError where the database holds something, or does not answer."""
    file = sqlite_file(url)
    if file is not None:
        if file.exists() and file.stat().st_size:
            raise BackupError("restore.database_not_empty", database=file)
        return
    told = url.render_as_string(hide_password=True)
    try:
        tables, _ = _server(url)
    except sa.exc.DBAPIError as error:
        raise BackupError("database.away", database=told, reason=str(error.orig).strip()) from error
    if tables:
        raise BackupError("restore.database_not_empty", database=told)


def _server(url: sa.URL) -> tuple[int, int]:
    """How many tables there are, and the major version of the server."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    query = "select count(*) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
    with engine.connect() as connection:
        tables = int(connection.execute(sa.text(query)).scalar_one())
        return tables, int(connection.execute(sa.text("show server_version_num")).scalar_one()) // 10_000


def _program(name: str, major: int) -> str:
    """The program of the server's version, else the next newer one: an older one refuses the server."""
    found: dict[int, str] = {}
    for path in [shutil.which(name), *map(str, sorted(DEBIAN.glob(f"*/bin/{name}")))]:
        if path is not None:
            told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
            if version := _MAJOR.search(told.stdout):
                found.setdefault(int(version[1]), path)
    fitting = sorted(each for each in found if each >= major)
    if not fitting:
        has = ", ".join(map(str, sorted(found))) or "-"
        raise BackupError("backup.no_program", program=name, version=major, found=has)
    return found[fitting[0]]


def _run(url: sa.URL, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on a database. The password is given by the environment, which others cannot read."""
    from psycopg.conninfo import make_conninfo  # installed where a database is on PostgreSQL

    options = dict(url.translate_connect_args(username="user", database="dbname")) | dict(url.query)
    password = options.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    command = [program, f"--dbname={make_conninfo(**options)}", *arguments]
    ended = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603
    if ended.returncode != 0:
        said = ended.stderr.decode(errors="replace").strip()
        raise BackupError("backup.program_failed", program=program, said=said[-500:])
