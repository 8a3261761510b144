"""What is this document? The qualified name of its root element, by a bounded look; nothing else is judged here."""

from __future__ import annotations

from contextlib import suppress
from xml.parsers import expat

LOOKED_AT = 65_536
"""Bytes in which the root element must begin."""


class _Found(Exception):
    """The root element began."""


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
