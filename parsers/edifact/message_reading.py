"""One message of an interchange, from UNH to UNT: its type, its own envelope, its body by the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from sys import intern

from parsers.edifact.interchange_records import (
    Agreement,
    EdifactLimits,
    GroupSummary,
    Interchange,
    Message,
    MessageSummary,
)
from parsers.edifact.message_check import message_check
from parsers.edifact.segment import Script, Segment
from parsers.edifact.segment_faults import READ_AS_LATIN_1, Fault, Level
from parsers.edifact.values import Checker
from schemas.edifact_directory import directory, directory_of, taken

_COUNT = re.compile("(-?[0-9]+)(?:[^0-9]([0-9]+))?")

SYNTAX_REPORT = "CONTRL"
"""The message type that no association code is asked of: it answers, and is no part of what was agreed."""

LONGEST_KEPT = 35
"""Characters of a reference that are kept behind the end of a message or group: it has 14, and there may be many."""

IDENTIFIER = ("0065", "0052", "0054", "0051", "0057")
"""The elements of S009."""

LONGEST_OF_IDENTIFIER, MOST_OF_IDENTIFIER = 6, 7
"""Characters and components of S009 that CONTRL has room for."""


class MessageReading:
    """The message that is open: its `segments` (None where none is), and how many were `left_out` past the limit."""

    def __init__(self, interchange: Interchange, script: Script, limits: EdifactLimits, agreement: Agreement) -> None:
        self.segments: list[Segment] | None = None
        self.left_out = 0
        self._interchange, self._script = interchange, script
        self._limits, self._agreement = limits, agreement
        self._strict = interchange.syntax_version == 4
        self._checker = Checker(script, self._strict)
        self._service = directory(interchange.directory)
        self._group: GroupSummary | None = None
        self._number = 0
        self._budget = limits.max_kept_faults

    def begin(self, header: Segment, group: GroupSummary | None) -> None:
        """A UNH."""
        self.segments, self.left_out, self._group = [header], 0, group
        self._number += 1

    def end(self, raw: bytes | None, at: int, end: int) -> Message:
        """The UNT (None: it is missing), and with it the whole message, checked."""
        segments = self.segments or []
        self.segments = None
        header = segments[0]
        trailer = None
        if raw is not None:
            trailer = Segment("UNT", raw, at, len(segments) + self.left_out + 1, self._script)
            segments.append(trailer)
        parts = [header.value(3, component)[:LONGEST_KEPT] for component in range(1, 6)]
        group = self._group.reference if self._group else None
        kind, version, release, agency, association = parts
        message = Message(
            number=self._number,
            reference=header.value(2)[:LONGEST_KEPT],
            type=kind,
            version=version,
            release=release,
            agency=agency,
            association=association,
            group=group,
            group_number=self._group.number if self._group else 0,
            segments=segments,
            offset=header.offset,
            end=end,
        )
        faults = message.faults
        faults.extend(self._checker.faults(header, self._service.segments["UNH"], "UCM"))
        faults.extend(self._kind(header, parts))
        self._body(message)
        if trailer is None:
            faults.append(Fault("UCM", 13, at, None, "UNT"))
        else:
            faults.extend(self._trailer(trailer, header.value(2)))
        limit = self._limits.max_faults
        if len(faults) > limit:
            faults[limit:] = [Fault("UCM", 18, header.offset, facts={"limit": limit})]
        self._latin_1(message)
        return message

    def _kind(self, header: Segment, parts: list[str]) -> list[Fault]:
        """Whether the type is taken: an unknown one is 12; of a known one another version, release or agency is 3 (in
        syntax 4, whose list has it no more, 14); an association code that was not agreed is 14.
        """
        return [
            Fault("UCM", code, header.place_of(3, place), 1, "UNH", 3, place, None, value or None, facts)
            for code, place, value, expected in self._kinds(parts)
            for facts in [{"expected": expected, "item": IDENTIFIER[place - 1]}]
        ]

    def _kinds(self, parts: list[str]) -> Iterator[tuple[int, int, str, str]]:
        fitting = [known for known in taken() if known[0] == parts[0]]
        if not fitting:
            if parts[0]:
                yield 12, 1, parts[0], " ".join(sorted({known[0] for known in taken()}))
            return
        for index in range(1, 4):
            still = [known for known in fitting if known[index] == parts[index]]
            if not still:
                if parts[index]:
                    expected = " ".join(sorted({known[index] for known in fitting}))
                    yield (14 if self._strict else 3), index + 1, parts[index], expected
                return
            fitting = still
        agreed = self._agreement.associations
        if agreed is not None and parts[4] not in agreed and parts[0] != SYNTAX_REPORT:
            yield (14 if parts[4] else 13), 5, parts[4], " ".join(sorted(agreed))

    def _body(self, message: Message) -> None:
        """What stands between UNH and UNT, where the type is known and not more came than is taken."""
        tables = directory_of(message.type, message.version, message.release, message.agency)
        if self.left_out:
            facts = {"limit": self._limits.max_segments}
            message.faults.append(Fault("UCM", 18, message.segments[0].offset, facts=facts))
        elif tables is not None:
            longest = self._limits.max_segment_bytes
            check = message_check(tables, self._service, message.type, self._script, self._strict, longest)
            message.tree, found = check.check(message.segments, self._limits.max_faults)
            message.faults += found

    def _trailer(self, trailer: Segment, reference: str) -> Iterator[Fault]:
        yield from self._checker.faults(trailer, self._service.segments["UNT"], "UCM")
        if not_the_count(trailer.value(2), trailer.number):
            yield counted("UCM", trailer, trailer.number)
        said = trailer.value(3)
        if said and said != reference:
            facts = {"expected": reference[:LONGEST_KEPT]}
            place = trailer.place_of(3)
            yield Fault("UCM", 28, place, trailer.number, "UNT", 3, None, None, said[:LONGEST_KEPT], facts)

    def _latin_1(self, message: Message) -> None:
        """Warn once in an interchange of bytes that its repertoire would not have, where they were agreed."""
        interchange = self._interchange
        if not self._agreement.latin1 or interchange.syntax not in ("UNOA", "UNOB"):
            return
        if any(warning.code == READ_AS_LATIN_1 for warning in interchange.warnings):
            return
        for segment in message.segments:
            if not segment.raw.isascii():
                interchange.warnings.append(Fault("UCM", READ_AS_LATIN_1, segment.offset, segment.number, segment.tag))
                return

    def keep(self, message: Message) -> None:
        """Put the message's summary into the interchange."""
        faults = message.faults
        if self._budget <= 0:  # CONTRL needs where and what, and no more of it
            faults = [replace(fault, value=None, facts={}) for fault in faults[:1]]
        self._budget -= len(faults)
        self._interchange.messages.append(
            MessageSummary(
                message.number,
                message.reference,
                intern(message.type[: LONGEST_OF_IDENTIFIER + 1]),  # one that is longer is another
                message.group,
                message.group_number,
                message.segments[-1].number if message.segments else 0,
                faults,
                _identifier(message.segments[0]),
            )
        )


def _identifier(header: Segment) -> tuple[str, ...]:
    """S009 of a UNH. Nearly all messages have the same."""
    elements = header.elements
    parts = elements[1] if len(elements) > 1 else []
    return tuple(intern(part[:LONGEST_OF_IDENTIFIER]) for part in parts[:MOST_OF_IDENTIFIER])


def not_the_count(said: str, count: int) -> bool:
    """Whether a trailer's count is a number, and another one. What is no number, or too long, is a fault of its format;
    a sign and a decimal mark, whichever it is, are of a number's."""
    number = _COUNT.fullmatch(said) if len(said) < 20 else None
    return number is not None and (int(number[1]) != count or bool((number[2] or "").strip("0")))


def counted(level: Level, trailer: Segment, count: int) -> Fault:
    """The fault of a trailer whose count is not what came."""
    said = trailer.value(2)
    facts = {"expected": str(count), "found": said}
    number = trailer.number or None
    return Fault(level, 29, trailer.place_of(2), number, trailer.tag, 2, None, None, said, facts)
