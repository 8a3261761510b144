"""How the objects of an issued PDF are found: by two plain tables, the document's and the signature's (ISO 32000, 7.5).

A table may also name any number of older ones. Ours do not, so a library that opens one of ours has two tables of
twenty bytes an object to read, and nothing to expand; those of a printed form are compressed (`compressed_tables.py`).
The objects that are looked at are of bounded size: a library makes a hundred bytes of a number of two.
"""

from __future__ import annotations

import re

from gateway.signing.limits import LARGEST_OBJECT, LARGEST_REVISION, MOST_OBJECTS

_START = re.compile(rb"startxref\s{1,4}(\d{1,9})\s{1,4}%%EOF\s{0,4}")
_PREVIOUS = re.compile(rb"/Prev\s{1,4}(\d{1,9})\b")
_CATALOG = re.compile(rb"/Root\s{1,4}(\d{1,9}) ")
_SOON_OVER = re.compile(rb"endobj|stream")
LONGEST_TRAILER = 2_000
ENTRY = 20
"""Bytes of an entry of a table."""


def tables_are_plain(content: bytes) -> bool:
    """True where the file has two plain tables of bounded size, the signature's behind the document's, and no more."""
    newest = newest_table(content)
    trailer = None if newest is None else _trailer(content, newest)
    previous = _PREVIOUS.findall(trailer) if trailer else []
    if newest is None or len(previous) != 1 or not 0 < int(previous[0]) < newest:
        return False
    oldest = _trailer(content, int(previous[0]))
    if oldest is None or b"/Prev" in oldest:
        return False
    return revision_is_small(content, int(previous[0]))


def newest_table(content: bytes) -> int | None:
    """Where the table stands that the end of the file names."""
    found = _START.fullmatch(content, content.rfind(b"startxref"))
    return int(found[1]) if found else None


def revision_is_small(content: bytes, previous: int) -> bool:
    """Whether little stands behind the document, whose own table is the `previous` one."""
    return 0 < len(content) - content.find(b"%%EOF", previous) <= LARGEST_REVISION


def is_small(content: bytes, number: int, most: int = LARGEST_OBJECT) -> bool:
    """True where each object of this number, wherever it stands, ends or goes on as a stream within `most` bytes."""
    begins = re.compile(rb"(?<![0-9])0*%d[\x00\s]+[0-9]+[\x00\s]+obj\b" % number)
    return all(_SOON_OVER.search(content, found.end(), found.end() + most) for found in begins.finditer(content))


def catalog_is_small(content: bytes) -> bool:
    """True where the newest table names one catalog, and that is small."""
    newest = newest_table(content)
    named = [] if newest is None else _CATALOG.findall(content, newest)
    return len(named) == 1 and is_small(content, int(named[0]))


def _trailer(content: bytes, table: int) -> bytes | None:
    """The trailer behind a plain table; None where there is none, or it says more than ours do."""
    at = content.find(b"trailer", table, table + ENTRY * MOST_OBJECTS)
    if not content.startswith(b"xref", table) or at < 0:
        return None
    end = content.find(b"startxref", at, at + LONGEST_TRAILER)
    trailer = content[at:end] if end >= 0 else b"#"
    return None if b"#" in trailer or b"XRefStm" in trailer else trailer  # a name could hide behind a # code
