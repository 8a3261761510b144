"""CONTRL: the answer on the syntax of one received interchange (ISO 9735-4; D:3 for syntax 1 to 3, 4:1 for syntax 4).

One interchange with one message. What it says of whom it copies as it was sent, but never more than an element may
hold, and a dash where a mandatory one was left out: an answer that its reader must refuse is none. Only the first
fault of a service segment can be said; at most 999 segments of a message and 99 elements of a segment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from renderers.edifact.notice_records import Control, GroupControl, MessageControl, SegmentControl, ServiceFault
from renderers.edifact.writing import Element, Interchange, Segment

MOST_SEGMENTS, MOST_ELEMENTS = 999, 99
LAST_CODE_OF_SYNTAX_3 = 44
"""List 0085 grew from 45 to 48 with syntax 4; before it, what these say is 18."""

UNSPECIFIED = 18
SERVICE_TAGS = frozenset({"UNA", "UNB", "UNG", "UNH", "UNT", "UNE", "UNZ", "UNS", "UNO", "UNP"})

REFERENCE = ((14, True),)
PARTY = {3: ((35, True), (4, False), (14, False)), 4: ((35, True), (4, False), (35, False), (35, False))}
GROUP_PARTY = ((35, True), (4, False))
IDENTIFIER = {
    3: ((6, True), (3, True), (3, True), (2, True), (6, False)),
    4: ((6, True), (3, True), (3, True), (3, True), (6, False), (6, False), (6, False)),
}
"""Lengths of the components by syntax, and whether they are mandatory."""


def render_contrl(record: Control) -> bytes:
    """The CONTRL, the same bytes for the same record."""
    edition = 4 if record.version >= 4 else 3
    interchange = Interchange(
        sender=_copied(record.answer_sender, PARTY[edition]),
        recipient=_copied(record.answer_recipient, PARTY[edition]),
        reference=record.answer_reference,
        at=record.issued_at,
        syntax=record.syntax,
        version=record.version,
        test=record.test,
        highest_version=edition,
    )
    identifier = ("CONTRL", "4", "1", "UN") if edition == 4 else ("CONTRL", "D", "3", "UN")
    interchange.message(identifier, _segments(record, edition))
    return interchange.to_bytes()


def _segments(record: Control, edition: int) -> Iterator[Segment]:
    reference = _copied((record.reference,), REFERENCE)
    parties = [_copied(each, PARTY[edition]) for each in (record.sender, record.recipient)]
    yield "UCI", [reference, *parties, record.action, *_service(record.fault, edition)]
    for message in record.messages:
        yield from _message(message, edition)
    for group in record.groups:
        yield from _group(group, edition)


def _group(group: GroupControl, edition: int) -> Iterator[Segment]:
    reference = _copied((group.reference,), REFERENCE)
    parties = [_copied(each, GROUP_PARTY) for each in (group.sender, group.recipient)]
    yield "UCF", [reference, *parties, group.action, *_service(group.fault, edition)]
    for message in group.messages:
        yield from _message(message, edition)


def _message(message: MessageControl, edition: int) -> Iterator[Segment]:
    reference = _copied((message.reference,), REFERENCE)
    identifier = _copied(message.identifier, IDENTIFIER[edition])
    yield "UCM", [reference, identifier, message.action, *_service(message.fault, edition)]
    for segment in message.segments[:MOST_SEGMENTS]:
        yield from _segment(segment, edition)


def _segment(segment: SegmentControl, edition: int) -> Iterator[Segment]:
    code = "" if segment.code is None else _code(segment.code, edition)
    yield "UCS", [str(segment.segment), code]
    for fault in segment.elements[:MOST_ELEMENTS]:
        place = _place(fault.element, fault.component, fault.occurrence, edition)
        yield "UCD", [_code(fault.code, edition), place]


def _service(fault: ServiceFault | None, edition: int) -> list[Element]:
    """0085, 0013 (0135 in syntax 4) and S011 of a service segment's fault."""
    if fault is None:
        return []
    code = _code(fault.code, edition)
    if fault.tag not in SERVICE_TAGS:
        return [code]
    return [code, fault.tag, _place(fault.element, fault.component, fault.occurrence, edition)]


def _place(element: int | None, component: int | None, occurrence: int | None, edition: int) -> list[str]:
    counted = [element, component, occurrence if edition >= 4 and occurrence and occurrence > 1 else None]
    return [] if element is None else ["" if each is None else str(each) for each in counted]


def _code(code: int, edition: int) -> str:
    return str(UNSPECIFIED if edition < 4 and code > LAST_CODE_OF_SYNTAX_3 else code)


def _copied(values: Sequence[str], lengths: Sequence[tuple[int, bool]]) -> list[str]:
    """The components as sent, cut to what they may hold; `-` where a mandatory one is empty."""
    given = [*values, *([""] * len(lengths))]
    return [value[:length] or "-" * mandatory for value, (length, mandatory) in zip(given, lengths, strict=False)]
