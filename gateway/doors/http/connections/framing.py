"""Where one request is in the bytes that come: how much of a head, of a body, and of what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.doors.http.connections import bounds

HEAD_END = b"\r\n\r\n"
PIECE = 4_096
"""What the parser gets at once where nobody knows where the request ends, so that what is refused costs no more."""


class Framing:
    """Counts one request after the other. Sizes in bytes."""

    def __init__(self) -> None:
        self.in_body = False
        self._start()

    def _start(self) -> None:
        self.head_bytes = 0
        self._tail = b""
        self._line = b""
        """The request line, as far as it came."""
        self._left: int | None = 0
        """Of a body of known length; None where it comes in chunks."""
        self._bare = 0
        self._window, self._seconds = 0, 0.0

    def next_piece(self, data: bytes) -> int:
        """How much of `data` the parser may have: up to the end of a head or a body, never beyond a limit."""
        if self.in_body:
            if self._left is not None:
                return min(len(data), self._left)
            self._bare += min(len(data), PIECE)
            return min(len(data), PIECE)
        seen = self._tail + data[:PIECE]
        end = seen.find(HEAD_END)
        size = len(seen) - len(self._tail) if end < 0 else end + len(HEAD_END) - len(self._tail)
        size = max(1, min(size, bounds.HEAD_BYTES + 1 - self.head_bytes))
        self._tail = (self._tail + data[:size])[-len(HEAD_END) + 1 :]
        self.head_bytes += size
        if not self._line.endswith(b"\n"):
            self._line = (self._line + data[:size]).lstrip(b"\r\n")
            end = self._line.find(b"\n") + 1
            self._line = self._line[: end or None]
        return size

    def is_old(self) -> bool:
        """The request line names no version, as in HTTP/0.9: nothing need follow it."""
        return self._line.endswith(b"\n") and b" HTTP/" not in self._line

    def head_ends(self, headers: Sequence[tuple[bytes, bytes]]) -> None:
        """The head is whole; its headers say how the body comes."""
        named = dict(headers)
        self._start()
        self.in_body = True
        if b"transfer-encoding" in named:
            self._left = None
        else:
            length = named.get(b"content-length", b"0").strip()
            self._left = int(length) if length.isdigit() else 0

    def body(self, size: int) -> None:
        """Bytes of the body came."""
        self._window += size
        self._bare = 0
        if self._left is not None:
            self._left -= size

    def message_ends(self) -> None:
        """The request is here as a whole."""
        self.in_body = False
        self._start()

    def too_much(self) -> bool:
        """The head, or what stands around the chunks, is beyond its bound."""
        return self._bare > bounds.FRAMING_BYTES if self.in_body else self.head_bytes > bounds.HEAD_BYTES

    def goes_on(self, seconds: float) -> bool:
        """After a window of so many seconds: enough of the body came in it, and the whole is not too slow."""
        self._seconds += seconds
        enough, self._window = self._window >= bounds.BODY_WINDOW_BYTES, 0
        return enough and self._seconds < bounds.BODY_MOST_SECONDS
