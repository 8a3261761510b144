"""A gateway on each database whose runner runs, and whose clock the tests set: to the second, in UTC."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from gateway.doors.http.app import create_app
from gateway.dossier.acts.submit_act import ActAnswer
from gateway.ledger import database, tables
from gateway.pipeline.accept import File
from gateway.serve import http_parts
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from schemas.days import in_casablanca
from tests.dossier.conftest import books, engine  # noqa: F401 - fixtures
from tests.ledger.conftest import file_with_tables, new_url, postgres, url  # noqa: F401 - fixtures
from tests.offices import anywhere
from tests.service.declaring import small
from tests.service.running import wait_for


@dataclass
class House:
    """A gateway, its clock, and the keys of whom it knows."""

    gateway: Gateway
    clock: list[datetime]
    keys: dict[str, str] = field(default_factory=dict)

    def at(self, *parts: int) -> None:
        """Set the clock, in UTC."""
        self.clock[:] = [in_casablanca(datetime(*parts, tzinfo=UTC))]  # type: ignore[arg-type, misc]

    def known(self, name: str, role: str) -> TestClient:
        """The HTTP door, for somebody with a role."""
        if name not in self.keys:
            self.keys[name] = self.gateway.partners.add(name, [role], self.gateway.clock())
        return TestClient(create_app(http_parts(self.gateway)), headers={"Authorization": f"Bearer {self.keys[name]}"})

    def declare(self, partner: str = "atlas", reference: str | None = None, duties: bool = True) -> Any:
        """Accept an import now and wait until it is answered; its row."""
        self.known(partner, "partner")
        sending = small(reference=reference, duties=duties)
        submission = self.gateway.acceptance.take(partner, File("dum.xml", sending.body), []).submission
        self.idle()
        (row,) = database.read(self.gateway.engine, sa.select(tables.declaration).filter_by(submission=submission))
        assert row.outcome == "registered", row.findings
        return row

    def act(self, content: bytes) -> ActAnswer:
        """The office does something now."""
        answer = self.gateway.acts.submit(anywhere(), content)
        self.idle()
        return answer

    def idle(self) -> None:
        """Wait until no work is left."""
        wait_for("no work is left", lambda: not self.gateway.runner.pending(), 120)

    def documents(self, declaration: str, kind: str) -> list[Any]:
        """The documents of a kind on a declaration."""
        return database.read(
            self.gateway.engine, sa.select(tables.document).filter_by(declaration=declaration, kind=kind)
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    root = tmp_path_factory.mktemp("gateway")
    where = "" if request.param == "sqlite" else request.getfixturevalue("postgres").url("hour")
    settings = Settings(database=where, data=root / "data", inbox=root / "inbox", outbox=root / "outbox", workers=1)
    clock: list[datetime] = []
    opened = open_gateway(settings, lambda: clock[0])
    stop = threading.Event()
    runner = threading.Thread(target=opened.runner.run, args=(opened.road.handlers(), stop))
    runner.start()
    try:
        yield House(opened, clock)
    finally:
        stop.set()
        runner.join(60)
        opened.close()
