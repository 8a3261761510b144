"""Strangers who hold connections keep nobody out, and go when their time is over."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.doors.http.conftest import (
    HONEST,
    HOSTILE,
    PROXY,
    Strangers,
    answer,
    ask,
    everything,
    head,
    next_answer,
    partner,
    send,
)
from tests.service.declaring import small
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


HEALTH = head("GET", "/healthz")


def test_six_hundred_strangers_keep_nobody_out_and_are_gone_in_time(service: Service, strangers: Strangers) -> None:
    key = partner(service)
    silent = [strangers.connect() for _ in range(200)]
    halves = [strangers.connect(HEALTH) for _ in range(200)]
    answered = [strangers.connect(HEALTH + b"\r\n") for _ in range(200)]
    for source in (HONEST, HOSTILE):
        assert ask(service, "/healthz", source=source) == 200
        assert ask(service, "/v1/documents", key, source) == 200
        assert send(service, small("1"), key, source) == 202
    assert everything(silent[0]) == b""
    status, headers, problem = answer(everything(halves[0]))
    assert (status, headers["connection"], problem["findings"][0]["code"]) == (408, "close", "API09")
    assert everything(answered[0]).startswith(b"HTTP/1.1 200")  # and then it is closed
    for each in (silent[-1], halves[-1], answered[-1]):
        everything(each)


def test_the_same_behind_a_trusted_proxy(service: Service, strangers: Strangers) -> None:
    key = partner(service)
    told = head("GET", "/healthz", "", f"X-Forwarded-For: {HOSTILE}")
    for content in (b"", told, told + b"\r\n"):
        for _ in range(200):
            strangers.connect(content, PROXY)
    assert ask(service, "/v1/documents", key, PROXY, X_Forwarded_For=HONEST) == 200
    assert send(service, small("1"), key, PROXY, X_Forwarded_For=HONEST) == 202
    assert send(service, small("1"), key, PROXY, X_Forwarded_For=HOSTILE) == 202


class FewFiles(Service):
    """A service that may open 600 files."""

    def launch(self) -> subprocess.Popen[bytes]:
        self.root.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            command = ["sh", "-c", f"ulimit -n 600 && exec {sys.executable} -m gateway serve"]
            self.process = subprocess.Popen(
                command, cwd=self.root, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        return self.process


def test_where_files_are_few_strangers_leave_those_of_folders_and_database(tmp_path: Path) -> None:
    service = FewFiles(tmp_path)
    key = service.add_partner("atlas")
    try:
        service.start()
        with Strangers(service) as strangers:
            for _ in range(700):
                strangers.connect(HEALTH)
            assert ask(service, "/v1/documents", key) == 200
            assert send(service, small("1"), key, HOSTILE) == 202
            small("1").drop(service.inbox / "atlas", "a.xml")
            wait_for("the answer", lambda: list((service.outbox / "atlas").glob("a.*.response.xml")))
            assert service.process is not None
            assert len(list(Path(f"/proc/{service.process.pid}/fd").iterdir())) < 500
        assert service.stop() == 0
        assert re.search('"count": [0-9]+.*"connections ended"', service.log_text())
        assert service.log_text().count('"why": "evicted"') < 50  # counted, not told one by one
    finally:
        service.kill()


def test_a_known_key_s_connection_outlasts_a_stranger_s(service: Service, strangers: Strangers) -> None:
    key = partner(service)
    known = strangers.connect(head("GET", "/v1/documents", key) + b"\r\n")
    assert b"200 OK" in next_answer(known)
    stranger = strangers.connect(HEALTH + b"\r\n")
    assert b"200 OK" in everything(stranger)
    known.sendall(head("GET", "/v1/documents", key) + b"\r\n")
    assert b"200 OK" in next_answer(known)
