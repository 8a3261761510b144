"""Where each element of a tree stands in the sender's own bytes, as line, column and byte offset."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property

from lxml import etree

from schemas.findings import Position
from schemas.form import Field

BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "windows-1252": "cp1252",
}
_DECLARED = re.compile(r"""^<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)""")


def codec_of(content: bytes) -> tuple[str | None, str]:
    """The codec of an XML document (None where it is unknown here or contradicts its mark) and the name it gives."""
    mark, rest = "", content
    for bytes_of_mark, codec in BYTE_ORDER_MARKS:
        if content.startswith(bytes_of_mark):
            mark, rest = codec, content[len(bytes_of_mark) :]
            break
    else:
        mark = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}.get(content[:2], "")
    match = _DECLARED.match(rest[:4000].decode(mark or "latin-1", "replace"))
    if match is None:
        return mark or "utf-8", (mark or "utf-8").upper()
    name = match[1]
    declared = CODECS.get(name.lower())
    if declared is None or (mark and not mark.startswith(declared)):
        return None, name
    if declared.startswith("utf-16") and not mark:
        return None, name
    return mark or declared, name


class SourceText:
    """The sender's bytes with their line table. Lines end at LF, CR LF or CR, as XML 1.0 (2.11) has it."""

    def __init__(self, content: bytes, codec: str) -> None:
        self.content, self.codec = content, codec
        self.mark = next((len(mark) for mark, _ in BYTE_ORDER_MARKS if content.startswith(mark)), 0)
        self._last = Position(1, 1, self.mark)

    def first_undecodable(self) -> int | None:
        """The offset of the first byte that the encoding does not allow, None where all are sound."""
        try:
            self.content[self.mark :].decode(self.codec)
        except UnicodeDecodeError as error:
            return self.mark + error.start
        return None

    def position(self, offset: int) -> Position:
        """The place of a byte offset (from 0, with the mark) as line and column (from 1, in characters)."""
        offset = min(max(offset, self.mark), len(self.content))
        line = bisect_right(self._line_starts, offset)
        begin, column = self._line_starts[line - 1], 1
        if begin <= self._last.offset <= offset:
            # findings mostly come in order: a document on one long line is not decoded from its start for each
            begin, column = self._last.offset, self._last.column
        column += len(self.content[begin:offset].decode(self.codec, "replace"))
        self._last = Position(line, column, offset)
        return self._last

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line end."""
        starts = self._line_starts
        end = starts[number] if number < len(starts) else len(self.content)
        return self.content[starts[number - 1] : end].decode(self.codec, "replace").rstrip("\r\n")

    @cached_property
    def _line_starts(self) -> array[int]:
        starts, text = array("q", [self.mark]), self.content[self.mark :].decode(self.codec, "replace")
        if self.codec in ("ascii", "latin-1", "cp1252") or len(text) == len(self.content) - self.mark:
            starts.extend(self.mark + match.end() for match in re.finditer(r"\r\n|\n|\r", text))
            return starts
        offset, done = self.mark, 0
        for match in re.finditer(r"\r\n|\n|\r", text):
            offset += len(text[done : match.end()].encode(self.codec, "replace"))
            done = match.end()
            starts.append(offset)
        return starts


Marks = tuple[Sequence[int], Sequence[int], Sequence[int]]


class SourceMap:
    """The places of the elements of one tree: three lists of byte offsets in document order, made when first asked."""

    def __init__(self, root: etree._Element, text: SourceText, marks: Callable[[], Marks]) -> None:
        self.text = text
        self._root, self._make = root, marks

    @cached_property
    def _marks(self) -> Marks:
        return self._make()

    @cached_property
    def _order(self) -> dict[etree._Element, int]:
        return {element: place for place, element in enumerate(self._root.iter(etree.Element))}

    def start(self, element: etree._Element) -> Position:
        """The `<` of the element's start tag."""
        return self._position(0, element)

    def value(self, element: etree._Element) -> Position:
        """The first character of the element's value; its `<` where it has none."""
        return self._position(1, element)

    def end(self, element: etree._Element) -> Position:
        """The `<` of the element's end tag."""
        return self._position(2, element)

    def sent(self, _: etree._Element) -> None:
        """An XML document has each value as it is."""

    def expected(self, _: Field) -> None:
        """The form says what a field takes."""

    def missing(self, _parent: etree._Element, _: Field) -> None:
        """In an XML document it is to be added where it stands in the form's order."""

    def named(self, _: Field) -> None:
        """An XML document calls each field as the form does."""

    def _position(self, point: int, element: etree._Element) -> Position:
        """A point of an element; where it was not noted, its beginning, and where that was not, the last one noted."""
        order, (starts, _, _) = self._order[element], self._marks
        if order >= len(starts):
            return self.text.position(starts[-1] if starts else 0)
        place = self._marks[point][order]
        return self.text.position(place if place >= 0 else starts[order])
