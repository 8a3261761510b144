"""Answers that are given before there is a request to answer: problems of RFC 9457 like all others, as bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers

from gateway.doors.http.preferences import spoken_language
from gateway.doors.http.problems import MEDIA_TYPE, NEGOTIATED, problem_content
from schemas import words
from schemas.findings import finding

Head = Sequence[tuple[bytes, bytes]]

ON_EVERY_ANSWER = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
}
"""What no answer lacks: nothing is guessed, kept by a cache, or told to another site."""


def wrong_head(version: str, headers: Head) -> tuple[int, Mapping[str, Any]] | None:
    """Status and reason where a head is none of HTTP/1.0 or 1.1, or names no host or several."""
    if version not in ("1.0", "1.1"):
        return 505 if version[:1] > "1" else 400, {"why": "version"}
    hosts = sum(name == b"host" for name, _ in headers)
    if hosts > 1 or (version == "1.1" and not hosts):
        return 400, {"why": "host"}
    return None


def raw_refusal(headers: Head, status: int, why: str, **facts: Any) -> bytes:
    """A whole answer that ends the connection. It speaks the client's language where his head came that far."""
    language = spoken_language(Headers(raw=list(headers)))
    return _answer(language, status, why, tuple((name, str(value)) for name, value in facts.items()))


@lru_cache(maxsize=200)
def _answer(language: str, status: int, why: str, facts: tuple[tuple[str, str], ...]) -> bytes:
    found = finding("API09", facts={"reason": words.phrase(f"http.{why}", **dict(facts))})
    body = json.dumps(problem_content(status, [found], 1, language), ensure_ascii=False).encode()
    named = {
        "content-type": MEDIA_TYPE,
        "content-length": str(len(body)),
        "content-language": language,
        **{name.lower(): value for name, value in NEGOTIATED.items()},
        **ON_EVERY_ANSWER,
        "connection": "close",
    }
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body
