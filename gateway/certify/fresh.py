"""Fresh numbers for a vector: message number, declarant's reference, and function 1 (verdict), in its own bytes.

A gateway answers the same bytes with the answer that it has stored, so what is sent must be new. Each value is replaced
by one of the same length in the document's own encoding: no line, column or offset moves. A value that the form refuses
is what the vector shows, and stays.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from itertools import count
from threading import Lock

from lxml import etree

from gateway.judging.judge import VERDICT
from parsers.source_map import BYTE_ORDER_MARKS, codec_of
from parsers.xml import read_xml
from schemas.declaration import text_of
from schemas.form import form

MESSAGE_NUMBER, REFERENCE, FUNCTION = "MessageNumber", "DeclarantReference", "FunctionCode"
SEARCHED = 100_000
"""Bytes of a document that is malformed or no DUM, searched for the values."""
CHANGED_LETTERS = 12
"""Letters and digits, from the right, that change in a reference: 36 to the 12th is enough for ever."""
HIGHEST_START = 10**15
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_IN_TEXT = re.compile(
    rf"<(?:[\w.-]+:)?({MESSAGE_NUMBER}|{REFERENCE}|{FUNCTION})>[ \t\r\n]*([^<>&\s][^<>&]{{0,34}}?)[ \t\r\n]*<"
)


class Numbers:
    """Numbers that were not used before: from a start drawn at random upwards. Several threads may ask."""

    def __init__(self, start: int | None = None) -> None:
        self._count = count(secrets.randbelow(HIGHEST_START) if start is None else start)
        self._lock = Lock()

    def next(self) -> int:
        """The next number."""
        with self._lock:
            return next(self._count)


def refreshed(content: bytes, number: int) -> bytes:
    """The document with what `number` makes of its three values; as it is where it has none of them."""
    for offset, name, value in _values(content):
        codec = codec_of(content)[0] or "latin-1"
        try:
            before, after = value.encode(codec), other(name, value, number).encode(codec)
        except UnicodeEncodeError:
            continue
        if content[offset : offset + len(before)] == before and len(before) == len(after):
            content = content[:offset] + after + content[offset + len(before) :]
    return content


def _values(content: bytes) -> Iterator[tuple[int, str, str]]:
    """The values that can be replaced: byte offset, element, value."""
    reading = read_xml(content)
    if reading.root is None or reading.source is None or reading.root.tag != form("dum").root.tag:
        yield from _searched(content)
        return
    for child in reading.root:
        field = form("dum").root.by_tag.get(child.tag)
        if field is None or field.name not in (MESSAGE_NUMBER, REFERENCE, FUNCTION):
            continue
        value = text_of(child)
        if field.accepts(value):
            yield reading.source.value(child).offset, etree.QName(child.tag).localname, value


def _searched(content: bytes) -> Iterator[tuple[int, str, str]]:
    """The same in a document that is no DUM: what looks like them, up to a limit."""
    codec = codec_of(content)[0] or "latin-1"
    mark = next((len(each) for each, _ in BYTE_ORDER_MARKS if content.startswith(each)), 0)
    text = content[mark:SEARCHED].decode(codec, "replace")
    for match in _IN_TEXT.finditer(text):
        yield mark + len(text[: match.start(2)].encode(codec, "replace")), match[1], match[2]


def other(name: str, value: str, number: int) -> str:
    """Another value of the same length for an element, made of `number`; the function becomes that of a verdict."""
    if name == FUNCTION:
        return VERDICT if len(value) == 1 else value
    if name == MESSAGE_NUMBER:
        return f"{number % 10 ** len(value):0{len(value)}d}" if value.isascii() and value.isdigit() else value
    letters = list(value)
    places = [place for place, letter in enumerate(letters) if letter.isascii() and letter.isalnum()]
    for place in reversed(places[-CHANGED_LETTERS:]):
        number, digit = divmod(number, len(_LETTERS))
        letters[place] = _LETTERS[digit]
    return "".join(letters)
