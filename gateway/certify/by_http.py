"""The HTTP door of a gateway under test: sends a vector, follows it, fetches its findings; trusts nothing of it."""

from __future__ import annotations

import time
from threading import Event
from typing import Any

import httpx

from gateway.certify.answers import (
    Answer,
    NoAnswerError,
    UnusableError,
    elements,
    findings,
    is_refused,
    member,
    parsed,
    text,
)
from gateway.certify.kit import EDIFACT, XML, Told, Vector

DOOR = "http"
MOST_BYTES = 4_000_000
"""Of one answer. Two hundred findings in three languages have a tenth of it."""
READ_SECONDS = 30.0
LONGEST_PAUSE = 10.0
"""Seconds, however long `Retry-After` asks to wait."""
FIRST_LOOK, LONGEST_LOOK = 0.05, 2.0
"""Seconds before the first look at a submission, and at most between two: each pause is twice the last."""
NOT_NOW = 503
MEDIA_TYPES = {XML: "application/xml", EDIFACT: "application/EDIFACT"}
NOT_US = (401, 403)
ERROR = 400


class HttpDoor:
    """One gateway by its address. Several threads may send at once."""

    def __init__(self, url: str, key: str, patience: float, stop: Event) -> None:
        """Raises UnusableError where the key can be none."""
        self.patience, self.stop = patience, stop
        # unpacked as it comes: what an answer may cost is counted in the bytes that were sent
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if not (key.isascii() and key.isprintable()):
            raise UnusableError("key-unusable")
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self.client = httpx.Client(base_url=url, headers=headers, timeout=httpx.Timeout(READ_SECONDS))

    def check(self) -> None:
        """Raises UnusableError where nobody answers at the address."""
        try:
            self._request("GET", "/healthz", time.monotonic() + READ_SECONDS)
        except NoAnswerError as failure:
            if failure.key in ("no-connection", "no-time"):
                raise UnusableError("nobody", f"{self.client.base_url} {failure.detail}".rstrip()) from failure

    def send(self, vector: Vector, body: bytes, _: int) -> Answer:
        """What came of a vector. Raises NoAnswerError, UnusableError."""
        until = time.monotonic() + self.patience
        status, content = self._post(vector, body, until)
        if status in NOT_US:
            raise UnusableError("key-refused", str(status))
        if status >= ERROR:
            return Answer(True, findings(_problem(status, content)))
        status_path = _path(text(parsed(content), "status_url"))
        view = self._followed(status_path, until)
        declarations = elements(view, "declarations")
        told: list[Told] = []
        for each in declarations:
            told += findings(parsed(self._get(_path(text(each, "findings_url")), until)))
        refused = is_refused(text(each, "outcome") for each in declarations)
        contrl = self._contrl(view, until) if vector.contrl is not None else {}
        return Answer(refused, tuple(told), contrl)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _post(self, vector: Vector, body: bytes, until: float) -> tuple[int, bytes]:
        attached, media_type = vector.files(), MEDIA_TYPES[vector.form]
        if not attached:
            headers = {"Content-Type": media_type}
            return self._request("POST", "/v1/submissions", until, content=body, headers=headers)
        parts = [("declaration", (vector.path.name, body, media_type))]
        parts += [("attachment", (name, content, "application/pdf")) for name, content in attached.items()]
        return self._request("POST", "/v1/submissions", until, files=parts)

    def _followed(self, path: str, until: float) -> Any:
        """A submission, once it is answered."""
        pause = FIRST_LOOK
        while True:
            view = parsed(self._get(path, until))
            if text(view, "state") == "answered":
                return view
            self._wait(pause, until)
            pause = min(2 * pause, LONGEST_LOOK)

    def _contrl(self, view: object, until: float) -> dict[int, bytes]:
        """The CONTRLs on the interchanges of a submission."""
        found: dict[int, bytes] = {}
        for each in elements(view, "interchanges"):
            number = member(each, "number")
            if isinstance(number, int) and member(each, "contrl_url") is not None:
                found[number] = self._get(_path(text(each, "contrl_url")), until)
        return found

    def _get(self, path: str, until: float) -> bytes:
        status, content = self._request("GET", path, until)
        if status >= ERROR:
            raise NoAnswerError("status", str(status))
        return content

    def _request(self, method: str, path: str, until: float, **given: Any) -> tuple[int, bytes]:
        """One request; again after `Retry-After` where it is told to come later."""
        while True:
            try:
                with self.client.stream(method, path, **given) as answer:
                    content = self._body(answer, until)
                    if answer.status_code != NOT_NOW:
                        return answer.status_code, content
                    pause = _seconds(answer.headers.get("Retry-After", ""))
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                raise NoAnswerError("no-connection", str(error) or type(error).__name__) from error
            self._wait(pause, until)

    def _body(self, answer: httpx.Response, until: float) -> bytes:
        content = bytearray()
        for piece in answer.iter_raw():
            content += piece
            if len(content) > MOST_BYTES:
                raise NoAnswerError("too-long", str(MOST_BYTES))
            if time.monotonic() > until:
                raise NoAnswerError("no-time")
        return bytes(content)

    def _wait(self, seconds: float, until: float) -> None:
        if self.stop.wait(seconds) or time.monotonic() > until:
            raise NoAnswerError("no-time")


def _problem(status: int, content: bytes) -> Any:
    try:
        problem = parsed(content)
        member(problem, "findings")
    except NoAnswerError as failure:
        raise NoAnswerError("status", str(status)) from failure
    return problem


def _path(address: str) -> str:
    """An address within the same gateway: the key must go to nobody else."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        raise NoAnswerError("address", address[:200])
    return address


def _seconds(text: str) -> float:
    return min(float(text), LONGEST_PAUSE) if text.isascii() and text.isdigit() and len(text) < 9 else 1.0
