"""How many bytes a PDF's streams become when they are decompressed: counted in chunks, never held."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator

import pikepdf

CHUNK = 1 << 20

FLATE = {"/FlateDecode", "/Fl"}
HEXADECIMAL = {"/ASCIIHexDecode", "/AHx"}
BASE_85 = {"/ASCII85Decode", "/A85"}
LZW = {"/LZWDecode", "/LZW"}
RUN_LENGTH = {"/RunLengthDecode", "/RL"}

_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)?")


class TooLargeError(Exception):
    """The streams together expand beyond the limit."""


class Expansion:
    """Counts bytes against a limit."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def count(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks, counted. Raises TooLargeError at the first one beyond the limit."""
        for chunk in chunks:
            self.left -= len(chunk)
            if self.left < 0:
                raise TooLargeError
            yield chunk


def expand_raw(content: bytes, expansion: Expansion) -> None:
    """Inflate what follows each `stream` keyword of the file.

    Done before any library opens it: cross-reference and object streams are decompressed whole by opening it.
    """
    view = memoryview(content)
    for keyword in _STREAM.finditer(content):
        _run(expansion.count(_inflate(_pieces(view[keyword.end() :]))))


def expand_stream(stream: pikepdf.Stream, expansion: Expansion) -> None:
    """Undo the whole chain of filters of one stream, each step counted.

    Image codecs (JPEG, JPEG 2000, JBIG2, fax) end the chain: nothing at the door paints images.
    """
    chunks: Iterator[bytes] = _pieces(memoryview(stream.read_raw_bytes()))
    for name in _filters(stream.get("/Filter")):
        if name in FLATE:
            chunks = _inflate(chunks)
        elif name in HEXADECIMAL | BASE_85 | LZW | RUN_LENGTH:
            chunks = _decode(name, chunks)
        else:
            break
        chunks = expansion.count(chunks)
    _run(chunks)


def _filters(value: pikepdf.Object | None) -> Iterator[str]:
    """The names of a /Filter entry, which is one name or an array of them."""
    if isinstance(value, pikepdf.Name):
        yield str(value)
    elif isinstance(value, pikepdf.Array):
        yield from (str(each) for each in value if isinstance(each, pikepdf.Name))


def _pieces(data: memoryview) -> Iterator[bytes]:
    for start in range(0, len(data), CHUNK):
        yield bytes(data[start : start + CHUNK])


def _inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What the chunks inflate to, as far as they are sound: readers too show the part before the damage."""
    inflater = zlib.decompressobj()
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not inflater.eof:
                yield inflater.decompress(rest, CHUNK)
                rest = inflater.unconsumed_tail
            if inflater.eof:
                return
    except zlib.error:
        return


def _decode(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """One of the older filters, through pypdf, which bounds its own output (75 MB) and says when it stops there."""
    from pypdf import filters
    from pypdf.errors import LimitReachedError

    data = b"".join(chunks)
    try:
        if name in HEXADECIMAL:
            result = filters.ASCIIHexDecode.decode(data)
        elif name in BASE_85:
            result = filters.ASCII85Decode.decode(data)
        elif name in LZW:
            result = filters.LZWDecode.decode(data)
        else:
            result = filters.RunLengthDecode.decode(data)
    except LimitReachedError:
        raise TooLargeError from None
    except MemoryError:
        raise
    except Exception:  # unsound data: nothing comes out of it
        return
    yield from _pieces(memoryview(result))


def _run(chunks: Iterable[bytes]) -> None:
    for _ in chunks:
        pass
