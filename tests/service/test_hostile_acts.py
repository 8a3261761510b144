"""What an enemy asks of the routes of acts, declarations and the past: a finding, never an error."""

from __future__ import annotations

import pytest

from tests.service.conftest import Sender
from tests.service.declaring import payment, small
from tests.service.test_hostile_requests import no_traceback

pytestmark = pytest.mark.service


__all__ = ["no_traceback"]


@pytest.mark.parametrize(("route", "limit"), [("/v1/payments", 100_000), ("/v1/acts", 1_000_000)])
def test_an_act_s_body_has_its_own_limit(office: Sender, route: str, limit: int) -> None:
    def post(content: bytes, kind: str = "application/xml") -> tuple[int, str]:
        answer = office.client.post(route, content=content, headers={"Content-Type": kind})
        return answer.status_code, answer.json()["findings"][0]["code"]

    assert post(payment("30901020260000001S", 1) + b" " * limit) == (413, "XML02")
    for content in (b"", b"<!DOCTYPE a><a/>", b"\0", b"<a/>", b"\xff" * 1000, b"<a>" * (limit * 3 // 10)):
        status, code = post(content)
        assert (status, code in ("XML08", "ACT08") if content == b"<a/>" else code.startswith("XML")) == (422, True)
    # A declaration has more elements than a payment may have; where they are allowed, it is no act.
    assert post(small().body) == (422, "ACT08" if route == "/v1/acts" else "XML06")
    assert post(b"{}", "application/json") == (415, "API04")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("?as_of=yesterday", 422, "API07"),
        ("?as_of=2026-11-24T10:00:00%2B99:99", 422, "API07"),
        ("?as_of=%00", 422, "API07"),
        ("?as_of=0001-01-01T00:00:00%2B14:00", 404, "API03"),
        ("?as_of=9999-12-31", 200, ""),
        ("/notices/2147483647", 404, "API03"),
        ("/notices/99999999999999999999999999", 422, "API07"),
        ("/notices/-1", 422, "API07"),
        ("/notices/x", 422, "API07"),
        ("/history?as_of=0001-01-01", 200, ""),
        ("/history?as_of=x", 422, "API07"),
    ],
)
def test_odd_instants_and_numbers_get_an_answer(sender: Sender, path: str, status: int, code: str) -> None:
    declaration = sender.declaration(sender.send(small()))
    answer = sender.client.get(f"/v1/declarations/{declaration['id']}{path}")
    assert answer.status_code == status, answer.text
    assert not code or answer.json()["findings"][0]["code"] == code
