"""One request at the door: for whom it counts, from the first look at its key to its answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import Scope

from gateway.doors.http.connections.proxies import plain, share_of
from gateway.doors.http.connections.request_turns import Crowded
from gateway.doors.http.connections.uploads import NoRoom, Upload
from gateway.doors.http.connections.wrong_keys import MOST_SECONDS
from gateway.doors.http.problems import unavailable
from gateway.partners import Partner

if TYPE_CHECKING:
    from gateway.doors.http.connections.http_door import Door
    from gateway.doors.http.connections.http_protocol import DoorProtocol

SECONDS_TO_COME_AGAIN = 5

Result = TypeVar("Result")


class Visit:
    """A request that is under way. `connection` is None in tests that have no socket."""

    def __init__(self, door: Door, scope: Scope) -> None:
        self.door = door
        self.connection: DoorProtocol | None = scope["state"].get("connection")
        peer = plain((scope.get("client") or ("",))[0])
        self.address = door.proxies.sender(peer, scope["headers"])
        self.partner: str | None = None
        self.holds = AsyncExitStack()
        self.as_stranger = AsyncExitStack()
        self.key = _key_of(scope)
        if self.connection is not None and not self.connection.gone.is_set():
            door.places.stand(self.connection, f"address {share_of(self.address)}", "asking")
            door.places.head(self.connection, self.connection.head_size)

    async def begin(self) -> None:
        """Wait until not too many requests of strangers from this address are worked on. Known keys do not wait."""
        if not (self.key and self.door.keys.has(self.key)):
            await self.as_stranger.enter_async_context(self.door.stranger_turns.turn(share_of(self.address)))

    async def as_anybody(self, look: Callable[[], Result]) -> Result:
        """Look something up for whoever asks: in the turn of his address, whatever key he has, and in the threads that
        keys are looked up in."""
        await self.as_stranger.aclose()
        await self.as_stranger.enter_async_context(self.door.stranger_turns.turn(share_of(self.address)))
        return await anyio.to_thread.run_sync(look, limiter=self.door.key_checks)

    async def looked_up(self, look: Callable[[str], Partner | None]) -> Partner | None:
        """The partner of the key. A key that is not on the ring has its turn among those of its address."""
        if not self.key:
            return None
        if not await self.door.keys.has_now(self.key):
            await self.as_stranger.aclose()
            await self._wait()
        found = await anyio.to_thread.run_sync(look, self.key, limiter=self.door.key_checks)
        if found is None:
            self.door.log.wrong_key(self.address)
        return found

    async def _wait(self) -> None:
        """Wait for the turn among the wrong keys of this address. Where the line is too long, wait and be closed: who
        is closed at once comes again at once."""
        pause, connection = self.door.wrong_keys.pause(share_of(self.address)), self.connection
        if connection is None or pause == 0:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(connection.gone.wait(), MOST_SECONDS if pause is None else pause)
        if pause is None:
            connection.evict()

    async def known(self, partner: Partner) -> None:
        """The key is a partner's: from here on the request counts for him and gives way to no stranger."""
        self.partner = partner.id
        await self.as_stranger.aclose()
        if self.connection is not None and not self.connection.gone.is_set():
            self.connection.owner, self.connection.known = partner.id, True
            self.door.places.stand(self.connection, f"partner {partner.id}", "busy")

    async def turn(self) -> None:
        """Wait until not too many of the partner's requests are worked on. Raises 429."""
        assert self.partner is not None  # noqa: S101 - asked behind the key
        try:
            await self.holds.enter_async_context(self.door.turns.turn(self.partner))
        except Crowded:
            raise unavailable(429, "share", SECONDS_TO_COME_AGAIN) from None

    @asynccontextmanager
    async def upload(self) -> AsyncIterator[Upload]:
        """Read a body in the partner's turn. What is read counts until the request is answered. Raises 429, 503."""
        assert self.partner is not None  # noqa: S101 - asked behind the key
        upload = Upload(self.door.uploads, self.partner)
        self.holds.callback(upload.end)
        try:
            async with self.door.uploads.reading(upload):
                yield upload
        except Crowded:
            raise unavailable(429, "share", SECONDS_TO_COME_AGAIN) from None
        except NoRoom:
            raise unavailable(503, "busy", SECONDS_TO_COME_AGAIN) from None

    def unknown(self) -> None:
        """The request has no key of a partner: its connection is a stranger's."""
        if self.connection is not None:
            self.connection.owner = None


def _key_of(scope: Scope) -> str:
    scheme, _, key = Headers(scope=scope).get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def visit_of(request: Request) -> Visit:
    """The visit that a request is."""
    found: Any = request.state.visit
    assert isinstance(found, Visit)  # noqa: S101 - `Doorway` puts it there
    return found
