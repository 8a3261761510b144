"""Who knocks is logged: requests without contents, wrong keys by address; lies about addresses change nothing."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from tests.doors.http.conftest import PROXY, Strangers, ask, head, partner, send
from tests.service.declaring import small
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


TOKEN = "sk_test_" + "w" * 32


def lines(service: Service, event: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in service.log_text().splitlines() if line.startswith("{")]
    return [line for line in found if line["event"] == event]


def test_each_request_is_logged_once_without_its_contents(service: Service) -> None:
    key = service.add_partner("logged")
    sending = small("1")
    assert send(service, sending, key) == 202
    assert ask(service, "/v1/documents/secret-number.pdf?most=secret", key) == 404

    def mine() -> list[dict[str, Any]]:
        return [line for line in lines(service, "request") if line["partner"] == "logged"]

    wait_for("both lines", lambda: len(mine()) >= 2)
    first, second = mine()
    assert (first["method"], first["route"], first["status"]) == ("POST", "/v1/submissions", 202)
    assert (first["bytes_in"], first["address"]) == (len(sending.body), "127.0.0.3")
    assert (second["method"], second["route"], second["status"]) == ("GET", "/v1/documents/{name}", 404)
    said = service.log_text()
    assert key not in said and "secret" not in said and sending.reference not in said


def test_wrong_keys_are_logged_by_address_and_wait_while_right_ones_do_not(
    service: Service, strangers: Strangers
) -> None:
    key, before = partner(service), len(service.log_text())
    for _ in range(25):
        strangers.connect(head("GET", "/v1/trust", TOKEN) + b"\r\n", "127.0.0.44")
    done: list[int] = []
    right = threading.Thread(target=lambda: done.append(ask(service, "/v1/trust", key, "127.0.0.44")))
    right.start()
    right.join(60)
    assert done == [200]
    told = [line for line in lines(service, "wrong key") if line["address"] == "127.0.0.44"]
    assert len(told) == 1
    assert service.log_text()[before:].count("127.0.0.44") < 40
    assert TOKEN not in service.log_text()


def test_only_a_trusted_proxy_says_who_asks(service: Service) -> None:
    told = {"X_Forwarded_For": "203.0.113.77, 203.0.113.78, 192.0.2.7"}
    assert ask(service, "/v1/trust", "sk_test_none", "127.0.0.45", **told) == 401
    assert ask(service, "/v1/trust", "sk_test_none", PROXY, Forwarded="for=203.0.113.79", **told) == 401
    found = {line["address"] for line in lines(service, "wrong key")}
    assert {"127.0.0.45", "203.0.113.78"} <= found
    assert not {"203.0.113.77", "203.0.113.79", "192.0.2.7"} & found
