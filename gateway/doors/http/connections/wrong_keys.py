"""Wrong keys are slowed down by address, before they are looked up. A right key never waits behind them."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

import anyio
import anyio.to_thread

FREE = 20
"""Wrong keys that cost an address nothing: a client with an old key, tried by hand."""

FIRST_SECONDS, APART_SECONDS = 0.25, 0.1
"""Further ones of an address wait, and are looked up ten in a second."""

MOST_SECONDS = 20.0
"""Where more of them are in line than this time is enough for, the connection ends without an answer."""

FORGOTTEN_SECONDS = 600.0
MOST_ADDRESSES = 10_000


class WrongKeys:
    """How many keys an address gave that nobody has, and when its next one has its turn."""

    def __init__(self) -> None:
        self.seen: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def pause(self, address: str) -> float | None:
        """Another key that is not known: seconds until it may be looked up, None where the line is too long."""
        now = time.monotonic()
        count, turn = self.seen.pop(address, (0, now))
        count = 1 if now - turn > FORGOTTEN_SECONDS else count + 1
        pause = 0.0 if count <= FREE else max(FIRST_SECONDS, turn + APART_SECONDS - now)
        full = pause > MOST_SECONDS
        self.seen[address] = (count, turn if full else now + pause)
        if len(self.seen) > MOST_ADDRESSES:
            self.seen.popitem(last=False)
        return None if full else pause


class KeyRing:
    """The digests of all keys that open something, some seconds old: who is on it need not wait behind wrong keys.

    It decides nothing: each key is looked up all the same, since it may be revoked, or new.
    """

    SECONDS = 5.0

    def __init__(self, read: Callable[[], frozenset[str]]) -> None:
        self._read = read
        self._digests: frozenset[str] = frozenset()
        self._until = 0.0
        self._reading = asyncio.Lock()

    def has(self, key: str) -> bool:
        """True where the key was known when the ring was read last."""
        return digest_of(key) in self._digests

    async def has_now(self, key: str) -> bool:
        """The same, and the ring is read again where it is old."""
        if not self.has(key) and time.monotonic() > self._until:
            async with self._reading:
                if time.monotonic() > self._until:
                    self._digests = await anyio.to_thread.run_sync(self._read)
                    self._until = time.monotonic() + self.SECONDS
        return self.has(key)


def digest_of(key: str) -> str:
    """As the ledger keeps it."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()
