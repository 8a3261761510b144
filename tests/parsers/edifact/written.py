"""What we wrote, read again: by our own reader with its tables, and by pydifact, which knows nothing of us."""

from __future__ import annotations

import warnings

from pydifact.parser import Parser

from parsers.edifact.reader import read_whole
from renderers.edifact.writing import CHARACTER_SETS

Plain = list[tuple[str, list[list[str]]]]
"""Segments as tags and elements, each a list of components; nothing empty at the end of any."""


def sound(content: bytes) -> Plain:
    """The segments of the one message in `content`, which has no fault by our tables. Envelope left out."""
    ((interchange, messages),) = read_whole(content)
    (message,) = messages
    assert [*interchange.faults, *message.faults, *interchange.warnings] == []
    return [(segment.tag, _trimmed(segment.elements)) for segment in message.segments]


def by_pydifact(content: bytes) -> Plain:
    """All segments of `content` as pydifact reads them, without UNA."""
    syntax = content.split(b"UNB+", 1)[1][:4].decode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its wheel has no directories, and says so of every segment
        segments = list(Parser().parse(content.decode(CHARACTER_SETS[syntax][1])))
    return [(each.tag, _trimmed(_components(each.elements))) for each in segments if each.tag != "UNA"]


def _components(elements: list[str | list[str]]) -> list[list[str]]:
    return [[each] if isinstance(each, str) else list(each) for each in elements]


def _trimmed(elements: list[list[str]]) -> list[list[str]]:
    kept = []
    for element in elements:
        components = list(element)
        while components and not components[-1]:
            components.pop()
        kept.append(components)
    while kept and not kept[-1]:
        kept.pop()
    return kept
