"""A gateway that answers anything at all: each vector ends in words, bounded, and the key goes nowhere else."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.certify.answers import Answer, NoAnswerError, UnusableError
from gateway.certify.by_http import MOST_BYTES, HttpDoor
from gateway.certify.card import Card, say
from gateway.certify.fresh import Numbers
from gateway.certify.kit import Kit
from gateway.certify.running import MOST_FAILURES, certify
from gateway.cli import app

from .conftest import KIT

Respond = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(respond: Respond) -> Iterator[str]:
    """A server that answers every request by `respond`; its address."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            respond(self)

        do_GET = do_POST = _any  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def saying(status: int, body: bytes, **headers: str) -> Respond:
    def respond(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return respond


def send(url: str, kit: Kit, patience: float = 20) -> Answer:
    door = HttpDoor(url, "sk_test_x", patience, Event())
    try:
        return door.send(kit.vectors[0], kit.vectors[0].path.read_bytes(), 1)
    finally:
        door.close()


@pytest.mark.parametrize(
    ("status", "body", "key"),
    [
        (202, b"", "no-json"),
        (202, b"<html>", "no-json"),
        (202, b"[" * 200_000, "no-json"),
        (202, b"\xff\xfe\x00", "no-json"),
        (202, b"[]", "no-member"),
        (202, b"{}", "no-member"),
        (202, b'{"status_url": 7}', "no-member"),
        (202, b'{"status_url": "http://127.0.0.1:1/steal"}', "address"),
        (202, b'{"status_url": "//127.0.0.1:1/steal"}', "address"),
        (202, b'{"status_url": "/\\\\127.0.0.1:1/steal"}', "address"),
        (500, b"Internal Server Error", "status"),
        (404, b'{"detail": "Not Found"}', "status"),
        (302, b"", "no-json"),
        (422, b'{"findings": [{"code": 7}]}', "no-member"),
        (422, b'{"findings": [{"code": "X", "box": 1, "article": null, "line": null}]}', "no-member"),
        (422, b'{"findings": [{"code": "X", "box": null, "article": true, "line": null}]}', "no-member"),
        (422, b'{"findings": 3}', "no-member"),
        (202, b"x" * (MOST_BYTES + 10), "too-long"),
    ],
)  # fmt: skip
def test_other_shapes_end_in_words(status: int, body: bytes, key: str, kit: Kit) -> None:
    with answering(saying(status, body, Location="http://127.0.0.1:1/")) as url, pytest.raises(NoAnswerError) as caught:
        send(url, kit)
    assert caught.value.key == key
    for language in ("fr", "en", "ar"):
        assert say(language, key, detail="") != key


def test_a_body_without_an_end_ends(kit: Kit) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(202)
        request.end_headers()
        try:
            while True:
                request.wfile.write(b" " * 65_536)
        except OSError:
            return

    with answering(endless) as url, pytest.raises(NoAnswerError) as caught:
        send(url, kit)
    assert caught.value.key == "too-long"


def test_a_body_that_drips_ends_in_time(kit: Kit) -> None:
    def dripping(request: BaseHTTPRequestHandler) -> None:
        request.send_response(202)
        request.end_headers()
        try:
            while True:
                request.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            return

    begun = time.monotonic()
    with answering(dripping) as url, pytest.raises(NoAnswerError) as caught:
        send(url, kit, patience=1)
    assert caught.value.key == "no-time" and time.monotonic() - begun < 15


def test_a_submission_that_is_never_answered_ends_in_time(kit: Kit) -> None:
    body = json.dumps({"status_url": "/s", "state": "received", "declarations": []}).encode()
    with answering(saying(200, body)) as url, pytest.raises(NoAnswerError) as caught:
        send(url, kit, patience=1)
    assert caught.value.key == "no-time"


def test_a_gateway_that_takes_its_time_is_asked_ever_less_often(kit: Kit) -> None:
    asked: list[str] = []

    def working(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        saying(200, json.dumps({"status_url": "/s", "state": "received", "declarations": []}).encode())(request)

    with answering(working) as url, pytest.raises(NoAnswerError):
        send(url, kit, patience=1)
    assert 1 <= asked.count("/s") <= 5  # at once, and after 0.05, 0.15, 0.35 and 0.75 s


def test_told_to_come_later_it_comes_again(kit: Kit) -> None:
    asked: list[str] = []
    done = {"status_url": "/s", "state": "answered", "declarations": [{"outcome": "valid", "findings_url": "/f"}]}

    def respond(request: BaseHTTPRequestHandler) -> None:
        asked.append(f"{request.command} {request.path}")
        if len(asked) % 2:
            saying(503, b"", Retry_After="0")(request)
        else:
            saying(200, json.dumps(done | {"findings": []}).encode())(request)

    with answering(respond) as url:
        assert send(url, kit) == Answer(False, ())
    wanted = ["POST /v1/submissions"] * 2 + ["GET /s"] * 2 + ["GET /f"] * 2
    assert asked == wanted


INTERCHANGES: list[tuple[Any, str]] = [
    (None, "no-member"), ([], "no-member"), ([7], "no-member"), ([{"number": 1}], "no-member"),
    ([{"number": 1, "contrl_url": 5}], "no-member"), ([{"number": 1, "contrl_url": "http://127.0.0.1:1/c"}], "address"),
    ([{}] * 2000, "no-member"),
]  # fmt: skip


@pytest.mark.parametrize(("interchanges", "key"), INTERCHANGES)
def test_contrls_of_other_shapes_end_in_words(interchanges: Any, key: str, kit: Kit) -> None:
    declarations = [{"outcome": "valid", "findings_url": "/f"}]
    answered = {"status_url": "/s", "state": "answered", "declarations": declarations, "findings": []}
    body = json.dumps(answered | {"interchanges": interchanges}).encode()
    vector = next(each for each in kit.vectors if each.contrl)
    with answering(saying(200, body)) as url:
        door = HttpDoor(url, "sk_test_x", 20, Event())
        with pytest.raises(NoAnswerError) as caught:
            door.send(vector, b"x", 1)
        door.close()
    assert caught.value.key == key


def test_declarations_and_contrls_are_all_fetched_and_sent_as_edifact(kit: Kit) -> None:
    types: list[str] = []
    found = {"code": "EDI13", "box": None, "article": None, "line": 5}
    declarations = [{"outcome": each, "findings_url": f"/f/{each}"} for each in ("valid", "refused")]
    interchanges = [{"number": 1, "contrl_url": "/c/1"}, {"number": 2, "contrl_url": None}]
    view = {"status_url": "/s", "state": "answered", "declarations": declarations, "interchanges": interchanges}

    def respond(request: BaseHTTPRequestHandler) -> None:
        types.append(request.headers.get("Content-Type", ""))
        if request.path.startswith("/c"):
            saying(200, b"CONTRL 1")(request)
        else:
            listed = [found] if request.path == "/f/refused" else []
            saying(200, json.dumps(view | {"findings": listed}).encode())(request)

    vector = next(each for each in kit.vectors if each.contrl)
    with answering(respond) as url:
        door = HttpDoor(url, "sk_test_x", 20, Event())
        answer = door.send(vector, b"x", 1)
        door.close()
    assert (answer.refused, len(answer.findings), dict(answer.contrl)) == (True, 1, {1: b"CONTRL 1"})
    assert types[0] == "application/EDIFACT"


def test_the_key_is_refused_before_all_is_sent(kit: Kit) -> None:
    with answering(saying(401, b'{"findings": []}')) as url:
        door = HttpDoor(url, "sk_wrong", 20, Event())
        run = certify(kit, door, Numbers(), Event(), lambda _: None)
        door.close()
    assert (run.stopped, run.detail) == ("key-refused", "401") and len(run.results) < len(kit.vectors)


def test_it_stops_where_nobody_answers_any_more(kit: Kit) -> None:
    with answering(saying(500, b"broken")) as url:
        door = HttpDoor(url, "sk_test_x", 20, Event())
        run = certify(kit, door, Numbers(), Event(), lambda _: None)
        door.close()
    assert len(run.results) == MOST_FAILURES and run.stopped == "gone"
    assert all(each.failure is not None and not each.is_right for each in run.results)


def test_nobody_at_the_address_is_told(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        door = HttpDoor(url, "", 5, Event())
        with pytest.raises(UnusableError) as caught:
            door.check()
        assert caught.value.key == "nobody" and url in caught.value.detail
        for against in (url, "http://[", str(tmp_path / "nowhere")):
            ran = CliRunner().invoke(app, ["certify", "--against", against, "--kit", str(KIT), "--key", "k"])
            assert (ran.exit_code, "Traceback" in ran.output) == (2, False), ran.output
            assert ran.output.strip().endswith(".")


@pytest.mark.parametrize("option", ["--html", "--json"])
@pytest.mark.parametrize("file", [".", "..", "/", "nowhere/card.html"])
def test_a_card_that_cannot_be_written_is_told_before_anything_is_sent(option: str, file: str) -> None:
    ran = CliRunner().invoke(app, ["certify", "--against", "http://127.0.0.1:9", option, file])
    assert (ran.exit_code, "cannot be written" in ran.output) == (2, True), ran.output


def test_an_interruption_leaves_what_was_done(kit: Kit) -> None:
    class Interrupting:
        """A door at which somebody presses Ctrl-C while the results come."""

        def check(self) -> None: ...

        def send(self, *_: Any) -> Answer:
            return Answer(True, ())

        def close(self) -> None: ...

    told: list[object] = []

    def tell(result: object) -> None:
        told.append(result)
        if len(told) == 7:
            raise KeyboardInterrupt

    stop = Event()
    run = certify(kit, Interrupting(), Numbers(), stop, tell)
    assert (run.stopped, len(run.results), stop.is_set()) == ("interrupted", 7, True)
    card = Card.of(run, against="x", at=_now(), kit="v", only="", total=len(kit.vectors))
    assert card.as_dict()["complete"] is False


def _now() -> Any:
    from gateway.clock import casablanca_now

    return casablanca_now()
