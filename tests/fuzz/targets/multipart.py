"""Bodies of HTTP requests: multipart with PDFs, or raw; received, acknowledged, and the names judged."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from fastapi import Request

from gateway.doors.http.connections.http_door import Door as HttpDoor
from gateway.doors.http.connections.visits import Visit, visit_of
from gateway.doors.http.problems import Problem, problem_content
from gateway.doors.http.receiving import receive
from gateway.judging.attached import Attached
from gateway.judging.judge import judge
from gateway.pipeline.accept import File
from gateway.settings import Settings
from parsers.xml import XmlLimits
from renderers.acknowledgement import render_acknowledgement
from renderers.records import Acknowledgement, FileReceived
from schemas.attachments import Received
from schemas.findings import finding
from schemas.law import current
from schemas.vocabulary import LANGUAGES
from tests.fuzz.mutators import parts
from tests.fuzz.targets import Door, Target
from tests.fuzz.targets.xml import EXAMPLES, MOST
from tests.fuzz.verdict import DAY, NOW, answerable, hold, storable


@lru_cache
def samples() -> Sequence[tuple[bytes, parts.Parts]]:
    """Sound requests: a declaration alone, with two PDFs, by EDIFACT."""
    dum = (EXAMPLES / "import.xml").read_bytes()
    pdf = b"%PDF-1.7\n%%EOF\n"
    return (
        (b"boundary", [parts.part(b"declaration", b"dum.xml", dum)]),
        (
            b"x-y_z",
            [parts.part(b"attachment", b"invoice-2026-0417.pdf", pdf), parts.part(b"declaration", b"a.xml", dum)],
        ),
        (b"0", [parts.part(b"declaration", b"d.edi", (EXAMPLES / "cusdec.edi").read_bytes())]),
        (b"q" * 40, [parts.part(b"declaration", b"", b"<a/>"), *[parts.part(b"attachment", b"a.pdf", pdf)] * 3]),
    )


@lru_cache
def inputs() -> Sequence[bytes]:
    """The samples as inputs."""
    return [parts.joined(boundary, given) for boundary, given in samples()]


def received(content: bytes, settings: Settings) -> frozenset[str]:
    """Receive it in pieces; then acknowledge it and judge the declaration with the names that came."""
    kind, _, body = content.partition(b"\n")
    try:
        declaration, attachments = asyncio.run(_received(kind, body, settings))
    except Problem as problem:
        for language in LANGUAGES:
            problem_content(problem.status, problem.findings, len(problem.findings), language)
        assert problem.status in (413, 415, 422), problem.status
        return frozenset(each.code for each in problem.findings)
    files = [_file(each) for each in (declaration, *attachments)]
    storable([each.name for each in files])
    render_acknowledgement(Acknowledgement("sub_test_a", "atlas", NOW, files[0], tuple(files[1:]), True))
    attached = Attached(
        tuple(Received(each.name, each.sha256, None) for each in files[1:]),
        findings=tuple(finding("PDF02", file=each.name) for each in files[1:]),
    )
    judgement = judge(declaration.content, attached, current().on(DAY), XmlLimits(), MOST)
    record = answerable(judgement, declaration.name, declaration.content)
    return hold(record.findings, len(declaration.content))


def _file(each: File) -> FileReceived:
    return FileReceived(each.name, hashlib.sha256(each.content).hexdigest(), len(each.content))


async def _received(kind: bytes, body: bytes, settings: Settings) -> tuple[File, list[File]]:
    """What a known partner's request holds."""
    request = _request(kind, body, HttpDoor(settings, frozenset))
    async with visit_of(request).holds:
        return await receive(request, settings)


def _request(kind: bytes, body: bytes, door: HttpDoor) -> Request:
    """A request whose body comes in pieces, cut by its own bytes."""
    random = Random(hashlib.sha256(body).digest())
    pieces, at = [], 0
    while at < len(body):
        size = random.choice((1, 7, 100, 4_096, 65_536)) if len(pieces) < 200 else 65_536
        pieces.append(body[at : at + size])
        at += size
    messages = iter([{"type": "http.request", "body": each, "more_body": True} for each in pieces])

    async def more() -> dict[str, Any]:
        return next(messages, {"type": "http.request", "body": b"", "more_body": False})

    headers = [(b"content-type", kind)]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "state": {"connection": None}}
    visit = Visit(door, scope)
    visit.partner = "atlas"
    return Request({**scope, "state": {"visit": visit}}, more)


@contextmanager
def _opened(_: Path) -> Iterator[Door]:
    settings = Settings()
    yield lambda content: received(content, settings)


def _mutated(random: Random, _: Sequence[bytes]) -> bytes:
    return parts.mutated(random, samples())


MULTIPART = Target("multipart", inputs, _mutated, _opened, rb"(?<=\n)")
