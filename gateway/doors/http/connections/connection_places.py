"""Who holds a connection: fair shares, and who goes first when they get scarce."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from gateway.doors.http.connections import bounds

Standing = Literal["idle", "asking", "busy"]
"""Between requests; with a head under way or a request whose key is not known; with a request of a known key."""

AT_ONCE = 32
"""Connections closed together when all places are taken, so that the search is made seldom."""


class Holder(Protocol):
    """What holds a place."""

    def evict(self) -> None:
        """Give it up at once."""


class Weights:
    """Bytes that connections hold, and all of them together."""

    def __init__(self) -> None:
        self.of: dict[Holder, int] = {}
        self.total = 0

    def put(self, holder: Holder, size: int) -> int:
        """A connection holds so many bytes now; by how many that is more than before."""
        more = size - self.of.pop(holder, 0)
        if size:
            self.of[holder] = size
        self.total += more
        return more


class Share:
    """The connections of one address, one proxy or one partner; the oldest first in each standing."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.idle: dict[Holder, None] = {}
        self.asking: dict[Holder, None] = {}
        self.busy: dict[Holder, None] = {}
        self.heads, self.answers = Weights(), Weights()

    def __bool__(self) -> bool:
        return bool(self.idle or self.asking or self.busy)

    def of(self, standing: Standing) -> dict[Holder, None]:
        """Those of one standing."""
        return {"idle": self.idle, "asking": self.asking, "busy": self.busy}[standing]


class Places:
    """All connections. A known key's request is never refused for strangers: those give way, the idle ones first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.shares: dict[str, Share] = {}
        self.held: dict[Holder, tuple[str, Standing]] = {}
        self.head_bytes, self.answer_bytes = 0, 0

    def enter(self, holder: Holder, address: str, proxy: bool) -> bool:
        """A new connection; False where each place has a request of a known key."""
        if len(self.held) >= self.most and not self._make_room():
            return False
        self.stand(holder, f"proxy {address}" if proxy else f"address {address}", "idle")
        return True

    def stand(self, holder: Holder, share: str, standing: Standing) -> None:
        """A connection changes its share or standing. Beyond the share's allowance its oldest one goes."""
        self.leave(holder)
        found = self.shares.get(share)
        if found is None:
            found = self.shares[share] = Share(_most(share, self.most))
        found.of(standing)[holder] = None
        self.held[holder] = (share, standing)
        if len(found.idle) + len(found.asking) > found.most:
            self._oldest(found.idle or found.asking, 1)

    def head(self, holder: Holder, size: int) -> None:
        """A head that is unfinished, or whose key is not known yet, has so many bytes. Beyond the bound of all, the
        oldest of those who have most goes."""
        if holder not in self.held:
            return  # it was given up a moment ago
        self.head_bytes += self.shares[self.held[holder][0]].heads.put(holder, size)
        if self.head_bytes > bounds.HEADS_BYTES:
            self._oldest(max((share.heads for share in self.shares.values()), key=lambda each: each.total).of, 1)

    def answer(self, holder: Holder, size: int) -> None:
        """So many bytes of an answer are not taken yet. Beyond the bound of all, the oldest of who has most goes."""
        if holder not in self.held:
            return
        self.answer_bytes += self.shares[self.held[holder][0]].answers.put(holder, size)
        if self.answer_bytes > bounds.ANSWERS_BYTES:
            self._oldest(max((share.answers for share in self.shares.values()), key=lambda each: each.total).of, 1)

    def leave(self, holder: Holder) -> None:
        """A connection has ended, or changes."""
        if holder not in self.held:
            return
        name, standing = self.held.pop(holder)
        share = self.shares[name]
        del share.of(standing)[holder]
        self.head_bytes += share.heads.put(holder, 0)
        self.answer_bytes += share.answers.put(holder, 0)
        if not share:
            del self.shares[name]

    def _make_room(self) -> bool:
        """Close some of the share that has the most: idle strangers, then asking ones, then idle partners."""
        strangers = [share for name, share in self.shares.items() if not name.startswith("partner ")]
        orders: list[tuple[list[Share], Callable[[Share], dict[Holder, None]]]] = [
            (strangers, lambda share: share.idle),
            (strangers, lambda share: share.asking),
            (list(self.shares.values()), lambda share: share.idle),
        ]
        for shares, group in orders:
            largest = max((group(share) for share in shares), key=len, default={})
            if largest:
                self._oldest(largest, max(1, min(AT_ONCE, len(largest) // 2)))
                return True
        return False

    def _oldest(self, group: dict[Holder, int] | dict[Holder, None], count: int) -> None:
        for holder in list(group)[:count] if count > 1 else [next(iter(group))]:
            self.leave(holder)
            holder.evict()


def _most(share: str, all_places: int) -> int:
    kind = share.partition(" ")[0]
    return {"address": bounds.STRANGERS_OF_AN_ADDRESS, "partner": bounds.IDLE_OF_A_PARTNER}.get(kind, all_places)
