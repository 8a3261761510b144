"""A whole message against its directory: structure, elements, codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parsers.edifact.message_structure import Placing
from parsers.edifact.moves import plan_of
from parsers.edifact.patterns import USUAL, Quick, quick
from parsers.edifact.segment import Group, Script, Segment
from parsers.edifact.segment_faults import Fault
from parsers.edifact.values import Checker
from schemas.edifact_directory import Directory

ENVELOPE = ("UNH", "UNT")
RELEASE, STAND_IN = "?", "="
RELEASED = re.compile(r"\?([?+:'*])")
"""What is released is one character of data; another one stands for it that every repertoire has and no code."""


@lru_cache(maxsize=64)
def message_check(
    directory: Directory, service: Directory, kind: str, script: Script, strict: bool, longest: int
) -> MessageCheck:
    """The check of a message type in interchanges of one script."""
    return MessageCheck(directory, service, kind, script, strict, longest)


class MessageCheck:
    """Checks messages of one type, in interchanges of one script.

    `strict`: separators with nothing behind are a fault (syntax 4). `longest`: bytes of a segment.
    """

    def __init__(
        self, directory: Directory, service: Directory, kind: str, script: Script, strict: bool, longest: int
    ) -> None:
        self._plan = plan_of(directory.messages[kind])
        tables = service.segments | directory.segments
        self._tables = {tag: tables[tag] for tag in self._plan.tags if tag not in ENVELOPE}
        self._script, self._strict, self._longest = script, strict, longest
        self._checker = Checker(script, strict)
        self._quick: dict[str, Quick] = {}
        self._usual = script.characters in USUAL

    def check(self, segments: Sequence[Segment], limit: int) -> tuple[Group, list[Fault]]:
        """The message's tree, and its faults in the order of their segments.

        UNH and UNT are the reader's to check. A few faults more than the limit may come; then not all are told.
        """
        placing = Placing(self._plan, segments, limit)
        placing.place_all()
        faults = placing.faults
        found = 0
        for segment in self._suspects(segments):
            if segment.number in placing.misplaced:
                continue
            if len(segment.raw) > self._longest:
                facts = {"limit": self._longest}
                news = [Fault("UCS", 18, segment.offset, segment.number, segment.tag, facts=facts)]
            else:
                news = list(self._checker.faults(segment, self._tables[segment.tag], "UCD"))
            faults += news
            found += len(news)
            if found > limit:
                break
        faults.sort(key=lambda fault: (fault.segment or 0, fault.level == "UCD"))
        return placing.tree, faults

    def _suspects(self, segments: Sequence[Segment]) -> Iterator[Segment]:
        """The segments that the quick judge does not take."""
        tables, judges, longest = self._tables, self._quick, self._longest
        if not self._usual:
            yield from (segment for segment in segments if segment.tag in tables)
            return
        codec, plus, colon = self._script.charset.codec, "+", ":"
        for segment in segments:
            judge = judges.get(segment.tag)
            if judge is None:
                if segment.tag not in tables:
                    continue
                judge = judges[segment.tag] = quick(tables[segment.tag], self._script)
            text = segment.raw.decode(codec, "replace")
            if RELEASE in text:
                text = RELEASED.sub(STAND_IN, text)
            match = judge[0].fullmatch(text)
            if match is None or len(text) > longest:
                yield segment
                continue
            for value, codes in zip(match.groups(), judge[1], strict=True):
                if value is not None and value not in codes:
                    yield segment
                    break
            else:
                if self._strict and (text[-1] in plus + colon or colon + plus in text):
                    yield segment
