"""Receiving bytes under limits that hold while they stream: raw XML or EDIFACT, or multipart with PDFs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from gateway.doors.http.connections.uploads import Upload
from gateway.doors.http.connections.visits import visit_of
from gateway.doors.http.problems import Problem, problem
from gateway.pipeline.accept import File
from gateway.settings import Settings
from parsers.attachment_names import MOST_NAMES
from schemas import words
from schemas.findings import finding

Result = TypeVar("Result")

XML_TYPES = frozenset({"application/xml", "text/xml"})
EDIFACT_TYPE = "application/edifact"
"""RFC 1767 writes it application/EDIFACT; types are compared without case."""

LONGEST_HEADER = 4_096


async def receive(request: Request, settings: Settings) -> tuple[File, list[File]]:
    """The declaration and its attachments. Raises 413, 415 or 422 as soon as a limit is passed."""
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    kind = media_type.decode("latin-1").lower()
    if kind in XML_TYPES:
        return File("declaration.xml", await _read(request, settings.max_body_bytes)), []
    if kind == EDIFACT_TYPE:
        return File("declaration.edi", await _read(request, settings.max_body_bytes)), []
    if kind == "multipart/form-data" and options.get(b"boundary"):
        parts = _multipart(settings, options[b"boundary"])
        return await _in_turn(request, settings.max_request_bytes, parts.read)
    raise problem(415, "API04", value=kind)


async def read_xml_body(request: Request, limit: int) -> bytes:
    """A raw XML body of at most `limit` bytes. Raises 413 or 415."""
    media_type, _ = parse_options_header(request.headers.get("content-type", ""))
    kind = media_type.decode("latin-1").lower()
    if kind not in XML_TYPES:
        raise problem(415, "API04", value=kind)
    return await _read(request, limit)


async def _read(request: Request, limit: int) -> bytes:
    async def whole(stream: AsyncIterator[bytes]) -> bytes:
        content = bytearray()
        async for chunk in stream:
            content += chunk
        return bytes(content)

    return await _in_turn(request, limit, whole)


async def _in_turn(request: Request, limit: int, read: Callable[[AsyncIterator[bytes]], Awaitable[Result]]) -> Result:
    """Read a body in its partner's turn, then wait for the turn to work on it. Raises 413, 429 or 503."""
    visit = visit_of(request)
    async with visit.upload() as upload:
        found = await read(_bounded(request, limit, upload))
    await visit.turn()
    return found


async def _bounded(request: Request, limit: int, upload: Upload) -> AsyncIterator[bytes]:
    """The body as it comes. Raises 413 as soon as it says that it has more than `limit` bytes, or has them."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > limit:
        raise too_large("XML02", limit)
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise too_large("XML02", limit)
        await upload.grow(len(chunk))
        yield chunk


def too_large(code: str, limit: int, file: str | None = None) -> Problem:
    """413; the size is said as "more than", since nobody read on."""
    facts = {"size": words.phrase("number.more", limit=str(limit)), "limit": limit}
    return Problem(413, [finding(code, file=file, facts=facts)])


def _wrong(what: str, **facts: str) -> Problem:
    return problem(422, "API05", facts={"reason": words.phrase(f"multipart.{what}", **facts)})


def _multipart(settings: Settings, boundary: bytes) -> _Multipart:
    try:
        return _Multipart(settings, boundary)
    except FormParserError as error:  # a boundary longer than the standard allows
        raise _wrong("syntax") from error


class _Multipart:
    """A streaming multipart reader: one part `declaration` and named parts `attachment`, each with its own limit."""

    def __init__(self, settings: Settings, boundary: bytes) -> None:
        self.settings = settings
        self.parts: list[tuple[str, str, bytearray]] = []
        self.headers: dict[bytes, bytes] = {}
        self.header_name, self.header_value = b"", b""
        self.ended = False
        self.parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_end": self._end,
            },
        )

    async def read(self, stream: AsyncIterator[bytes]) -> tuple[File, list[File]]:
        """Read all parts. Raises 413 or 422."""
        try:
            async for chunk in stream:
                self.parser.write(chunk)
            self.parser.finalize()
        except FormParserError as error:
            raise _wrong("syntax") from error
        if not self.ended:
            raise _wrong("unclosed")
        if self._bodies() != 1:
            raise _wrong("declarations")
        files = []
        while self.parts:  # one after the other: never all of them twice in memory
            field, name, content = self.parts.pop(0)
            files.append((field, File(name, bytes(content))))
        (body,) = (file for field, file in files if field == "declaration")
        return body, [file for field, file in files if field == "attachment"]

    def _bodies(self) -> int:
        return sum(field == "declaration" for field, _, _ in self.parts)

    def _part_begin(self) -> None:
        self.headers = {}

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self.header_name += data[start:end]
        self._bound_header()

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self.header_value += data[start:end]
        self._bound_header()

    def _bound_header(self) -> None:
        if len(self.header_name) + len(self.header_value) > LONGEST_HEADER:
            raise _wrong("header")

    def _header_end(self) -> None:
        self.headers[self.header_name.lower()] = self.header_value
        self.header_name, self.header_value = b"", b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self.headers.get(b"content-disposition", b""))
        field = options.get(b"name", b"").decode("utf-8", "replace")
        name = options.get(b"filename", b"").decode("utf-8", "replace")
        if field not in ("declaration", "attachment"):
            raise _wrong("part")
        if field == "attachment" and not name:
            raise _wrong("filename")
        if len(self.parts) > MOST_NAMES:
            raise _wrong("many", most=str(MOST_NAMES))
        self.parts.append((field, name[:200] or "declaration.xml", bytearray()))
        if self._bodies() > 1:
            raise _wrong("declarations")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        field, name, content = self.parts[-1]
        content += data[start:end]
        limit = self.settings.max_body_bytes if field == "declaration" else self.settings.max_pdf_bytes
        if len(content) > limit:
            raise too_large("XML02" if field == "declaration" else "PDF01", limit, name)

    def _end(self) -> None:
        self.ended = True
