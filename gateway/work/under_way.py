"""The steps under way: how many there may be, and how many of one partner."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from gateway.ledger.tables import WorkRow

STUCK_SECONDS = 30.0
"""A step that takes longer, as a write into a folder on a network that is gone, does not count any more."""

MOST_STUCK = 28


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work under way: its row, whose it is, and since when (seconds of the monotonic clock)."""

    id: int
    partner: str | None
    begun: float


class UnderWay:
    """The pieces of work that threads are doing. For the one loop that begins them.

    One partner never has all threads: the last one is kept for another. Steps that are stuck do not count among the
    threads of all, but still among those of their partner.
    """

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.most = threads + MOST_STUCK
        self.share = max(1, threads - 1)
        self._pieces: dict[Future[None], Piece] = {}

    def begin(self, future: Future[None], row: WorkRow, ended: Callable[[], None]) -> None:
        """A step was given to a thread; `ended` is called when it is over."""
        self._pieces[future] = Piece(row.id, row.partner, time.monotonic())
        future.add_done_callback(lambda _: ended())

    def rows(self) -> list[Piece]:
        """What is under way now."""
        for future in [future for future in self._pieces if future.done()]:
            del self._pieces[future]
        return list(self._pieces.values())

    def free(self) -> int:
        """How many more may be begun."""
        pieces = self.rows()
        stuck = sum(time.monotonic() - each.begun > STUCK_SECONDS for each in pieces)
        return min(self.threads - (len(pieces) - stuck), self.most - len(pieces))
