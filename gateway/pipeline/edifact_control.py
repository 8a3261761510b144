"""From a read interchange to what CONTRL says of it. Pure: the reader's faults in, a record out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from parsers.edifact.faults import Fault
from parsers.edifact.records import GroupSummary, Interchange, MessageSummary
from renderers.edifact.records import (
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


def control_of(
    interchange: Interchange,
    reference: str,
    issued_at: datetime,
    *,
    sender: Sequence[str] | None = None,
    recipient: Sequence[str] | None = None,
    duplicate: bool = False,
    every_message: bool = False,
) -> Control | None:
    """What the CONTRL with this reference (0020) says; None where there is nobody to answer, and where all messages
    are CONTRL themselves: one among others is never named.

    It goes back to the sender, from the recipient, each with the internal address that was given (0008, 0014), unless
    `recipient` or `sender` (identification, qualifier, address) are set. `duplicate`: the interchange's own reference
    was used before (26). Rejected messages are named, with `every_message` all of them.
    """
    answered = [message for message in interchange.messages if message.type != "CONTRL"]
    if interchange.header is None or (interchange.messages and not answered):
        return None
    fault = _first(each for each in interchange.faults if each.level == "UCI")
    if duplicate and fault is None:
        fault = ServiceFault(26, "UNB", 6)
    at_all: Action = REJECTED if fault else ACKNOWLEDGED
    loose = [message for message in answered if message.group is None]
    known = interchange.syntax_version in SYNTAX_VERSIONS
    return Control(
        sender=tuple(interchange.sender),
        recipient=tuple(interchange.recipient),
        reference=interchange.reference,
        action=at_all,
        fault=fault,
        messages=_messages(loose, at_all, every_message),
        groups=_groups(interchange.groups, answered, at_all, every_message),
        syntax=interchange.syntax,
        version=interchange.syntax_version if known else 4 if interchange.directory == "syntax4" else 3,
        test=interchange.test == "1",
        answer_reference=reference,
        answer_sender=tuple(sender or interchange.recipient),
        answer_recipient=tuple(recipient or interchange.sender),
        issued_at=issued_at,
    )


def _groups(
    groups: Iterable[GroupSummary], messages: Iterable[MessageSummary], above: Action, every_message: bool
) -> tuple[GroupControl, ...]:
    """The groups that have something to be said of; all of them where all messages are named."""
    by_group: dict[int, list[MessageSummary]] = defaultdict(list)
    for message in messages:
        if message.group_number is not None:
            by_group[message.group_number].append(message)
    made = [_group(group, by_group[group.number], above, every_message) for group in groups]
    return tuple(each for each in made if every_message or each.fault or each.messages)


def _group(group: GroupSummary, messages: list[MessageSummary], above: Action, every_message: bool) -> GroupControl:
    fault = _first(group.faults)
    action = REJECTED if fault else above
    elements = [*group.header.elements, [], [], []]
    return GroupControl(
        reference=group.reference,
        sender=tuple(elements[1]),
        recipient=tuple(elements[2]),
        action=action,
        fault=fault,
        messages=_messages(messages, action, every_message),
    )


def _messages(messages: Iterable[MessageSummary], above: Action, every: bool) -> tuple[MessageControl, ...]:
    return tuple(_message(each, above) for each in messages if every or each.faults)


def _message(message: MessageSummary, above: Action) -> MessageControl:
    identifier = message.header[1] if len(message.header) > 1 else []
    return MessageControl(
        reference=message.reference,
        identifier=tuple(identifier),
        action=REJECTED if message.faults else above,
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
