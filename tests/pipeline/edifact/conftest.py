"""A gateway on each database, its runner running; a fresh partner for each test."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.clock import CASABLANCA
from gateway.edifact_terms import EdifactTerms
from gateway.ledger import database, tables
from gateway.pipeline.accept import Accepted, File
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from gateway.work import kinds
from tests.ledger.postgres import Cluster, cluster
from tests.service.running import wait_for

_names = itertools.count(1)


@dataclass
class House:
    """A gateway and a partner of this test alone."""

    gateway: Gateway
    partner: str

    def agree(self, **terms: Any) -> None:
        """Agree something with the partner."""
        self.gateway.partners.agree(self.partner, replace(EdifactTerms(), **terms), self.gateway.clock())

    def send_all(self, contents: Iterable[bytes]) -> set[str]:
        """Accept bodies, and wait until all work on all of them is done; their submissions."""
        accepted = {self.gateway.acceptance.take(self.partner, File("x.edi", each), []).submission for each in contents}
        self.idle()
        return accepted

    def send(self, content: bytes, claim: str | None = None, attachments: dict[str, bytes] | None = None) -> Accepted:
        """Accept a body as either door does, and wait until all work on it is done."""
        files = [File(name, each) for name, each in (attachments or {}).items()]
        claim = claim and f"{self.partner}/{claim}"
        accepted = self.gateway.acceptance.take(self.partner, File("x.edi", content), files, claim=claim)
        self.idle()
        return accepted

    def idle(self) -> None:
        """Wait until no work is left."""

        def done() -> bool:
            pending = self.gateway.runner.pending()
            assert not [each for each in pending if each.error], pending
            return not pending

        wait_for("no work is left", done, 120)

    def rows(self, table: sa.Table, **which: Any) -> list[Any]:
        """Rows of a table, in the order of their keys."""
        query = sa.select(table).filter_by(**which).order_by(*table.primary_key.columns)
        return database.read(self.gateway.engine, query)

    def declarations(self, accepted: Accepted) -> list[Any]:
        """What a submission held, in its order."""
        found = self.rows(tables.declaration, submission=accepted.submission)
        return sorted(found, key=lambda row: row.ordinal)

    def interchanges(self, accepted: Accepted) -> list[Any]:
        """The interchanges of a submission."""
        return self.rows(tables.interchange, submission=accepted.submission)

    def stored(self, digest: str) -> bytes:
        """Bytes of the store."""
        return self.gateway.store.get(digest)

    @property
    def outbox(self) -> Path:
        """The folder of the partner's answers."""
        return self.gateway.settings.outbox / self.partner


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("postgres")) as running:
        yield running


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """The worker processes take seconds to start: the tests of a database share a gateway."""
    root = tmp_path_factory.mktemp("gateway")
    name = request.module.__name__.rpartition(".")[2]
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").url(name)
    settings = Settings(database=url, data=root / "data", inbox=root / "inbox", outbox=root / "outbox", workers=1)
    opened = open_gateway(settings, lambda: datetime(2026, 7, 1, 9, 30, tzinfo=CASABLANCA))
    assert opened.engine.dialect.name == request.param
    stop = threading.Event()
    runner = threading.Thread(target=opened.runner.run, args=(opened.road.handlers(), stop))
    runner.start()
    try:
        yield opened
    finally:
        stop.set()
        runner.join(60)
        opened.close()


@pytest.fixture
def house(running: Gateway) -> House:
    name = f"partner-{next(_names)}"
    running.partners.add(name, ["partner"], running.clock())
    return House(running, name)


@pytest.fixture
def unread(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house where the test itself reads what was accepted."""
    runner = type(house.gateway.runner)
    enqueue = runner.enqueue

    def without_reading(self: Any, connection: sa.Connection, kind: str, key: str, *given: Any, **whose: Any) -> None:
        if kind != kinds.READ:
            enqueue(self, connection, kind, key, *given, **whose)

    monkeypatch.setattr(runner, "enqueue", without_reading)
    return house
