"""From a read interchange to what CONTRL says of it. Pure: the reader's faults in, a record out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from parsers.edifact.interchange_records import GroupSummary, Interchange, MessageSummary
from parsers.edifact.segment_faults import Fault
from renderers.edifact.notice_records import (
    Action,
    Control,
    ElementFault,
    GroupControl,
    MessageControl,
    SegmentControl,
    ServiceFault,
)

REJECTED: Action = "4"
ACKNOWLEDGED: Action = "7"
SYNTAX_VERSIONS = range(1, 5)
DUPLICATE = 26
"""0085: the reference was used before."""
REFERENCE = 6
"""Where 0020 stands in UNB, the tag being 1."""
UNSENT = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of an answer that is not made yet."""


def control_of(interchange: Interchange) -> Control | None:
    """What CONTRL says of an interchange, not yet addressed; None where there is nobody to answer, and where all
    messages are CONTRL themselves: one among others is never named. Of messages those that are rejected are named.
    """
    answered = [message for message in interchange.messages if message.type != "CONTRL"]
    if interchange.header is None or (interchange.messages and not answered):
        return None
    fault = _first(each for each in interchange.faults if each.level == "UCI")
    at_all: Action = REJECTED if fault else ACKNOWLEDGED
    loose = [message for message in answered if message.group is None]
    known = interchange.syntax_version in SYNTAX_VERSIONS
    return Control(
        sender=tuple(interchange.sender),
        recipient=tuple(interchange.recipient),
        reference=interchange.reference,
        action=at_all,
        fault=fault,
        messages=_messages(loose),
        groups=_groups(interchange.groups, answered, at_all),
        syntax=interchange.syntax,
        version=interchange.syntax_version if known else 4 if interchange.directory == "syntax4" else 3,
        test=bool(interchange.test),
        answer_reference="",
        answer_sender=tuple(interchange.recipient),
        answer_recipient=tuple(interchange.sender),
        issued_at=UNSENT,
    )


def used_before(control: Control) -> Control:
    """The same where its sender has used the reference before: that alone is said, and all is rejected."""
    fault = ServiceFault(DUPLICATE, "UNB", REFERENCE)
    return replace(control, action=REJECTED, fault=fault, messages=(), groups=())


def _groups(
    groups: Iterable[GroupSummary], messages: Iterable[MessageSummary], above: Action
) -> tuple[GroupControl, ...]:
    """The groups that have something to be said of."""
    by_group: dict[int, list[MessageSummary]] = defaultdict(list)
    for message in messages:
        by_group[message.group_number].append(message)
    made = [_group(group, by_group[group.number], above) for group in groups]
    return tuple(each for each in made if each.fault or each.messages)


def _group(group: GroupSummary, messages: list[MessageSummary], above: Action) -> GroupControl:
    fault = _first(group.faults)
    action = REJECTED if fault else above
    return GroupControl(
        reference=group.reference,
        sender=group.sender,
        recipient=group.recipient,
        action=action,
        fault=fault,
        messages=_messages(messages),
    )


def _messages(messages: Iterable[MessageSummary]) -> tuple[MessageControl, ...]:
    return tuple(_message(each) for each in messages if each.faults)


def _message(message: MessageSummary) -> MessageControl:
    return MessageControl(
        reference=message.reference,
        identifier=message.identifier,
        action=REJECTED,
        fault=_first(each for each in message.faults if each.level == "UCM"),
        segments=_segments(message.faults),
    )


def _segments(faults: Iterable[Fault]) -> tuple[SegmentControl, ...]:
    """By segment: first the faults of its elements, then those of the whole segment, or of what should follow it."""
    elements: dict[int, list[ElementFault]] = defaultdict(list)
    whole: dict[int, list[int]] = defaultdict(list)
    for fault in faults:
        number = fault.segment or 1
        if fault.level == "UCD":
            elements[number].append(ElementFault(fault.code, fault.element or 1, fault.component, fault.occurrence))
        elif fault.level == "UCS":
            whole[number].append(fault.code)
    said: list[SegmentControl] = []
    for number in sorted({*elements, *whole}):
        if number in elements:
            said.append(SegmentControl(number, None, tuple(sorted(elements[number], key=_order))))
        said += [SegmentControl(number, code) for code in whole[number]]
    return tuple(said)


def _order(fault: ElementFault) -> tuple[int, int, int]:
    return fault.element, fault.occurrence or 1, fault.component or 0


def _first(faults: Iterable[Fault]) -> ServiceFault | None:
    """CONTRL has room for one fault of an envelope: the first."""
    fault = next(iter(faults), None)
    if fault is None:
        return None
    return ServiceFault(fault.code, fault.tag, fault.element, fault.component, fault.occurrence)
