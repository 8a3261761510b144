"""Trying again later: what failed is tried with growing pauses and is logged once, not at each scan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
FORGOTTEN_AFTER = 3600.0


class Retries:
    """The things that failed, each with its number of failures and when it is due again (monotonic seconds)."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self._failed: dict[str, tuple[int, float]] = {}

    def attempt(self, what: str, action: Callable[[], object], now: float, may_vanish: bool = False) -> bool:
        """Do `action` unless it failed a short while ago; True where it was done.

        No Exception passes: a full disk, a missing permission or a database that is away must not stop the others.
        `may_vanish`: its file may be gone meanwhile (the partner took it back, another process was quicker).
        """
        failures, due = self._failed.get(what, (0, now))
        if now < due:
            return False
        try:
            action()
        except Exception as problem:
            if may_vanish and isinstance(problem, FileNotFoundError):
                return False
            if failures == 0:
                self._log.error("folder.failed", what=what, problem=f"{type(problem).__name__}: {problem}")
            self._failed[what] = (failures + 1, now + min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE))
            return False
        if self._failed.pop(what, None):
            self._log.info("folder.recovered", what=what, after=failures)
        return True

    def forget(self, now: float) -> None:
        """Forget what was long due and was not tried: its file is gone."""
        self._failed = {what: state for what, state in self._failed.items() if now - state[1] < FORGOTTEN_AFTER}
