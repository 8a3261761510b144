"""One running service for all tests that do not break it; fresh partners for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.service.declaring import Sending, pay, payment
from tests.service.running import Service, wait_for

_names = itertools.count(1)


@dataclass
class Sender:
    """A partner of the running service, with his key, folders and HTTP client."""

    service: Service
    name: str
    key: str
    client: httpx.Client

    @property
    def inbox(self) -> Path:
        """His drop folder."""
        return self.service.inbox / self.name

    @property
    def outbox(self) -> Path:
        """The folder of his answers."""
        return self.service.outbox / self.name

    def send(self, sending: Sending) -> str:
        """Send by HTTP; the submission's id."""
        answer = sending.post(self.client)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def declaration(self, submission: str, *states: str) -> dict[str, Any]:
        """The declaration of a submission, once it is answered and (where given) in one of `states`."""

        def look() -> dict[str, Any] | None:
            found = self.client.get(f"/v1/submissions/{submission}").json()["declarations"]
            ready = found and found[0]["response_url"] and (not states or found[0]["state"] in states)
            return found[0] if ready else None

        return wait_for(f"{submission} is {states or 'answered'}", look)

    def codes(self, declaration: dict[str, Any]) -> list[str]:
        """The codes of its findings."""
        return [each["code"] for each in self.client.get(declaration["findings_url"]).json()["findings"]]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"))
    try:
        running.start()
        yield running
        assert running.stop() == 0
    finally:
        running.kill()


@pytest.fixture
def sender(service: Service) -> Iterator[Sender]:
    yield from _known(service, "partner")


@pytest.fixture
def other(service: Service) -> Iterator[Sender]:
    yield from _known(service, "partner")


@pytest.fixture
def office(service: Service) -> Iterator[Sender]:
    yield from _known(service, "office")


@pytest.fixture
def archivist(service: Service) -> Iterator[Sender]:
    yield from _known(service, "archivist")


def _known(service: Service, role: str) -> Iterator[Sender]:
    name = f"{role}-{next(_names)}"
    key = service.add_partner(name, role)
    with service.client(key) as client:
        yield Sender(service, name, key, client)


def receipted(sender: Sender, office: Sender, submission: str) -> dict[str, Any]:
    """Pay what is due and wait for the quittance."""
    due = sender.declaration(submission, "due")
    assert pay(office.client, payment(due["dum_number"], due["due"])).status_code == 201
    return sender.declaration(submission, "receipted")


def quittances(declaration: dict[str, Any]) -> list[dict[str, Any]]:
    """The quittances among the documents of a declaration (the printed form is one of them too)."""
    return [each for each in declaration["documents"] if each["kind"] == "quittance"]
