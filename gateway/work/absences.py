"""Which parts of ours are away, as the work finds it: told when one goes and when it is back, not for each piece."""

from __future__ import annotations

import threading
import time

import structlog

from gateway.work.failures import Part

log = structlog.get_logger()

READING, WRITING = 0, -1
"""Stand for the runner itself, which can read no work, or write nothing down; no piece of work has these ids."""


class Absences:
    """The parts that are away, and the pieces of work that found it. For several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Part, set[int]] = {}
        self._since: dict[Part, float] = {}

    def found(self, piece: int, part: Part, error: BaseException) -> None:
        """A piece of work (its id) could not be done because a part is away."""
        self.ended(piece, but=part)
        with self._lock:
            waiting = self._waiting.setdefault(part, set())
            waiting.add(piece)
            is_new = part not in self._since
            self._since.setdefault(part, time.time())
        if is_new:
            log.error("a part of ours is away: work waits for it", part=part, error=repr(error)[:500])

    def ended(self, piece: int, but: Part | None = None) -> None:
        """A piece of work was done, or failed for another reason: it waits for no part, `but` perhaps that one."""
        back = []
        with self._lock:
            for part, waiting in self._waiting.items():
                if part != but and piece in waiting:
                    waiting.discard(piece)
                    if not waiting:
                        back.append((part, self._since.pop(part)))
        for part, since in back:
            log.error("a part of ours is back", part=part, seconds=round(time.time() - since))

    def since(self, part: Part) -> float | None:
        """Since when (seconds since 1970) a part is away; None where it is not."""
        with self._lock:
            return self._since.get(part)
