"""Cut at every byte, or any bytes at all: the right verdict for what is left, never an exception, in bounded time."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers.edifact.reader import Interchange, read, read_whole
from tests.parsers.edifact.samples import HARD, ODD, SOUND
from tests.parsers.edifact.seen import seen, told

HEAD = b"UNB+UNOC:3+A:ZZ+B:ZZ+261101:1200+R1'"
OPEN = HEAD + b"UNH+1+CUSDEC:D:96B:UN'BGM+929+1+9'UNS+D'"
MEGABYTES = 10
SECONDS = 12
"""For ten megabytes of the worst, on a slow machine; quadratic time would be hours."""


@pytest.mark.parametrize("content", [SOUND, ODD])
def test_cut_at_every_byte(content: bytes) -> None:
    terminator = b"~" if content is ODD else b"'"
    [(_, whole)] = read_whole(content)
    head = content.index(terminator, 10) + 1
    end = content.rindex(terminator) + 1
    for at in range(end):
        [(found, messages)] = read_whole(content[:at])
        if at < head:
            assert told(found.faults) == [("UCI", 0, None, None, None, None)], at
            continue
        assert told(found.faults) == [("UCI", 13, None, "UNZ", None, None)], at
        complete = [message for message in whole if message.end <= at]
        begun = [message for message in whole if message.offset + content[message.offset :].index(terminator) < at]
        assert len(messages) == len(begun), at
        for message, sound in zip(messages, complete, strict=False):
            assert message.faults == sound.faults, at
        for message in messages[len(complete) :]:
            assert ("UCM", 13, None, "UNT", None, None) in told(message.faults), at
    assert read_whole(content[:end])[0][0].faults == []


PIECES = [b"UNA:+.? '", b"UNB+UNOC:3", b"UNB+UNOY:4+A+B+20261101:1200+R'", HEAD, OPEN]
MARKS = [b"'", b"?", b"+", b":", b"*", b"\n", b" ", b"\x00", b"\xff", b"\xef\xbb\xbf"]
SEGMENTS = [b"UNT+1+1'", b"UNZ+1+R1'", b"UNG+'", b"UNE'", b"UNS+D'", b"CST+1'", b"MOA+39:1.:EUR'"]


@settings(max_examples=250)
@given(st.lists(st.sampled_from(PIECES + MARKS + SEGMENTS) | st.binary(max_size=4), max_size=30).map(b"".join))
@example(b"UNA''''''")
@example(b"UNA:+.? 'UNA:+.? 'UNB+UNOC:3'")
@example(HEAD + b"UNT+1+1'UNE+1'UNZ+" + b"9" * 5000 + b"'")
@example(HEAD + b"UNH'UNT'UNZ'")
@example(HEAD.replace(b"UNOC", b""))
def test_any_bytes_give_records_and_the_same_in_small_chunks(content: bytes) -> None:
    whole = seen([content])
    assert any(record[0] == "interchange" for record in whole)  # type: ignore[index]
    assert seen([content[at : at + 5] for at in range(0, len(content), 5)], block=7) == whole


@settings(max_examples=150)
@given(st.integers(0, len(HARD) - 1), st.binary(min_size=1, max_size=3), st.booleans())
def test_bytes_put_into_a_sound_stream_never_raise(at: int, noise: bytes, over: bool) -> None:
    assert read_whole(HARD[:at] + noise + HARD[at + over * len(noise) :])


SHAPES = {
    "no terminator": (OPEN, b"A"),
    "nothing but letters": (b"", b"A"),
    "release characters": (OPEN, b"?"),
    "released terminators": (OPEN, b"?'"),
    "element separators": (OPEN, b"+"),
    "component separators": (OPEN + b"FTX+", b":"),
    "long segments of empty elements": (OPEN, b"FTX" + b"+" * 9000 + b"'"),
    "heads without end": (b"", b"UNB+UNOA:1"),
    "interchanges of nothing": (b"", b"UNB+UNOA:1'"),
    "UNA after UNA": (b"", b"UNA:+.? 'UNB+UNOA:1'"),
    "groups of nothing": (HEAD, b"UNG+1+CUSDEC+ABCDEFGHIJKLMNOPQ'"),
    "byte order marks": (b"", b"\xef\xbb\xbf"),
    "unknown segments": (OPEN, b"XXX+12345678'"),
    "articles": (OPEN, b"CST+1'"),
    "faulty articles": (OPEN, b"CST+1+?'?'?'?'?''"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_megabytes_of_the_worst_are_answered_soon(shape: str) -> None:
    head, piece = SHAPES[shape]

    def chunks() -> Iterator[bytes]:
        yield head
        for _ in range(MEGABYTES * 20):
            yield piece * (50_000 // len(piece))

    began = time.process_time()
    *_, last = read(chunks())
    assert time.process_time() - began < SECONDS
    assert isinstance(last, Interchange) and last.rejected
