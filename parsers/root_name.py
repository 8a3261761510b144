"""What is this document? By a bounded look at its first bytes; nothing else is judged here."""

from __future__ import annotations

from contextlib import suppress
from xml.parsers import expat

LOOKED_AT = 65_536
"""Bytes in which the root element, or the first segment, must begin."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
BLANKS = b" \t\r\n"


class _Found(Exception):
    """The root element began."""


def is_edifact(content: bytes, name: str = "") -> bool:
    """Whether a body is EDIFACT: it begins with UNA or UNB, behind a byte order mark and blanks if there are any.

    Of what begins otherwise the name decides (`.edi`), unless it begins as XML does.
    """
    beginning = content[:LOOKED_AT].removeprefix(BYTE_ORDER_MARK).lstrip(BLANKS)
    if beginning.startswith((b"UNA", b"UNB")):
        return True
    return name.lower().endswith(".edi") and not beginning.startswith((b"<", b"\xff\xfe", b"\xfe\xff"))


def root_name(content: bytes) -> str | None:
    """`{namespace}Name` of the root element; None where the first bytes show none, or have a DOCTYPE."""
    names: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        names.append(name)
        raise _Found

    def refuse(*_: object) -> None:
        raise _Found

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    with suppress(_Found, expat.ExpatError, LookupError, ValueError):
        parser.Parse(content[:LOOKED_AT], False)
    return (f"{{{names[0]}" if "}" in names[0] else names[0]) if names else None
