"""A real service behind its door, and sockets of strangers from addresses of their own."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.ledger.conftest import new_url, postgres, url  # noqa: F401 - fixtures
from tests.service.declaring import Sending
from tests.service.running import Service

PROXY = "127.0.0.9"
HOSTILE, HONEST = "127.0.0.2", "127.0.0.3"


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("door"), {"trusted_proxies": f"{PROXY}, 192.0.2.0/24"})
    try:
        running.start()
        yield running
        assert running.stop() == 0
    finally:
        running.kill()


def partner(service: Service) -> str:
    return service.add_partner(f"partner-{secrets.token_hex(6)}")


class Strangers(contextlib.ExitStack):
    """Sockets to a service; all closed at the end."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self.service = service

    def connect(self, content: bytes = b"", source: str = HOSTILE) -> socket.socket:
        """A connection from an address, and what it says."""
        made = socket.create_connection(("127.0.0.1", self.service.port), timeout=60, source_address=(source, 0))
        self.callback(made.close)
        with contextlib.suppress(OSError):  # it may be closed before all is said
            made.sendall(content)
        return made


@pytest.fixture
def strangers(service: Service) -> Iterator[Strangers]:
    with Strangers(service) as found:
        yield found


def head(method: str, path: str, key: str = "", *more: str) -> bytes:
    """The head of a request, without the empty line that ends it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: here", *more]
    return "\r\n".join([*lines, f"Authorization: Bearer {key}"] if key else lines).encode() + b"\r\n"


def everything(connection: socket.socket) -> bytes:
    """All that comes until the service ends the connection."""
    found = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65_536):
            found += piece
    return found


def next_answer(connection: socket.socket) -> bytes:
    """One whole answer of a connection that goes on: it may come in pieces."""
    found = b""
    while (whole := re.match(rb"(?is).*?\r\ncontent-length: ([0-9]+)\r\n.*?\r\n\r\n", found)) is None or (
        len(found) < whole.end() + int(whole[1])
    ):
        piece = connection.recv(65_536)
        assert piece, found
        found += piece
    return found


def answer(content: bytes) -> tuple[int, dict[str, str], dict[str, Any]]:
    """Status, headers (names in small letters) and problem of the one answer in `content`."""
    start, _, body = content.partition(b"\r\n\r\n")
    status, *lines = start.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    assert headers["content-type"] == "application/problem+json"
    assert len(body) == int(headers["content-length"])
    return int(status.split()[1]), headers, json.loads(body)


def ask(service: Service, path: str, key: str = "", source: str = HONEST, **headers: str) -> int:
    """The status of a GET on a connection of its own."""
    return _asked(service, "GET", path, None, key, source, headers)


def send(service: Service, sending: Sending, key: str, source: str = HONEST, **headers: str) -> int:
    """The status of a declaration that is sent on a connection of its own."""
    headers = {"Content-Type": "application/xml", **headers}
    return _asked(service, "POST", "/v1/submissions", sending.body, key, source, headers)


def _asked(
    service: Service, method: str, path: str, body: bytes | None, key: str, source: str, headers: dict[str, str]
) -> int:
    connection = HTTPConnection("127.0.0.1", service.port, timeout=60, source_address=(source, 0))
    with contextlib.closing(connection):
        told = {"Authorization": f"Bearer {key}"} if key else {}
        connection.request(method, path, body, told | {name.replace("_", "-"): each for name, each in headers.items()})
        return connection.getresponse().status
