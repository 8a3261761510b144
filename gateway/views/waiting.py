"""What is shown of work that waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.clock import Clock
from gateway.work import kinds
from gateway.work.waiting_work import Waits, moment_of, of_declaration
from renderers.waiting_notice import waiting_message


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the work on some submissions waits for, the longest first, and the clock by which that is told.

    `database_away` is since when nothing can be written down (seconds since 1970); then no row can say what waits.
    """

    waits: Sequence[Waits]
    clock: Clock
    database_away: float | None = None

    def of_submission(self, submission: str, is_answered: bool) -> dict[str, Any] | None:
        """What waits longest of the one submission that this was read for; None where nothing waits."""
        waits = self.waits
        if self.database_away is not None and not is_answered:
            waits = [*waits, Waits(kinds.READ, submission, None, submission, "database", self.database_away)]
        return self._told(waits, ())

    def of_declaration(self, declaration: str, documents: Collection[str]) -> dict[str, Any] | None:
        """The same of a declaration, given the numbers of its documents; of those it names what are due and wait."""
        own = of_declaration(self.waits, declaration, documents)
        return self._told(own, [each.key for each in own if each.kind == kinds.ISSUE])

    def _told(self, waits: Sequence[Waits], documents: Collection[str]) -> dict[str, Any] | None:
        if not waits:
            return None
        first = waits[0]
        return {
            "part": first.part,
            "since": moment_of(first.since, self.clock).isoformat(),
            "number": first.submission,
            "message": waiting_message(first.part, first.submission),
            "documents": sorted(documents),
        }
