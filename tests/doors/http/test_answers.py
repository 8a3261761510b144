"""Every answer: its headers, HEAD beside GET, odd ids alike on both databases, and faults told as what they are."""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Client
from structlog.testing import capture_logs

from gateway.clock import casablanca_now
from gateway.doors.http.app import create_app
from gateway.serve import http_parts
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings

pytestmark = pytest.mark.service


ODD = ("%00", "a%00b", "%ed%a0%80", "%ff", "%01", "x" * 5_000, "%F0%9F%92%A5", "..%2f..%2fx", "9" * 40, "%7f")
PARTNER = "atlas"


@pytest.fixture
def gateway(tmp_path: Path, url: str) -> Iterator[Gateway]:
    opened = open_gateway(Settings(data=tmp_path / "data", database=url))
    yield opened
    opened.close()


@pytest.fixture
def client(gateway: Gateway) -> Iterator[Client]:
    key = gateway.partners.add(PARTNER, ["partner", "office"], casablanca_now())
    with TestClient(create_app(http_parts(gateway)), headers={"Authorization": f"Bearer {key}"}) as found:
        yield found


def reading(client: Client) -> list[tuple[str, dict[str, Any]]]:
    """(path, operation) of each GET, with every parameter of the path still in braces."""
    paths = client.get("/openapi.json").json()["paths"]
    found = [(path, operations["get"]) for path, operations in paths.items() if "get" in operations]
    assert len(found) > 15
    return found


def test_odd_ids_and_parameters_are_answered_alike(client: Client) -> None:
    """404 for what no id can be, 422 for what no parameter can be, and never a fault, on both databases."""
    for path, operation in reading(client):
        for odd in ODD:
            if "{" in path:
                status = client.get(re.sub(r"\{\w+\}", odd, path)).status_code
                assert status in (404, 422), (path, odd, status)
                assert status == 404 or "{number}" in path, (path, odd)
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query":
                    url = f"{re.sub(r'{[a-z0-9]+}', 'x', path)}?{parameter['name']}={odd}"
                    status = client.get(url).status_code
                    assert status in (200, 404, 422), (url, status)
                    control = any(each in odd for each in ("%00", "%01", "%7f"))
                    assert not control or status == 422, (url, status)
        assert client.get(f"{re.sub(r'{[a-z0-9]+}', 'x', path)}?%00=1").status_code in (200, 404, 422)


def test_each_answer_has_its_three_headers_and_head_is_as_get(client: Client) -> None:
    paths = [re.sub(r"\{\w+\}", "1", path) for path, _ in reading(client)]
    for path in [*paths, "/openapi.json", "/nothing", "/v1/trust/"]:
        full, short = client.get(path), client.head(path)
        assert short.status_code == full.status_code, path
        assert short.headers.get("content-length") == full.headers.get("content-length") is not None, path
        for answer in (full, short, client.post(path)):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "location" not in answer.headers


def test_a_slash_too_many_is_no_redirect(client: Client) -> None:
    answer = client.get("/v1/trust/", headers={"Host": "elsewhere.example"}, follow_redirects=False)
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (404, "API03")
    assert client.post("/v1/trust").headers["allow"] == "GET, HEAD"


def _full() -> Exception:
    cause = sqlite3.OperationalError("database or disk is full")
    cause.sqlite_errorcode = sqlite3.SQLITE_FULL
    return sa.exc.OperationalError("insert", {}, cause)


FAULTS: dict[str, tuple[Callable[[], Exception], int, str]] = {
    "ours": (lambda: ValueError("secret text"), 500, "API08"),
    "database": (lambda: sa.exc.OperationalError("select", {}, Exception("gone")), 503, "API06"),
    "files": (lambda: OSError(errno.EMFILE, "too many"), 503, "API06"),
    "disk": (lambda: OSError(errno.ENOSPC, "full"), 507, "API06"),
    "disk of the database": (_full, 507, "API06"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_as_what_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    make, status, code = FAULTS[name]

    def fails(*_: object) -> None:
        raise make()

    opened = open_gateway(Settings(data=tmp_path / "data"))
    key = opened.partners.add(PARTNER, ["partner"], casablanca_now())
    monkeypatch.setattr(type(opened.served), "pem", property(fails))
    with (
        capture_logs() as said,
        TestClient(create_app(http_parts(opened)), headers={"Authorization": f"Bearer {key}"}) as client,
    ):
        answer = client.get("/v1/trust")
    opened.close()
    found = answer.json()["findings"][0]
    assert (answer.status_code, found["code"]) == (status, code)
    (line,) = [each for each in said if each["event"].startswith("request failed")]
    if code == "API08":
        assert "retry-after" not in answer.headers
        for language in ("fr", "en", "ar"):
            assert line["incident"] in found["message"][language] and line["incident"] in found["fix"][language]
        assert "secret text" not in answer.text
    else:
        assert int(answer.headers["retry-after"]) > 0
        assert "exc_info" not in line
