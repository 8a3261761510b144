"""Trying again later: what failed is tried with growing pauses and is logged once, not at each scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from structlog.typing import FilteringBoundLogger

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
DOUBLED = 10
"""How often the pause is doubled at the most: no number grows for ever."""
FORGOTTEN_AFTER = 3600.0


class Retries:
    """The things that failed, each with its number of failures and when it is due again (monotonic seconds)."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log
        self._failed: dict[str, tuple[int, float]] = {}

    def attempt(self, what: str, action: Callable[[], object], now: float, may_vanish: bool = False) -> bool:
        """Do `action` unless it failed a short while ago; True where it was done.

        No Exception passes: a full disk, a missing permission or a database that is away must not stop the others.
        `may_vanish`: its file may be gone meanwhile (the partner took it back, another process was quicker).
        """
        if not self._is_due(what, now):
            return False
        try:
            action()
        except Exception as problem:
            if not (may_vanish and isinstance(problem, FileNotFoundError)):
                self._note(what, problem, now)
            return False
        self._done(what)
        return True

    def stepwise(self, what: str, action: Callable[[], Iterator[None]], now: float) -> Iterator[None]:
        """The same for an action in steps: a pause after each, for the turns of others."""
        if not self._is_due(what, now):
            return
        try:
            yield from action()
        except Exception as problem:
            self._note(what, problem, now)
        else:
            self._done(what)

    def _is_due(self, what: str, now: float) -> bool:
        return what not in self._failed or now >= self._failed[what][1]

    def _note(self, what: str, problem: Exception, now: float) -> None:
        failures, _ = self._failed.get(what, (0, now))
        if failures == 0:
            self._log.error("folder.failed", what=what, problem=f"{type(problem).__name__}: {problem}")
        self._failed[what] = (failures + 1, now + min(FIRST_PAUSE * 2 ** min(failures, DOUBLED), LONGEST_PAUSE))

    def _done(self, what: str) -> None:
        if failed := self._failed.pop(what, None):
            self._log.info("folder.recovered", what=what, after=failed[0])

    def forget(self, now: float) -> None:
        """Forget what was long due and was not tried: its file is gone."""
        self._failed = {what: state for what, state in self._failed.items() if now - state[1] < FORGOTTEN_AFTER}
