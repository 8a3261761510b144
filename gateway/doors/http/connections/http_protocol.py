"""HTTP on one connection: bytes and seconds of each head, body and pause are bounded, and so is its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.doors.http.connections import bounds
from gateway.doors.http.connections.closing import EndingTransport
from gateway.doors.http.connections.framing import Framing
from gateway.doors.http.connections.proxies import plain, share_of
from gateway.doors.http.connections.refusals import raw_refusal, wrong_head

if TYPE_CHECKING:
    from gateway.doors.http.connections.http_door import Door


class DoorProtocol(HttpToolsProtocol):
    """uvicorn's protocol behind the bounds of the door.

    The parser is fed one request at a time. What comes behind an unanswered one is kept as bytes, and read later.
    """

    door: Door

    def connection_made(self, transport: Any) -> None:
        """A new connection: it gets a place, and the time of its first head begins."""
        self.ending = EndingTransport(transport, self._sends_on)
        self.timer: asyncio.TimerHandle | None = None
        self.framing = Framing()
        self.rest = b""
        self.deaf = False
        """Nothing more is read: the answer under way is the last one."""
        self.refusal: tuple[int, Mapping[str, Any]] | None = None
        self.refused: int | None = None
        """The status by which the door itself ended this connection."""
        self.owner: str | None = None
        """The partner whose key the last request had."""
        self.known = False
        """Whether the key of the present request is known to be somebody's."""
        self.gone = asyncio.Event()
        self.silent = False
        transport.max_size = bounds.READ_AT_ONCE
        super().connection_made(self.ending)  # type: ignore[arg-type]
        self.peer = plain(self.client[0]) if self.client else ""
        self.proxy = self.door.proxies.trusts(self.peer)
        if not self.door.places.enter(self, share_of(self.peer), self.proxy):
            self.door.log.refused(self.peer, "places")
            self.ending.abort()
            return
        self._in(bounds.HEAD_SECONDS, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back and stop the clocks."""
        self.deaf = True
        self.door.places.leave(self)
        self._stop_timer()
        self.ending.lost()
        self.gone.set()
        super().connection_lost(exc)

    def evict(self) -> None:
        """Another needs the place."""
        self.door.log.refused(self.peer, "evicted")
        self.ending.abort()

    def shutdown(self) -> None:
        """The service ends: an answer under way is given, all else is over."""
        super().shutdown()
        if self.cycle is None or self.cycle.response_complete:
            self.ending.abort()

    def data_received(self, data: bytes) -> None:
        """Bytes from the client, in any pieces."""
        if self.ending.ending:
            self.ending.heard(len(data))
        elif not self.deaf:
            self._feed(self.rest + data if self.rest else data)

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client has said all that he will say: what is whole is answered, what is not is over."""
        self.silent = True
        if self._under_way():
            self._be_deaf()
        elif self._asked():
            self.ending.abort()
        else:
            self.ending.close()
        return True

    def on_message_begin(self) -> None:
        """A request begins. One that stands in the same piece of chunks as the end of the last one is not read."""
        if self._under_way():
            self._be_deaf()
            return
        super().on_message_begin()
        self.known = False
        self.scope["state"]["connection"] = self

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        if not self.deaf:
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; trailers are counted and forgotten."""
        if self.deaf or self.framing.in_body:
            return
        if len(self.headers) >= bounds.HEADERS:
            self.refusal = (431, {"why": "headers", "limit": bounds.HEADERS})
            self._be_deaf()
            return
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole: the request begins to be worked on, unless its head says no to it."""
        if self.deaf:
            return
        self.refusal = wrong_head(self.parser.get_http_version(), self.headers)
        if self.refusal is not None:
            self._be_deaf()
            return
        self.head_size = self.framing.head_bytes
        self.framing.head_ends(self.headers)
        super().on_headers_complete()
        self._in(bounds.BODY_SECONDS, self._look_at_the_body)

    def on_body(self, body: bytes) -> None:
        """A piece of the body. Of a stranger's no more is read until somebody asks for it."""
        if not self.deaf:
            self.framing.body(len(body))
            super().on_body(body)
            if not self.known:
                self.flow.pause_reading()

    def on_message_complete(self) -> None:
        """The request is here as a whole."""
        if not self.deaf:
            self._stop_timer()
            self.framing.message_ends()
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer is given: the connection is idle, or goes on with what was kept."""
        pooled = self.owner is not None or self.proxy
        self.timeout_keep_alive = bounds.KNOWN_IDLE_SECONDS if pooled else bounds.STRANGER_IDLE_SECONDS  # type: ignore[assignment]
        super().on_response_complete()
        if self.gone.is_set():
            return
        share = f"address {share_of(self.peer)}"
        if pooled:
            share = f"proxy {share_of(self.peer)}" if self.proxy else f"partner {self.owner}"
        self.door.places.stand(self, share, "idle")
        self.headers.clear()
        if self.flow.write_paused:
            self.door.places.answer(self, self.ending.get_write_buffer_size())
        if self.rest and not self.ending.ending:
            self._feed(self.rest)

    def resume_writing(self) -> None:
        """The client took nearly all of an answer: what he sent meanwhile is read on."""
        super().resume_writing()
        self.door.places.answer(self, 0)
        if self.rest and not self.ending.is_closing() and not self._asked():
            self.flow.resume_reading()
            self._feed(self.rest)

    def answering(self) -> None:
        """An answer begins. Where its request is not here as a whole, it says that the connection ends with it."""
        if self.cycle is not None and self.cycle.more_body:
            self.cycle.keep_alive = False

    def _feed(self, data: bytes) -> None:
        self.rest = b""
        while data and not self.deaf and not self.ending.ending:
            if self._under_way() or (self.flow.write_paused and not self._asked()):
                self._keep(data)
                return
            if not self.framing.in_body and not self.framing.head_bytes:
                self._unset_keepalive_if_required()
                self._in(bounds.HEAD_SECONDS, self._head_is_late)
            size = self.framing.next_piece(data)
            if self.framing.in_body and self.framing.too_much():
                self.refuse(431, "framing", limit=bounds.FRAMING_BYTES)
                return
            piece, data = data[:size], data[size:]
            self._parse(piece)

    def _parse(self, piece: bytes) -> None:
        head = not self.framing.in_body
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            self._be_deaf()  # the request is answered as any other, and nothing behind it is HTTP
        except httptools.HttpParserError:
            if not self.deaf:
                self.refuse(400, "syntax")
        if self.refusal is not None:
            status, facts = self.refusal
            self.refuse(status, **facts)
        elif head and not self.deaf and self.framing.is_old():
            self.refuse(400, "version")
        elif head and not self.deaf and self.framing.too_much():
            self.refuse(431, "head", limit=bounds.HEAD_BYTES)
        elif head and not self.framing.in_body and self.framing.head_bytes:
            self.door.places.head(self, self.framing.head_bytes)

    def _keep(self, data: bytes) -> None:
        """Requests behind one that is unanswered, or whose answer the client does not take, wait as bytes, and no more
        of them are read."""
        if len(data) > bounds.KEPT_BYTES:
            self._be_deaf()
            return
        self.rest = data
        self.flow.pause_reading()

    def refuse(self, status: int, why: str, **facts: Any) -> None:
        """Answer what is no request, or too slow or too large a one, and end the connection."""
        self.deaf = True
        self.refused = status
        self._stop_timer()
        self._unset_keepalive_if_required()
        self.door.log.refused(self.peer, why)
        cycle = self.cycle if self._asked() else None
        if self.ending.is_closing():
            return
        if cycle is not None:
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started:
                self.ending.abort()
                return
        self.ending.write(raw_refusal(self.headers or [], status, why, **facts))
        self.ending.close()

    def _asked(self) -> bool:
        """A request is unanswered, whether its body is here or not."""
        return self.cycle is not None and not self.cycle.response_complete

    def _under_way(self) -> bool:
        """A request is here as a whole and unanswered."""
        return self._asked() and not self.cycle.more_body

    def _sends_on(self) -> bool:
        return not self.silent and (self.deaf or self.framing.in_body or bool(self.framing.head_bytes))

    def _be_deaf(self) -> None:
        self.deaf = True
        self.rest = b""
        if self._asked():
            self.cycle.keep_alive = False
            if not self.cycle.more_body:
                self._stop_timer()

    def _in(self, seconds: float, what: Callable[[], None]) -> None:
        self._stop_timer()
        self.timer = self.loop.call_later(seconds, what)

    def _stop_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _head_is_late(self) -> None:
        if self.framing.head_bytes:
            self.refuse(408, "slow")
        else:
            self.deaf = True
            self.ending.abort()  # he said nothing: nothing is answered

    def _look_at_the_body(self) -> None:
        waits_for_us = self.flow.read_paused
        if self.framing.goes_on(bounds.BODY_SECONDS) or waits_for_us:
            self._in(bounds.BODY_SECONDS, self._look_at_the_body)
        else:
            self.refuse(408, "slow")


def protocol_of(door: Door) -> type[DoorProtocol]:
    """The protocol of a door's connections, for uvicorn."""
    return type("ThisDoorProtocol", (DoorProtocol,), {"door": door})
