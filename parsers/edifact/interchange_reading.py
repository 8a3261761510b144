"""One interchange, segment by segment: its groups, messages, counts and references, until it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parsers.edifact.envelope import is_usual
from parsers.edifact.interchange_records import Agreement, EdifactLimits, GroupSummary, Interchange, Message
from parsers.edifact.message_reading import LONGEST_KEPT, MessageReading, counted, not_the_count
from parsers.edifact.segment import Script, Segment
from parsers.edifact.segment_faults import Fault, Level
from parsers.edifact.tokenizer import BLANKS, BOM
from parsers.edifact.values import Checker
from schemas.edifact_directory import SERVICE_SEGMENTS, directory, taken

BEGINNINGS = (b"UNA", BOM + b"UNA", BOM + b"UNB")
"""How another interchange begins, besides by UNB."""

LONGEST_HEADER = 2_000
"""Bytes that are kept of a UNH, of which an interchange has many; one without a fault has at most a fifth of them."""

LONGEST_TAG = 16
"""Bytes that are kept of what stands where a tag should; a tag has three."""


class InterchangeReading:
    """Takes the pieces of one interchange. `ended` after UNZ, or where the next one begins without it."""

    def __init__(self, interchange: Interchange, script: Script, limits: EdifactLimits, agreement: Agreement) -> None:
        self.interchange = interchange
        self.ended = False
        self._script, self._limits = script, limits
        self._strict = interchange.syntax_version == 4
        self._checker = Checker(script, self._strict)
        self._service = directory(interchange.directory)
        self._messages = MessageReading(interchange, script, limits, agreement)
        self._done: list[Message] = []
        self._group: GroupSummary | None = None
        self._type_of_group = ""
        self._mixed = False
        self._ungrouped = 0
        self._references: set[tuple[int, str]] = set()
        self._groups: set[str] = set()
        self._told = Counter(fault.level for fault in interchange.faults)
        self._plus = script.characters.element.encode()
        self._tags = _data_tags(script.characters.element)

    def drain(self) -> Iterator[Message]:
        """The messages that have ended since."""
        done, self._done = self._done, []
        yield from done

    def feed(self, pieces: Sequence[bytes], first: int, offset: int) -> int:
        """Take pieces from the `first` on, which begins at `offset`; gives the offset behind what was taken."""
        tags, script, plus = self._tags, self._script, self._plus
        line_ends = script.characters.terminator == "\n"
        most = self._limits.max_segments - 1
        longest = self._limits.max_message_bytes
        messages = self._messages
        segments = messages.segments
        for index in range(first, len(pieces)):
            raw = pieces[index]
            at = offset
            offset += len(raw) + 1
            if line_ends:
                raw = raw.rstrip(b"\r")
            tag = tags.get(raw[:4])
            if tag is None:
                stripped = raw.lstrip(BLANKS)
                at += len(raw) - len(stripped)
                raw = stripped
                tag = tags.get(raw[:4])
                if tag is None:
                    if not raw and script.characters.terminator in "\r\n":
                        continue
                    tag = raw[:LONGEST_TAG].partition(plus)[0].decode("latin-1")
                    if tag in SERVICE_SEGMENTS or raw.startswith(BEGINNINGS):
                        if not self._envelope(tag, raw, at, offset):
                            return at
                        if self.ended:
                            return offset
                        segments = messages.segments
                        continue
            if segments is None:
                if self._told["UCI"] < self._limits.max_faults:
                    self._fault(Fault("UCI", 33, at, None, tag))
            elif len(segments) < most and offset - segments[0].offset <= longest:
                segments.append(Segment(tag, raw, at, len(segments) + 1, script))
            else:
                messages.left_out += 1
        return offset

    def break_off(self, end: int, overrun: bool) -> None:
        """The stream is at its end, or (`overrun`) longer than is read."""
        self._end_message(None, end)
        self._end_group(None, end)
        if overrun:
            self._fault(Fault("UCI", 18, end, facts={"limit": self._limits.max_bytes}))
        else:
            self._fault(Fault("UCI", 13, end, None, "UNZ"))
        self._finish(end)

    def _envelope(self, tag: str, raw: bytes, at: int, end: int) -> bool:
        """A service segment; False where it begins another interchange, and is not taken."""
        if tag == "UNT" and self._messages.segments is not None:
            self._end_message(raw, at, end)
        elif tag == "UNH":
            self._end_message(None, at)
            self._begin_message(raw, at)
        elif tag == "UNG":
            self._end_message(None, at)
            self._end_group(None, at)
            self._begin_group(raw, at)
        elif tag == "UNE":
            self._end_message(None, at)
            self._end_group(raw, at)
        elif tag == "UNZ":
            self._end_message(None, at)
            self._end_group(None, at)
            self._end_interchange(raw, at)
            self._finish(end)
        elif tag == "UNT":
            self._fault(Fault("UCI", 15, at, None, tag))
        else:
            self._end_message(None, at)
            self._end_group(None, at)
            self._fault(Fault("UCI", 13, at, None, "UNZ"))
            self._finish(at)
            return False
        return True

    def _begin_message(self, raw: bytes, at: int) -> None:
        if self._group is None:
            self._ungrouped += 1
            if self.interchange.groups:
                self._mix(at, "UNH")
        self._messages.begin(Segment("UNH", raw[:LONGEST_HEADER], at, 1, self._script), self._group)

    def _end_message(self, raw: bytes | None, at: int, end: int | None = None) -> None:
        """End the open message, if there is one, with its UNT or without."""
        segments = self._messages.segments
        if segments is None:
            return
        if len(self.interchange.messages) >= self._limits.max_messages:
            self._too_many(segments[0].offset, self._limits.max_messages)
            self._messages.segments = None
            return
        message = self._messages.end(raw, at, at if end is None else end)
        group = self._group
        scope = (len(self.interchange.groups) if group else 0, message.reference)
        if scope in self._references:
            header = message.segments[0]
            place = header.place_of(2)
            message.faults.append(Fault("UCM", 26, place, 1, "UNH", 2, None, None, message.reference[:100]))
        self._references.add(scope)
        if group is not None:
            group.messages += 1
            if group.messages == 1:
                self._type_of_group = message.type
            elif message.type != self._type_of_group and not any(fault.code == 31 for fault in group.faults):
                self._fault(Fault("UCF", 31, message.offset, None, "UNH", 3, 1, None, message.type[:100]))
        self._messages.keep(message)
        self._done.append(message)

    def _too_many(self, at: int, limit: int) -> None:
        """A message or group more than are taken: told once, and the interchange goes on without them."""
        if not any(fault.code == 18 for fault in self.interchange.faults):
            self._fault(Fault("UCI", 18, at, facts={"limit": limit}))

    def _begin_group(self, raw: bytes, at: int) -> None:
        header = Segment("UNG", raw, at, 0, self._script)
        reference = header.value(6)[:LONGEST_KEPT]
        again = reference in self._groups
        number = len(self.interchange.groups) + 1
        group = self._group = GroupSummary(number, reference, _party(header, 3), _party(header, 4))
        if len(self.interchange.groups) >= self._limits.max_groups:
            self._too_many(at, self._limits.max_groups)
            return
        self._groups.add(reference)
        self.interchange.groups.append(group)
        if self._ungrouped:
            self._mix(at, "UNG")
        self._check(header, "UCF")
        if again:
            self._fault(Fault("UCF", 26, header.place_of(6), None, "UNG", 6, None, None, reference))

    def _mix(self, at: int, tag: str) -> None:
        if not self._mixed:
            self._fault(Fault("UCI", 30, at, None, tag))
        self._mixed = True

    def _end_group(self, raw: bytes | None, at: int) -> None:
        """End the open group, if there is one, with its UNE or without; a UNE without a group is a fault."""
        group = self._group
        if group is None:
            if raw is not None:
                self._fault(Fault("UCI", 15, at, None, "UNE"))
            return
        if not group.messages:
            self._fault(Fault("UCF", 32, at, None, "UNG"))
        if raw is None:
            self._fault(Fault("UCF", 13, at, None, "UNE"))
        else:
            trailer = Segment("UNE", raw, at, 0, self._script)
            self._check(trailer, "UCF")
            self._totals(trailer, "UCF", group.messages, group.reference)
        self._group = None

    def _end_interchange(self, raw: bytes, at: int) -> None:
        interchange = self.interchange
        trailer = Segment("UNZ", raw, at, 0, self._script)
        if not interchange.groups and not self._ungrouped:
            self._fault(Fault("UCI", 32, at, None, "UNB"))
        self._check(trailer, "UCI")
        self._totals(trailer, "UCI", len(interchange.groups) or self._ungrouped, interchange.reference)

    def _totals(self, trailer: Segment, level: Level, count: int, reference: str) -> None:
        """The count and the reference of a trailer against what came and what its header says."""
        if not_the_count(trailer.value(2), count):
            self._fault(counted(level, trailer, count))
        said = trailer.value(3)
        longest = len(said) if level == "UCI" else LONGEST_KEPT  # of UNG no more is kept
        if said and said[:longest] != reference:
            facts = {"expected": reference}
            self._fault(Fault(level, 28, trailer.place_of(3), None, trailer.tag, 3, None, None, said[:100], facts))

    def _check(self, segment: Segment, level: Level) -> None:
        for fault in self._checker.faults(segment, self._service.segments[segment.tag], level):
            if not is_usual(fault):
                self._fault(fault)

    def _fault(self, fault: Fault) -> None:
        """Keep a fault of the envelope, up to the limit of its level: many of groups hide none of the interchange."""
        limit = self._limits.max_faults
        if fault.level == "UCF" and self._group is not None and len(self._group.faults) < limit:
            self._group.faults.append(fault)
        if self._told[fault.level] < limit:
            self._told[fault.level] += 1
            self.interchange.faults.append(fault)

    def _finish(self, end: int) -> None:
        self.ended = True
        self.interchange.end = end


def _party(header: Segment, element: int) -> tuple[str, ...]:
    """S006 or S007 of a UNG."""
    return tuple(header.value(element, component)[:LONGEST_KEPT] for component in (1, 2))


@lru_cache(maxsize=128)
def _data_tags(separator: str) -> dict[bytes, str]:
    """The known tags of messages as they begin a segment, with the element separator behind."""
    names = {*taken().values(), "syntax3", "syntax4"}
    tags = {tag for name in names for tag in directory(name).segments if tag not in SERVICE_SEGMENTS}
    return {(tag + separator).encode(): tag for tag in tags}
