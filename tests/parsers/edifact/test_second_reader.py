"""pydifact, a reader of other people, sees the same segments in what both accept; what it cannot read is listed."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydifact.exceptions import EDISyntaxError
from pydifact.parser import Parser

from parsers.edifact.reader import read_whole
from tests.parsers.edifact.drawn import DEFAULT, KINDS, ODD, Drawer, interchange
from tests.parsers.edifact.samples import GROUPED, SOUND

CANNOT = {
    "a byte order mark": b"\xef\xbb\xbf" + SOUND,
    "something before UNA": b"SAGE\n" + SOUND,
    "a line end before the first segment": b"\n" + SOUND,
    "a tabulator before a segment": SOUND.replace(b"UNS+D", b"\tUNS+D", 1),
}
"""What pydifact refuses and we read."""

DIFFERENT = {
    "repetitions": GROUPED,
    "groups": GROUPED.replace(b"UNOC:4", b"UNOC:3").replace(b"20261101", b"261101").replace(b"RE*F?**", b"REF"),
    "empty components at the end": SOUND.replace(b"LOC+22+309:113:ZZZ'", b"LOC+22+309:113:ZZZ:'", 1),
    "a message outside of an interchange": SOUND[SOUND.index(b"UNH") : SOUND.index(b"UNZ")],
    "two interchanges": SOUND + b"UNA|+.? '" + SOUND.replace(b":", b"|"),
}
"""What it takes and reads otherwise: it has no repetition character, takes UNG and UNE for segments like others, and
goes on with the first service characters. It drops empty components, and reads messages that nobody sent."""


def others(content: bytes, codec: str = "latin-1") -> list[tuple[str, list[list[str]]]]:
    """The segments that pydifact sees; an element of one component is a str of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [
            (segment.tag, [element if isinstance(element, list) else [element] for element in segment.elements])
            for segment in Parser().parse(content.decode(codec))
            if segment.tag not in ("UNA", "UNB", "UNZ")
        ]


def ours(content: bytes) -> list[tuple[str, list[list[str]]]]:
    return [
        (segment.tag, segment.split())
        for _, messages in read_whole(content)
        for message in messages
        for segment in message.segments
    ]


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(KINDS), st.booleans(), st.sampled_from(["", "\r\n"]))
def test_the_same_segments(seed: int, kind: tuple[str, str, str, str], odd: bool, between: str) -> None:
    segments = Drawer(seed, size=0.2).message(kind).segments
    content = interchange([segments], characters=ODD if odd else DEFAULT, una=odd, between=between)
    assert others(content) == ours(content)


@pytest.mark.parametrize("what", CANNOT)
def test_what_it_refuses(what: str) -> None:
    with pytest.raises(EDISyntaxError):
        others(CANNOT[what])
    assert len(ours(CANNOT[what])) == len(ours(SOUND))


@pytest.mark.parametrize("what", DIFFERENT)
def test_what_it_reads_otherwise(what: str) -> None:
    assert others(DIFFERENT[what]) != ours(DIFFERENT[what])
