"""Bytes changed without a thought for what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

LARGEST = 3_000_000
"""Bytes of an input: from there on nothing is put in."""

PIECES = (
    *(b"\x00", b"\xff", b"\x80", b"\x1a", b"\x1b", b"\r\n", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xfe\xff"),
    *(b"\xf4\x90\x80\x80", b"\xe2\x80\xae", b"%00", b"--", b"<", b">", b"'", b'"', b"&", b"+", b":", b"?", b"/", b"\\"),
)
TIMES = (2, 3, 10, 60, 300, 2_000)


def mutated(random: Random, content: bytes, pieces: Sequence[bytes] = PIECES) -> bytes:
    """One change: a piece cut out, repeated, moved, put in, or a byte changed."""
    begin = random.randint(0, len(content))
    end = min(len(content), begin + random.choice((1, 2, 4, 16, 100, 1_000, 10_000)))
    piece = content[begin:end]
    kind = random.randrange(7)
    if kind == 0:
        return content[:begin] + content[end:]
    if kind == 1:
        times = min(random.choice(TIMES), LARGEST // (len(piece) or 1))
        return content[:begin] + piece * times + content[end:]
    if kind == 2:
        rest = content[:begin] + content[end:]
        at = random.randint(0, len(rest))
        return rest[:at] + piece + rest[at:]
    if kind == 3:
        return content[:begin] + random.choice(pieces) + content[begin:]
    if kind == 4 and piece:
        return content[:begin] + bytes([piece[0] ^ 1 << random.randrange(8)]) + content[begin + 1 :]
    if kind == 5:
        return content[:begin]
    return content[:begin] + random.randbytes(random.randint(1, 8)) + content[end:]


def several(random: Random) -> int:
    """How many changes: mostly one or two, seldom many."""
    return random.choice((1, 1, 1, 2, 2, 3, 5, 9))
