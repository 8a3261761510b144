"""A stream of bytes, cut at each segment terminator that is not released; never more in memory than a few blocks.

The stream is first made into blocks of one size, so that nothing depends on how it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parsers.edifact.segment import ServiceCharacters, split_released

BLOCK = 65_536
BLANKS = b" \t\r\n"
BOM = b"\xef\xbb\xbf"


def blocks(chunks: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """The same bytes in blocks of one size, the last one shorter."""
    held: list[bytes] = []
    length = 0
    for chunk in chunks:
        held.append(chunk)
        length += len(chunk)
        if length >= size:
            whole = b"".join(held)
            for start in range(0, length - size + 1, size):
                yield whole[start : start + size]
            rest = whole[length - length % size :]
            held, length = [rest], len(rest)
    if length:
        yield b"".join(held)


class Tokenizer:
    """Cuts the stream into pieces: what stands between two terminators.

    A piece longer than the limit is given cut, one byte longer than the limit, and the rest of it left out.
    `overrun` says that the stream was longer than `max_bytes`; what follows is not read.
    """

    def __init__(self, chunks: Iterable[bytes], max_bytes: int, max_piece: int, block: int = BLOCK) -> None:
        self._blocks = blocks(chunks, block)
        self._left = max_bytes
        self._max_piece = max_piece
        self._base = 0
        self._at = 0
        self._buffer = b""
        self._skipping = False
        self.overrun = False
        self.cut(ServiceCharacters())

    def cut(self, characters: ServiceCharacters, offset: int | None = None) -> None:
        """Cut from now on, or from an offset of the batch given last, with these characters."""
        self._terminator = characters.terminator.encode()
        self._release = characters.release.encode()
        if offset is not None:
            self._at = offset - self._base
            self._skipping = False

    def batch(self) -> tuple[int, list[bytes]] | None:
        """The next pieces that a terminator follows, with the offset of the first; None at the end of the stream."""
        while True:
            start = self._base + self._at
            pieces = split_released(self._buffer[self._at :], self._terminator, self._release)
            rest = pieces.pop() if pieces else b""
            self._at = len(self._buffer) - len(rest)
            if self._skipping and pieces:
                start += len(pieces.pop(0)) + 1
                self._skipping = False
            if pieces:
                return start, pieces
            if not self._skipping and len(rest) > self._max_piece:
                self._skipping = True
                self._forget(rest)
                return start, [rest[: self._max_piece + 1]]
            if self._skipping:
                self._forget(rest)
            if not self._fill():
                return None

    def _forget(self, rest: bytes) -> None:
        """Leave out what is skipped but a release character at its end that is not released itself."""
        self._at = len(self._buffer)
        if self._release:
            self._at -= (len(rest) - len(rest.rstrip(self._release))) % 2

    def _fill(self) -> bool:
        """Read a block behind what is not used up."""
        block = next(self._blocks, b"") if not self.overrun else b""
        if len(block) > self._left:
            block, self.overrun = block[: self._left], True
        self._left -= len(block)
        if not block:
            return False
        self._base += self._at
        self._buffer = self._buffer[self._at :] + block
        self._at = 0
        return True

    def look(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes at an offset of the batch given last; what follows stays to be cut."""
        self._at = offset - self._base
        self._skipping = False
        while len(self._buffer) - self._at < length and self._fill():
            pass
        return self._buffer[self._at : self._at + length]

    def find(self, pattern: re.Pattern[bytes], offset: int, overlap: int) -> int | None:
        """Where a pattern of at most `overlap` bytes stands next; None, and the stream is at its end, where nowhere."""
        self._at = offset - self._base
        self._skipping = False
        while True:
            found = pattern.search(self._buffer, self._at)
            if found:
                self._at = found.start()
                return self._base + self._at
            self._at = max(self._at, len(self._buffer) - overlap)
            if not self._fill():
                self._at = len(self._buffer)
                return None

    @property
    def rest(self) -> bytes:
        """What no terminator follows, once there is no batch more."""
        return self._buffer[self._at :]

    @property
    def end(self) -> int:
        """The offset behind the last byte that was read."""
        return self._base + len(self._buffer)
