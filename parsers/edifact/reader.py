"""A stream of bytes in, EDIFACT messages and interchanges out, with every fault: the door of the other files here.

Messages come as they end, and after its last message the interchange itself, so that memory stays bounded. Nothing is
raised for what the bytes hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parsers.edifact.envelope import DEFAULT, open_interchange, service_characters
from parsers.edifact.interchange_reading import InterchangeReading
from parsers.edifact.interchange_records import (
    Agreement,
    EdifactLimits,
    GroupSummary,
    Interchange,
    Message,
    MessageSummary,
)
from parsers.edifact.segment import Group, Segment, ServiceCharacters
from parsers.edifact.segment_faults import BOM_SKIPPED, NO_INTERCHANGE, Fault, Level
from parsers.edifact.tokenizer import BLANKS, BLOCK, BOM, Tokenizer

__all__ = [
    "Agreement",
    "EdifactLimits",
    "Fault",
    "Group",
    "GroupSummary",
    "Interchange",
    "Level",
    "Message",
    "MessageSummary",
    "Segment",
    "ServiceCharacters",
    "read",
    "read_whole",
]

PADDING = BLANKS + b"\x00\x02\x03\x04\x1a"
"""What may stand between interchanges: blanks, and how old systems frame, fill up or end a file."""

_BEGIN = re.compile(rb"UNA.{6}[\r\n ]{0,4}UNB|UNB\+UNO[A-Z]:[0-9]", re.DOTALL)
_LONGEST_BEGIN = 16


def read(
    chunks: Iterable[bytes],
    limits: EdifactLimits | None = None,
    agreement: Agreement | None = None,
    block: int = BLOCK,
) -> Iterator[Message | Interchange]:
    """Read a stream. Only the Interchange, which comes after its messages, says whether all of them are rejected.

    Where there is no interchange, one comes without header and with one fault of code 0. `block` is how many bytes
    are looked at together; nothing that comes out depends on it.
    """
    yield from _Reader(chunks, limits or EdifactLimits(), agreement or Agreement(), block).read()


def read_whole(
    content: bytes, limits: EdifactLimits | None = None, agreement: Agreement | None = None
) -> list[tuple[Interchange, list[Message]]]:
    """Read bytes that are in memory: each interchange with its messages."""
    found: list[tuple[Interchange, list[Message]]] = []
    messages: list[Message] = []
    for record in read([content], limits, agreement):
        if isinstance(record, Message):
            messages.append(record)
        else:
            found.append((record, messages))
            messages = []
    return found


class _Reader:
    """Finds where interchanges begin, and gives each to a `InterchangeReading`."""

    def __init__(self, chunks: Iterable[bytes], limits: EdifactLimits, agreement: Agreement, block: int) -> None:
        self._limits, self._agreement = limits, agreement
        self._tokens = Tokenizer(chunks, limits.max_bytes, limits.max_segment_bytes, block)
        self._number = 0
        self._warnings: list[Fault] = []

    def read(self) -> Iterator[Message | Interchange]:
        """All records of the stream."""
        offset: int | None = 0
        garbage: Interchange | None = None
        attempts = 0
        while offset is not None:
            begin = offset = self._pad(offset)
            head = self._tokens.look(offset, 9)
            if not head:
                break
            attempts += 1
            if attempts > self._limits.max_interchanges:
                if garbage is not None:
                    garbage.end = begin
                    yield garbage
                garbage = self._none(begin, 18, limit=self._limits.max_interchanges)
                break
            una: ServiceCharacters | None = None
            wrong: list[Fault] = []
            if head.startswith(b"UNA") and len(head) == 9:
                una = service_characters(head)
                if una is None:
                    value = head[3:].decode("latin-1")
                    wrong = [Fault("UCI", 20, offset + 3, None, "UNA", None, None, None, value)]
                offset = self._pad(offset + 9)
                head = self._tokens.look(offset, 4)
            pieces = self._begin(head, offset, una or DEFAULT)
            if not pieces:
                garbage = garbage or self._none(begin, NO_INTERCHANGE)
                offset = self._tokens.find(_BEGIN, begin + 1, _LONGEST_BEGIN)
                continue
            if garbage is not None:
                garbage.end = begin
                yield garbage
                garbage = None
            self._number += 1
            interchange, script = open_interchange(pieces[0].rstrip(b"\r"), offset, self._number, una, self._agreement)
            interchange.offset = begin
            interchange.faults[:0] = wrong
            interchange.warnings, self._warnings = self._warnings, []
            reading = InterchangeReading(interchange, script, self._limits, self._agreement)
            offset += len(pieces[0]) + 1
            yield from self._through(reading, pieces, offset)
            offset = interchange.end
        if garbage is None and self._number == 0:
            garbage = self._none(0, NO_INTERCHANGE)
        if garbage is not None:
            garbage.end = self._tokens.end
            yield garbage

    def _through(
        self, reading: InterchangeReading, pieces: list[bytes], offset: int
    ) -> Iterator[Message | Interchange]:
        """An interchange to its end, with the pieces behind its UNB first."""
        offset = reading.feed(pieces, 1, offset)
        while not reading.ended:
            yield from reading.drain()
            batch = self._tokens.batch()
            if batch is None:
                reading.break_off(*self._end())
                break
            offset, pieces = batch
            reading.feed(pieces, 0, offset)
        yield from reading.drain()
        yield reading.interchange

    def _end(self) -> tuple[int, bool]:
        """Where an interchange without UNZ ends, and whether it is cut off there: with the stream, or before a next one
        that has another terminator and is too short to have been cut by this one's."""
        rest = self._tokens.rest
        begins = _BEGIN.search(rest)
        if begins:
            return self._tokens.end - len(rest) + begins.start(), False
        return self._tokens.end, self._tokens.overrun

    def _pad(self, offset: int) -> int:
        """Behind what may stand before an interchange: padding, and one byte order mark, which is warned of."""
        marked = False
        while head := self._tokens.look(offset, BLOCK):
            rest = head.lstrip(PADDING)
            offset += len(head) - len(rest)
            if rest.startswith(BOM) and not marked:
                self._warnings = [Fault("UCI", BOM_SKIPPED, offset)]
                offset += len(BOM)
                marked = True
            elif rest:
                break
        return offset

    def _begin(self, head: bytes, offset: int, characters: ServiceCharacters) -> list[bytes]:
        """The pieces from a UNB on; none where there is no whole UNB."""
        if head[:4] != b"UNB" + characters.element.encode():
            return []
        self._tokens.cut(characters, offset)
        batch = self._tokens.batch()
        if batch is None or len(batch[1][0]) > self._limits.max_segment_bytes:
            return []
        return batch[1]

    def _none(self, offset: int, code: int, **facts: object) -> Interchange:
        """The record that says that there is no interchange, or none that is read."""
        self._number += 1
        found = Interchange(self._number, offset, faults=[Fault("UCI", code, offset, facts=facts)])
        found.warnings, self._warnings = self._warnings, []
        return found
