"""The real service in a process of its own, started, killed and looked at from outside."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import sqlalchemy as sa

from gateway.clock import casablanca_now
from gateway.ledger import tables
from gateway.ledger.opening import open_database
from gateway.partners import Partners
from gateway.settings import Settings
from tests.offices import ALL_BUREAUX

Result = TypeVar("Result")

PATIENCE_SECONDS = 60.0
QUICK = {"stable_for": 0.4, "scan_every": 0.25, "attachment_wait": 2.0}
"""Folder times (seconds) that let tests be quick; the defaults are for slow networks."""

NO_ROOTS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of plain HTTP: to read the machine's roots costs each client thirty milliseconds of processor time."""


def wait_for(what: str, look: Callable[[], Result], seconds: float = PATIENCE_SECONDS) -> Result:
    """The first true answer of `look`. Raises AssertionError when none came in time."""
    until = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)


@dataclass
class Service:
    """`dumgate serve` on folders below `root`; `start` and `kill` as often as wanted."""

    root: Path
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.data, self.inbox, self.outbox = (self.root / name for name in ("data", "inbox", "outbox"))
        self.log = self.root / "service.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._readers: dict[tuple[Path, str], sa.Engine] = {}

    @property
    def url(self) -> str:
        """Where the HTTP door is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a service or a command on these folders."""
        given = {"data": self.data, "inbox": self.inbox, "outbox": self.outbox, "port": self.port}
        given |= QUICK | self.settings
        clean = {name: value for name, value in os.environ.items() if not name.startswith("DUMGATE_")}
        return clean | {f"DUMGATE_{name.upper()}": str(value) for name, value in given.items()}

    @property
    def engine(self) -> sa.Engine:
        """The ledger, opened beside the service. The caller disposes of it."""
        return open_database(Settings(data=self.data, database=self.settings.get("database", "")).database_url)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of `dumgate` on these folders, beside the service or without it; in English."""
        command = [sys.executable, "-m", "gateway", *arguments]
        environment = self.environment | {"LANG": "en"}
        return subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=240, check=False
        )

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process in a group of its own, without waiting for it."""
        self.root.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "gateway", "serve"]
            self.process = subprocess.Popen(
                command, cwd=self.root, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        return self.process

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.launch()
        wait_for("the service answers", self.answers)

    def answers(self) -> bool:
        """Whether it answers by now. Raises AssertionError where it has ended."""
        assert self.process is not None
        assert self.process.poll() is None, f"the service ended:\n{self.log_text()[-4000:]}"
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5, verify=NO_ROOTS).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> list[int]:
        """SIGKILL the whole process group. Returns all processes that the service had."""
        family = self.processes()
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        return family

    def stop(self) -> int:
        """SIGTERM, as an operator stops it; its exit code. Killed after a minute."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE_SECONDS)
        finally:
            self.kill()

    def processes(self) -> list[int]:
        """The service and all that descend from it."""
        if self.process is None:
            return []
        parents = dict(_parents())
        family = [self.process.pid]
        for one in family:  # grows while it is walked
            family += [child for child, parent in parents.items() if parent == one]
        return family

    def memory(self) -> int:
        """Bytes of RAM that the service and its descendants hold; what several share is counted once."""
        found = 0
        for process in self.processes():
            try:
                said = Path(f"/proc/{process}/smaps_rollup").read_text()
            except OSError:
                continue
            found += sum(int(line.split()[1]) * 1024 for line in said.splitlines() if line.startswith("Pss:"))
        return found

    def add_partner(self, name: str, *roles: str, offices: Sequence[str] = ALL_BUREAUX) -> str:
        """Add a partner, with the service running or not; his key. An office has all bureaux, or these."""
        engine, given = self.engine, roles or ("partner",)
        try:
            return Partners(engine, specimen=True).add(
                name, given, casablanca_now(), offices if "office" in given else ()
            )
        finally:
            engine.dispose()

    def client(self, key: str, **options: Any) -> httpx.Client:
        """An HTTP client with a key."""
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE_SECONDS, verify=NO_ROOTS, **options)

    def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        """All rows of a table."""
        with self._reader().connect() as connection:
            return [dict(row) for row in connection.execute(sa.select(table)).mappings()]

    def _reader(self) -> sa.Engine:
        """The ledger for looks, which keep nothing open. To open it in full costs ten times as much as a look."""
        which = (self.data, str(self.settings.get("database", "")))
        if which not in self._readers:
            opened = self.engine
            opened.dispose()
            self._readers[which] = sa.create_engine(opened.url, poolclass=sa.NullPool)
        return self._readers[which]

    def wait_until_idle(self) -> None:
        """Wait until no work is left."""
        wait_for("no work is left", lambda: all(row["state"] == "done" for row in self.rows(tables.work)))

    def log_text(self) -> str:
        """What the service wrote."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def alive(process: int) -> bool:
    """True where a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                yield int(entry.name), int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
