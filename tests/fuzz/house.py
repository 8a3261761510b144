"""A gateway in this process alone: on SQLite, without worker processes, its work done when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from gateway.pipeline.accept import File
from gateway.pipeline.tasks import prepare
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from gateway.work import kinds
from gateway.work.runner import Handler, Runner
from gateway.work.workers import Workers
from tests.fuzz.verdict import NOW

OFFICE = "bureau"
VERDICT = frozenset({kinds.READ, kinds.ANSWER, kinds.CONTRL})
DOCUMENTS = frozenset({kinds.ISSUE, kinds.NOTICE})


class House:
    """The gateway; work lies in memory until `do`, and an exception of it is not caught."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.work: dict[tuple[str, str], None] = {}
        self.partners = 0
        runner = SimpleNamespace(enqueue=lambda _, kind, key, due_at=0, **whose: self.work.setdefault((kind, key)))
        runner.attempts = runner.faults = lambda kind, key: 0
        gateway.runner = cast(Runner, runner)
        gateway.workers = cast(Workers, SimpleNamespace(run=lambda task, *given: task(*given), close=lambda: None))
        self.handlers: Mapping[str, Handler] = gateway.road.handlers()

    def send(self, content: bytes, name: str = "dum.xml", attachments: Sequence[File] = ()) -> str:
        """Accept a body of a new partner, so that its numbers are free; its submission."""
        self.partners += 1
        partner = f"p{self.partners}"
        self.gateway.partners.add(partner, ["partner"], NOW)
        return self.gateway.acceptance.take(partner, File(name, content), attachments).submission

    def do(self, wanted: frozenset[str]) -> None:
        """Do the work of these kinds, and what comes of it; the rest is forgotten."""
        done: dict[tuple[str, str], Any] = {}
        while left := [each for each in self.work if each not in done and each[0] in wanted]:
            for kind, key in left:
                self.handlers[kind](key)
                done[kind, key] = None
        self.work.clear()


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """A new one in an empty folder."""
    settings = Settings(data=folder / "data", inbox=folder / "inbox", outbox=folder / "outbox", min_free_bytes=0)
    gateway = open_gateway(settings, lambda: NOW)
    prepare(settings, gateway.material.bundle_pem)
    gateway.partners.add(OFFICE, ["office"], NOW)
    try:
        yield House(gateway)
    finally:
        gateway.close()
