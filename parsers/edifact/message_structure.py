"""A message's segments put in their places by its table: groups are told apart by position alone.

A segment takes the nearest place that it may have. A mandatory row is passed over (code 13) only where its tag does
not come later often enough; else the segment stands in a wrong place (15), or comes once too often (35, 36).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from parsers.edifact.moves import SECTION, Move, Plan
from parsers.edifact.segment import Group, Segment
from parsers.edifact.segment_faults import Fault


class Placing:
    """Puts the segments of one message (UNH to UNT) into the groups of `tree`, and says what is wrong in `faults`.

    `misplaced` are the numbers of the segments that stand in a wrong place, and so nowhere in the tree.
    """

    def __init__(self, plan: Plan, segments: Sequence[Segment], limit: int) -> None:
        self.tree = Group("")
        self.faults: list[Fault] = []
        self.misplaced: set[int] = set()
        self._segments = segments
        self._limit = limit
        self._place = plan.first
        self._count = 0
        self._open = [self.tree]
        self._repeats = [1]
        self._occurrences = [1]
        self._last = segments[0]
        self._later: dict[str, list[int]] = {}

    def place_all(self) -> None:
        """Place every segment, or as many as there are until the limit of faults is passed."""
        for segment in self._segments:
            key = segment.tag if segment.tag != SECTION else self._section(segment)
            for move in self._place.moves.get(key, ()):
                if move.skipped:
                    self._with_a_fault(segment, key)
                    break
                if move.stay:
                    if self._count < self._place.repeats:
                        self._count += 1
                        self._open[-1].parts.append(segment)
                        self._last = segment
                        break
                elif not move.again or self._occurrences[-1 - move.leave] < self._repeats[-1 - move.leave]:
                    self._go(move, segment)
                    break
            else:
                self._with_a_fault(segment, key)
            if len(self.faults) > self._limit:
                return

    def _go(self, move: Move, segment: Segment) -> None:
        """Make a move: the groups that are left are ended, the one that begins is opened."""
        if move.leave:
            del self._open[-move.leave :], self._repeats[-move.leave :], self._occurrences[-move.leave :]
        if move.again:
            begun = Group(self._open.pop().name)
            self._open[-1].parts.append(begun)
            self._open.append(begun)
            self._occurrences[-1] += 1
        elif move.enter:
            begun = Group(move.enter.group)
            self._open[-1].parts.append(begun)
            self._open.append(begun)
            self._repeats.append(move.enter.repeats)
            self._occurrences.append(1)
        self._open[-1].parts.append(segment)
        self._place = move.place
        self._count = 1
        self._last = segment

    def _with_a_fault(self, segment: Segment, key: str) -> None:
        """Where no lawful place is free: what is missing before it, what comes once too often, or a wrong place."""
        moves = self._place.moves.get(key, ())
        for move in moves:
            if move.skipped and self._missing(move, segment):
                for missing, row in move.skipped:
                    facts = {"item": missing} | ({"group": row.group} if row.group else {})
                    self.faults.append(Fault("UCS", 13, segment.offset, self._last.number, row.tag, facts=facts))
                self._go(move, segment)
                return
        near = [move for move in moves if not move.skipped]
        begins = any(move.again and not move.leave for move in near)
        for move in near:
            if move.again:
                group = self._open[-1 - move.leave].name
                self._fault(segment, 36, limit=self._repeats[-1 - move.leave], group=group)
                self._go(move, segment)
                return
            if move.stay and not begins:
                self._fault(segment, 35, limit=self._place.repeats)
                self._count += 1
                self._open[-1].parts.append(segment)
                self._last = segment
                return
        self._fault(segment, 15)
        self.misplaced.add(segment.number)

    def _fault(self, segment: Segment, code: int, **facts: object) -> None:
        self.faults.append(Fault("UCS", code, segment.offset, segment.number, segment.tag, facts=facts))

    def _missing(self, move: Move, segment: Segment) -> bool:
        """Whether of each row that the move passes over fewer segments follow than the table still wants."""
        keys = [key for key, _ in move.skipped]
        wanted = [*keys, *move.place.needed]
        return all(self._follow(key, segment) < wanted.count(key) for key in keys)

    def _follow(self, key: str, segment: Segment) -> int:
        """How many segments of a key stand behind a segment."""
        if not self._later:
            for other in self._segments:
                self._later.setdefault(other.tag if other.tag != SECTION else self._section(other), []).append(
                    other.number
                )
        numbers = self._later.get(key, [])
        return len(numbers) - bisect_right(numbers, segment.number)

    def _section(self, segment: Segment) -> str:
        """The key of a UNS: by what it says, or, where that is nothing known, the one that is next in the table."""
        said = next(iter(segment.split()), [""])[0]  # not kept: a message may be nothing but long ones
        if said in ("D", "S"):
            return f"{SECTION}+{said}"
        return next((key for key in self._place.moves if key.startswith(SECTION)), SECTION)
