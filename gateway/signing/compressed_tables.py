"""How the objects of a printed form are found: by two compressed tables and in object streams (ISO 32000, 7.5.7 and 8).

A library that wants one object of an object stream expands and reads all of it. So each is expanded here before, within
bounds, and nothing is taken that could be read in two ways: what we and a library expand are the same bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from gateway.signing.limits import LARGEST_EXPANDED, LARGEST_OBJECT_STREAM, MOST_OBJECTS
from gateway.signing.pdf_tables import LONGEST_TRAILER, newest_table, revision_is_small

_HEAD = re.compile(rb"\s{0,4}(\d{1,9}) 0 obj\s{1,4}<<")
_ENTRY = re.compile(
    rb"\s{0,4}/([A-Za-z]{1,20})\s{0,4}"
    rb"(/[A-Za-z]{1,20}|\d{1,9}(?: \d{1,5} R)?|\[[ 0-9]*\]|\[ ?(?:<[0-9A-Fa-f]*> ?){2}\]"
    rb"|<< /Columns \d{1,2} /Predictor 12 >>)"
)
_TAIL = re.compile(rb"\s{0,4}>>\s{1,4}stream\r?\n")
_TABLE = frozenset(b"Type Size Index W Prev Root Info ID Length Filter DecodeParms".split())
_OBJECTS = frozenset(b"Type Length Filter N First".split())
_UP = 2
"""The predictor of PNG that takes the row above away."""


class _Stream(NamedTuple):
    number: int
    entries: Mapping[bytes, bytes]
    start: int

    def numbers(self, name: bytes) -> list[int]:
        """The numbers in an entry, none where it is absent."""
        return [int(each) for each in re.findall(rb"\d+", self.entries.get(name, b""))]


def tables_are_compressed(content: bytes) -> bool:
    """True where the file has two compressed tables of bounded size, the signature's behind the document's, and all
    object streams that the document's names are of bounded size too."""
    at = newest_table(content)
    newest = None if at is None else _stream(content, at, b"/XRef", _TABLE)
    if at is None or newest is None or len(newest.numbers(b"Prev")) != 1:
        return False
    before = newest.numbers(b"Prev")[0]
    oldest = _stream(content, before, b"/XRef", _TABLE) if 0 < before < at else None
    if oldest is None or b"Prev" in oldest.entries or b"Index" in oldest.entries:
        return False
    if not revision_is_small(content, before):
        return False
    added, rows = _rows(content, newest), _rows(content, oldest)
    if added is None or rows is None or any(kind > 1 for kind, *_ in added):
        return False
    return _expands(content, rows, set(_numbered(newest)))


def _expands(content: bytes, rows: Sequence[tuple[int, ...]], changed: set[int]) -> bool:
    """Whether each object stream is where its row says, is what it says, and expands within the bounds."""
    left = LARGEST_EXPANDED
    for number in {place for kind, place, _ in rows if kind > 1}:
        if number in changed or number >= len(rows) or rows[number][0] != 1:
            return False
        found = _stream(content, rows[number][1], b"/ObjStm", _OBJECTS)
        expanded = None if found is None else _expanded(content, found, LARGEST_OBJECT_STREAM)
        if found is None or found.number != number or expanded is None or len(expanded) > left:
            return False
        left -= len(expanded)
    return True


def _stream(content: bytes, at: int, kind: bytes, names: frozenset[bytes]) -> _Stream | None:
    """The stream at a place, where its dictionary is of this kind and names nothing else, and nothing twice."""
    head = _HEAD.match(content, at)
    if head is None:
        return None
    entries: dict[bytes, bytes] = {}
    place = head.end()
    while (entry := _ENTRY.match(content, place, at + LONGEST_TRAILER)) is not None:
        if entry[1] in entries or entry[1] not in names:
            return None
        entries[entry[1]], place = entry[2], entry.end()
    tail = _TAIL.match(content, place)
    sound = entries.get(b"Type") == kind and entries.get(b"Filter") == b"/FlateDecode"
    sound = sound and entries.get(b"Length", b"").isdigit() and entries.get(b"DecodeParms", b"<<").startswith(b"<<")
    if tail is None or not sound:
        return None
    return _Stream(int(head[1]), entries, tail.end())


def _expanded(content: bytes, stream: _Stream, most: int) -> bytes | None:
    """What a stream inflates to, None where it is damaged or more than `most` bytes."""
    inflater = zlib.decompressobj()
    (length,) = stream.numbers(b"Length")
    try:
        data = inflater.decompress(content[stream.start : stream.start + length], most + 1)
    except zlib.error:
        return None
    return data if inflater.eof and len(data) <= most else None


def _numbered(table: _Stream) -> list[int]:
    """The numbers of the objects of a table, in the order of its rows."""
    index = table.numbers(b"Index") or [0, *table.numbers(b"Size")]
    return [each for first, count in zip(index[::2], index[1::2], strict=True) for each in range(first, first + count)]


def _rows(content: bytes, table: _Stream) -> list[tuple[int, ...]] | None:
    """The rows of a table: kind, place, and what else; None where they are not as its dictionary says."""
    widths, index = table.numbers(b"W"), table.numbers(b"Index") or [0, *table.numbers(b"Size")]
    if len(widths) != 3 or not 0 < widths[0] < 3 or max(widths) > 8 or len(index) % 2:
        return None
    count, columns = sum(index[1::2]), table.numbers(b"DecodeParms")[:1]
    width = sum(widths) + len(columns)
    if not 0 < count <= MOST_OBJECTS or (columns and columns[0] != sum(widths)):
        return None
    data = _expanded(content, table, count * width)
    if data is None or len(data) != count * width:
        return None
    bytewise: list[Sequence[int]] = [data[each::width] for each in range(width)]
    if columns:
        marks, *bytewise = bytewise
        if set(marks) != {_UP}:
            return None
        bytewise = [[each & 255 for each in accumulate(column)] for column in bytewise]
    starts = [0, widths[0], widths[0] + widths[1]]
    fields = [_joined(bytewise[start : start + size], count) for start, size in zip(starts, widths, strict=True)]
    return list(zip(*fields, strict=True))


def _joined(columns: Sequence[Sequence[int]], count: int) -> list[int]:
    """The numbers that are written in some columns, a byte in each, the greatest first; 0 where there is none."""
    values = [0] * count
    for column in columns:
        values = [value << 8 | each for value, each in zip(values, column, strict=True)]
    return values
