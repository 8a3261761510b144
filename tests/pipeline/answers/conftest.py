"""A gateway of this test alone on each database, its runner running and quick to try again."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from gateway.clock import CASABLANCA
from gateway.doors.http.app import create_app
from gateway.ledger import database, tables
from gateway.pipeline.accept import Accepted, File
from gateway.pipeline.tasks import prepare
from gateway.serve import http_parts
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from gateway.work import kinds, runner
from gateway.work.workers import Workers
from tests.ledger.postgres import Cluster, cluster
from tests.service.declaring import Sending
from tests.service.running import wait_for

from . import failing

_databases = itertools.count(1)


@dataclass
class Clock:
    """The gateway's clock; a test moves it."""

    now: datetime = datetime(2026, 7, 1, 9, 30, tzinfo=CASABLANCA)

    def __call__(self) -> datetime:
        """The instant."""
        return self.now


@dataclass
class House:
    """A gateway, the key of its partner, and a flag that keeps its workers from starting."""

    gateway: Gateway
    key: str
    flag: Path
    clock: Clock
    partner: str = "atlas"

    def send(self, content: bytes | Sending, claim: str | None = None, partner: str = "") -> Accepted:
        """Accept a body as either door does."""
        attachments = []
        if isinstance(content, Sending):
            attachments = [File(name, each) for name, each in content.attachments.items()]
            content = content.body
        partner = partner or self.partner
        return self.gateway.acceptance.take(
            partner, File("dum.xml", content), attachments, claim=claim and f"{partner}/{claim}"
        )

    def work(self, kind: str = kinds.READ) -> Any:
        """The last row of work of a kind."""
        query = sa.select(tables.work).where(tables.work.c.kind == kind).order_by(tables.work.c.id.desc())
        return next(iter(database.read(self.gateway.engine, query)), None)

    def idle(self) -> None:
        """Wait until nothing is left but what is dead."""
        wait_for("no work is left", lambda: not self.gateway.runner.pending(), 300)

    def dead(self) -> None:
        """Wait until nothing is left; the reading is dead."""
        self.idle()
        assert self.work().state == "dead"

    def retry(self, accepted: Accepted) -> None:
        """As the operator does after an upgrade; wait until nothing is left."""
        self.gateway.runner.retry(kinds.READ, accepted.submission)
        self.idle()

    def dumgate(self, *arguments: str, code: int = 0) -> str:
        """What a command says in a process of its own; its exit code is as given."""
        settings = self.gateway.settings
        given = {"DUMGATE_DATA": str(settings.data), "DUMGATE_DATABASE": settings.database.get_secret_value()}
        command = [sys.executable, "-m", "gateway", *arguments]
        ended = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, check=False)
        assert ended.returncode == code, ended.stderr
        return ended.stdout

    def declarations(self, accepted: Accepted) -> list[Any]:
        """What a submission held, in its order."""
        table = tables.declaration
        query = sa.select(table).where(table.c.submission == accepted.submission).order_by(table.c.ordinal)
        return database.read(self.gateway.engine, query)

    def declaration(self, accepted: Accepted) -> Any:
        """The only declaration of a submission."""
        (row,) = self.declarations(accepted)
        return row

    def codes(self, accepted: Accepted) -> list[tuple[str, list[str]]]:
        """Outcomes and codes of a submission."""
        return [(row.outcome, [each["code"] for each in row.findings]) for row in self.declarations(accepted)]

    @property
    def outbox(self) -> Path:
        """The folder of the partner's answers."""
        return self.gateway.settings.outbox / self.partner

    def client(self) -> TestClient:
        """HTTP as the partner."""
        return TestClient(create_app(http_parts(self.gateway)), headers={"Authorization": f"Bearer {self.key}"})


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("postgres")) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(runner, "BACK_OFF_SECONDS", (0.1,))
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").url(f"answers_{next(_databases)}")
    settings = Settings(
        database=url, data=tmp_path / "data", inbox=tmp_path / "inbox", outbox=tmp_path / "outbox", workers=1
    )
    clock = Clock()
    opened = open_gateway(settings, clock)
    flag = tmp_path / "away"
    prepared = partial(failing.prepared_unless, flag, partial(prepare, settings, opened.material.bundle_pem))
    opened.workers = Workers(1, prepared, settings.worker_memory_bytes, "gateway.pipeline.preloaded")
    opened.partners.add("atlas", ["partner"], opened.clock())
    opened.partners.add("bureau", ["office"], opened.clock())
    key = opened.partners.add_key("atlas", "test", opened.clock())
    stop = threading.Event()
    thread = threading.Thread(target=opened.runner.run, args=(opened.road.handlers(), stop))
    thread.start()
    try:
        yield House(opened, key, flag, clock)
    finally:
        stop.set()
        thread.join(60)
        opened.close()
