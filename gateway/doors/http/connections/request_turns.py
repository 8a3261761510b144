"""Turns of partners: how many of one partner's requests are worked on and read at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Crowded(Exception):
    """A partner has as many requests here as he may."""


class Turns:
    """Of each partner `at_once` go in; others of his wait in their order, `most` together with those inside."""

    def __init__(self, at_once: int, most: int) -> None:
        self.at_once, self.most = at_once, most
        self.partners: dict[str, tuple[asyncio.Semaphore, list[None]]] = {}

    @asynccontextmanager
    async def turn(self, partner: str) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises Crowded."""
        turns, inside = self.partners.setdefault(partner, (asyncio.Semaphore(self.at_once), []))
        if len(inside) >= self.most:
            raise Crowded
        inside.append(None)
        try:
            async with turns:
                yield
        finally:
            inside.pop()
            if not inside:
                self.partners.pop(partner, None)
