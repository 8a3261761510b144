"""Heads, bodies and what stands around them: bounded in bytes and time, and answered in the problem form."""

from __future__ import annotations

import re

import pytest

from gateway.doors.http.connections import bounds
from tests.doors.http.conftest import HOSTILE, Strangers, answer, ask, everything, head, partner, send
from tests.service.declaring import small, whole
from tests.service.running import Service

pytestmark = pytest.mark.service


CHUNKED = ("Content-Type: text/xml", "Transfer-Encoding: chunked")
LONG = b"x" * (bounds.HEAD_BYTES + 10)


def body(key: str, *more: str) -> bytes:
    return head("POST", "/v1/validations", key, "Content-Type: text/xml", *more) + b"\r\n"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"GET /" + LONG, 431),
        (head("GET", "/") + b"X: " + LONG, 431),
        (head("GET", "/") + b"X: y\r\n" * 20_000, 431),
        (head("GET", "/healthz") + b"X: y\r\n" * bounds.HEADERS + b"\r\n", 431),
        (head("GET", "/healthz") + b"a:\r\n" * 16_000, 431),
        (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /healthz\r\n\r\n", 400),
        (b"GET /healthz\r\n", 400),
        (b"GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", 400),
        (b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        (head("POST", "/", "", "Content-Length: 5", "Transfer-Encoding: chunked") + b"\r\n", 400),
    ],
)
def test_what_is_no_request_is_told_as_a_problem_and_the_connection_ends(
    strangers: Strangers, content: bytes, status: int
) -> None:
    found, headers, problem = answer(everything(strangers.connect(content)))
    assert (found, headers["connection"], problem["status"]) == (status, "close", status)
    assert [each["code"] for each in problem["findings"]] == ["API09"]
    assert set(problem["findings"][0]["message"]) == {"fr", "en", "ar"}


@pytest.mark.parametrize(
    "rest",
    [
        b"1;" + b"e" * 3 * bounds.FRAMING_BYTES + b"\r\na\r\n0\r\n\r\n",
        b"1\r\na\r\n0\r\nX: " + b"t" * 3 * bounds.FRAMING_BYTES + b"\r\n\r\n",
        b"1\r\na\r\n0\r\n" + b"X: y\r\n" * bounds.FRAMING_BYTES + b"\r\n",
    ],
    ids=["extension", "trailer", "trailers"],
)
def test_what_stands_around_chunks_is_bounded(service: Service, strangers: Strangers, rest: bytes) -> None:
    start = head("POST", "/v1/validations", partner(service), *CHUNKED) + b"\r\n"
    status, headers, _ = answer(everything(strangers.connect(start + rest)))
    assert (status, headers["connection"]) == (431, "close")


def test_what_is_just_within_the_bounds_is_served(service: Service, strangers: Strangers) -> None:
    key = partner(service)
    assert ask(service, "/v1/documents", key, X_Long="x" * (bounds.HEAD_BYTES - 400)) == 200
    assert ask(service, "/v1/documents", key, **{f"X_{number}": "" for number in range(bounds.HEADERS - 4)}) == 200
    sound = b"1\r\na\r\n0\r\nX: " + b"t" * 8_000 + b"\r\n\r\n"
    made = strangers.connect(head("POST", "/v1/validations", key, *CHUNKED, "Connection: close") + b"\r\n" + sound)
    assert everything(made).startswith(b"HTTP/1.1 422")


def test_requests_behind_one_another_are_answered_in_their_order(service: Service, strangers: Strangers) -> None:
    key = partner(service)
    first = head("GET", "/healthz") + b"\r\n"
    second = head("POST", "/v1/validations", key, "Content-Type: text/xml", "Content-Length: 4") + b"\r\n<a/>"
    last = head("HEAD", "/v1/trust", key, "Connection: close") + b"\r\n"
    found = everything(strangers.connect(first + second + last))
    assert re.findall(rb"HTTP/1.1 (\d+)", found) == [b"200", b"422", b"200"]


def test_an_answer_before_the_end_of_its_body_says_that_the_connection_ends(strangers: Strangers) -> None:
    made = strangers.connect(head("POST", "/v1/submissions", "", "Content-Length: 1000") + b"\r\nx")
    status, headers, problem = answer(everything(made))
    assert (status, headers["connection"], problem["findings"][0]["code"]) == (401, "close", "API01")


def test_bodies_that_never_come_end_in_time_and_keep_no_other_partner_waiting(
    service: Service, strangers: Strangers
) -> None:
    stalling, other = partner(service), partner(service)
    form = head("POST", "/v1/submissions", stalling, "Content-Type: multipart/form-data; boundary=cut") + (
        b'Content-Length: 100000\r\n\r\n--cut\r\nContent-Disposition: form-data; name="declaration"\r\n\r\nx'
    )
    raw = body(stalling, "Content-Length: 1000") + b"x"
    first = strangers.connect(form)
    for number in range(bounds.UPLOADS_WAITING_OF_A_PARTNER - 1):
        strangers.connect((form, raw)[number % 2])
    refused = strangers.connect(raw)
    status, headers, problem = answer(everything(refused))
    assert (status, problem["findings"][0]["code"]) == (429, "API06")
    assert int(headers["retry-after"]) > 0 and headers["connection"] == "close"
    with service.client(other) as client:
        assert whole("1").post(client).status_code == 202
    assert send(service, small("1"), other, HOSTILE) == 202
    assert ask(service, "/v1/documents", stalling) == 200
    status, headers, problem = answer(everything(first))
    assert (status, headers["connection"], problem["findings"][0]["code"]) == (408, "close", "API09")
