"""Bodies in memory: each partner's in turn, all together within a bound, and no partner's at another's cost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from gateway.doors.http.connections import bounds
from gateway.doors.http.connections.request_turns import Turns


class NoRoom(Exception):
    """The memory for bodies is taken, and this partner is not one who has less of it than others."""


class Upload:
    """A body of a partner: its bytes count until its request is answered."""

    def __init__(self, uploads: Uploads, partner: str) -> None:
        self.uploads, self.partner = uploads, partner
        self.size = 0
        self.scope: anyio.CancelScope | None = None
        """While it is read; afterwards it is worked on, and stays."""

    async def grow(self, size: int) -> None:
        """So many bytes more. Beyond the partner's share only his oldest body grows and his others wait; where all the
        memory is taken, the newest body of the partner who holds most is given up.

        Raises NoRoom.
        """
        await self.uploads.own_turn(self, size)
        self.uploads.make_room(self, size)
        self.size += size
        self.uploads.bytes += size

    def end(self) -> None:
        """The request is answered: nothing is held any more."""
        self.uploads.bytes -= self.size
        self.size = 0
        self.uploads.all.pop(self, None)
        self.uploads.ended.set()


class Uploads:
    """All bodies in memory."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.all: dict[Upload, None] = {}
        self.ended = asyncio.Event()
        self.turns = Turns(bounds.UPLOADS_OF_A_PARTNER, bounds.UPLOADS_WAITING_OF_A_PARTNER)

    @asynccontextmanager
    async def reading(self, upload: Upload) -> AsyncIterator[None]:
        """Wait for the partner's turn and read in it. Raises Crowded, and NoRoom where another needs the memory."""
        async with self.turns.turn(upload.partner):
            self.all[upload] = None
            with anyio.CancelScope() as scope:
                upload.scope = scope
                yield
            upload.scope = None
            if scope.cancelled_caught:
                raise NoRoom

    async def own_turn(self, upload: Upload, size: int) -> None:
        """Wait while the partner has his share and an older body of his is here."""
        while True:
            own = [each for each in self.all if each.partner == upload.partner]
            if own[:1] == [upload] or sum(each.size for each in own) + size <= bounds.BODIES_BYTES_OF_A_PARTNER:
                return
            self.ended.clear()
            await self.ended.wait()

    def make_room(self, upload: Upload, size: int) -> None:
        """Give up bodies of those who hold more until `size` bytes are free. Raises NoRoom."""
        while self.bytes + size > self.most_bytes:
            held: dict[str, int] = {}
            for each in self.all:
                held[each.partner] = held.get(each.partner, 0) + each.size
            own = held.get(upload.partner, 0) + size
            read = [each for each in self.all if each.scope is not None and held[each.partner] > own and each.size]
            if not read:
                raise NoRoom
            given_up = max(reversed(read), key=lambda each: held[each.partner])
            assert given_up.scope is not None  # noqa: S101 - chosen so
            given_up.scope.cancel()
            given_up.scope = None
            given_up.end()
