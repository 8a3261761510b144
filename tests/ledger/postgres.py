"""A PostgreSQL of our own for the tests: Debian's binaries, a temporary cluster, a free port, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.ledger.opening import open_database


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def needed() -> Path:
    """The binaries; without them the test is skipped, in CI it fails."""
    found = binaries()
    if found is not None:
        return found
    reason = "PostgreSQL's initdb is not installed (Debian: apt install postgresql)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class Cluster:
    """A running PostgreSQL; `url(name)` makes a new database in it."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        self._with_tables = ""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs: PostgreSQL refuses to run as root, so root becomes `postgres`."""
        unprivileged = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*unprivileged, str(self.programs / program), *arguments]
        ended = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60, check=False
        )
        if ended.returncode != 0:
            log = self.folder / "log"
            said = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{program}: {ended.stderr.decode()}{said}")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self.run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options, "-w", "start")

    def stop(self) -> None:
        """Stop it at once, with all its connections."""
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    @property
    def data(self) -> Path:
        """The cluster's own folder."""
        return self.folder / "cluster"

    def url(self, name: str, with_tables: bool = False) -> str:
        """The URL of a new database: empty, or a copy of one that has the tables."""
        self._say(f'create database "{name}" template "{self._model() if with_tables else "template1"}"')
        return self._url_of(name)

    def _model(self) -> str:
        if not self._with_tables:
            open_database(self.url("with_tables")).dispose()
            self._with_tables = "with_tables"
        return self._with_tables

    def _url_of(self, name: str) -> str:
        return f"postgresql+psycopg://tester@127.0.0.1:{self.port}/{name}"

    def _say(self, statement: str) -> None:
        engine = sa.create_engine(self._url_of("postgres"), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A new cluster in an empty folder, stopped in the end."""
    programs = needed()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        for parent in folder.parents:  # the way to the folder must be open to that user
            if parent.stat().st_uid == 0 and parent.stat().st_mode & 0o777 == 0o700:
                parent.chmod(0o711)
    made = Cluster(folder, programs)
    made.run("initdb", "-D", str(made.data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
    made.start()
    try:
        yield made
    finally:
        made.stop()
