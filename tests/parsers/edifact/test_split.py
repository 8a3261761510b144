"""However the bytes come, the same is read: split in two at every byte, in chunks of every size, in blocks of any."""

from __future__ import annotations

from parsers.edifact.reader import EdifactLimits
from tests.parsers.edifact.samples import HARD
from tests.parsers.edifact.seen import seen

TIGHT = EdifactLimits(max_segment_bytes=60)


def test_split_in_two_at_every_byte() -> None:
    whole = seen([HARD])
    assert len(whole) == 11
    for at in range(len(HARD) + 1):
        assert seen([HARD[:at], HARD[at:]]) == whole, at


def test_chunks_of_every_size() -> None:
    whole = seen([HARD])
    for size in range(1, 65):
        assert seen(HARD[at : at + size] for at in range(0, len(HARD), size)) == whole, size


def test_blocks_of_every_size_and_segments_that_are_too_long() -> None:
    for limits in (EdifactLimits(), TIGHT):
        whole = seen([HARD], limits)
        for block in (*range(1, 65), 100, 500):
            assert seen([HARD], limits, block=block) == whole, block


def test_empty_chunks_are_nothing() -> None:
    assert seen([b"", HARD[:9], b"", b"", HARD[9:], b""]) == seen([HARD])
