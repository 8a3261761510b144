"""Turns: how long one partner is worked for before the others get theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

LOOK_LASTS = 5.0
"""Seconds of a partner's turns for which each part of the work goes by one look; then the folder is seen anew."""


class Pace:
    """The turns of one partner, by a clock (monotonic seconds). `was_tired`: something was left for the next look."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._before = 0.0
        self.was_tired = False
        self._resumed_at = clock()

    def resume(self) -> None:
        """A turn begins."""
        self._resumed_at = self._clock()

    def is_over(self, seconds: float) -> bool:
        """Whether the turn took so long; then it is the turn of others."""
        spent = self._clock() - self._resumed_at
        if spent < seconds:
            return False
        self._before += spent
        return True

    @property
    def worked(self) -> float:
        """Seconds of all turns."""
        return self._before + self._clock() - self._resumed_at

    def until_tired(self, names: Iterable[str], action: Callable[[str], bool]) -> Iterator[None]:
        """Do it for each, with a pause where it did something; the rest is left for the next look after a while."""
        until = self.worked + LOOK_LASTS
        for name in names:
            if action(name):
                yield
                if self.worked > until:
                    self.was_tired = True
                    return
