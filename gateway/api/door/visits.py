"""One request at the door: for whom it counts, from the first look at its key to its answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.types import Scope

from gateway.api.door.proxies import plain, share_of
from gateway.api.door.turns import Crowded
from gateway.api.door.uploads import NoRoom, Upload
from gateway.api.problems import unavailable
from gateway.partners import Partner

if TYPE_CHECKING:
    from gateway.api.door.door import Door
    from gateway.api.door.protocol import DoorProtocol

SECONDS_TO_COME_AGAIN = 5


class Visit:
    """A request that is under way. `connection` is None in tests that have no socket."""

    def __init__(self, door: Door, scope: Scope) -> None:
        self.door = door
        self.connection: DoorProtocol | None = scope["state"].get("connection")
        peer = plain((scope.get("client") or ("",))[0])
        self.address = door.proxies.sender(peer, scope["headers"])
        self.partner: str | None = None
        self.holds = AsyncExitStack()
        if self.connection is not None:
            door.places.stand(self.connection, f"address {share_of(self.address)}", "asking")

    async def known(self, partner: Partner) -> None:
        """The key is a partner's: from here on the request counts for him and gives way to no stranger."""
        self.partner = partner.id
        if self.connection is not None and not self.connection.gone.is_set():
            self.connection.owner = partner.id
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

    async def wrong_key(self) -> None:
        """Log a key that nobody has; where its address gave many, hold the answer back."""
        self.door.log.wrong_key(self.address)
        pause = self.door.wrong_keys.pause(share_of(self.address))
        if pause and self.connection is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.connection.gone.wait(), pause)

    def unknown(self) -> None:
        """The request has no key of a partner: its connection is a stranger's."""
        if self.connection is not None:
            self.connection.owner = None


def visit_of(request: Request) -> Visit:
    """The visit that a request is."""
    found: Any = request.state.visit
    assert isinstance(found, Visit)  # noqa: S101 - `Doorway` puts it there
    return found
