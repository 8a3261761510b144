"""The end of a connection: an answer is flushed, and a client who still sends gets time to read it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from gateway.doors.http.connections import bounds

LEAST_MOVED = 2_500
"""Bytes of an answer that a client must take within CLOSING_SECONDS: 4 kbit/s, as for bodies."""


class EndingTransport:
    """A transport whose `close` gives the answer its time.

    To close a socket while its client still sends resets it, and the answer may be lost: we say that we end, throw away
    what still comes, and let go when he is silent or his time is over.
    """

    def __init__(self, transport: asyncio.Transport, sends_on: Callable[[], bool]) -> None:
        self._transport = transport
        self._sends_on = sends_on
        self._timer: asyncio.TimerHandle | None = None
        self._seconds_left = bounds.LINGER_SECONDS
        self._unsent, self._heard = 0, 0
        self.ending = False

    def __getattr__(self, name: str) -> Any:
        """All else as the transport does it."""
        return getattr(self._transport, name)

    def get_extra_info(self, name: str, default: object = None) -> Any:
        """As the transport has it, but for its socket: each question to that one is a system call during which another
        thread takes over, and under many new connections the door would wait for its turn all the time."""
        return default if name == "socket" else self._transport.get_extra_info(name, default)

    def is_closing(self) -> bool:
        """True as soon as the end has begun."""
        return self.ending or bool(self._transport.is_closing())

    def close(self) -> None:
        """End it, and see to its being over in time."""
        if self.is_closing():
            return
        self.ending = True
        self._unsent = self._transport.get_write_buffer_size()
        if self._sends_on() and self._transport.can_write_eof():
            self._transport.write_eof()
            self._transport.resume_reading()
        else:
            self._transport.close()
        self._watch()

    def abort(self) -> None:
        """End it now, whatever is unsent."""
        self.ending = True
        self._transport.abort()

    def heard(self, size: int) -> None:
        """Bytes of a client who has his answer: nobody reads them."""
        self._heard += size

    def lost(self) -> None:
        """It is over."""
        if self._timer is not None:
            self._timer.cancel()

    def _watch(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(bounds.CLOSING_SECONDS, self._look)

    def _look(self) -> None:
        unsent = self._transport.get_write_buffer_size()
        moved = self._unsent - unsent >= min(LEAST_MOVED, self._unsent) > 0
        self._seconds_left -= 0 if moved else bounds.CLOSING_SECONDS
        heard, self._heard, self._unsent = self._heard, 0, unsent
        if moved or (heard and not unsent and self._seconds_left > 0):
            self._watch()
        else:
            self._transport.abort()
