"""Wrong keys are slowed down by address. A right key never is: it is looked up before anybody waits."""

from __future__ import annotations

import time
from collections import OrderedDict

FREE = 20
"""Wrong keys that cost nothing: a client with an old key, tried by hand."""

FIRST_SECONDS, MOST_SECONDS = 0.25, 2.0
FORGOTTEN_SECONDS = 600.0
MOST_ADDRESSES = 10_000


class WrongKeys:
    """How often an address gave a key that nobody has, and how long its next such answer is held back."""

    def __init__(self) -> None:
        self.seen: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def pause(self, address: str) -> float:
        """Another wrong key: seconds until it is told."""
        now = time.monotonic()
        count, last = self.seen.pop(address, (0, now))
        count = 1 if now - last > FORGOTTEN_SECONDS else count + 1
        self.seen[address] = (count, now)
        if len(self.seen) > MOST_ADDRESSES:
            self.seen.popitem(last=False)
        return 0.0 if count <= FREE else min(MOST_SECONDS, FIRST_SECONDS * 2.0 ** min(count - FREE - 1, 16))
