"""Judging an EDIFACT body: each sound message becomes the tree of a DUM and is judged as any other. Pure, as `judge`.

What cannot be read as EDIFACT is refused before: an interchange whole (UCI), or one message of it, and the others go
on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from lxml import etree

from gateway.judging.attached import Attached
from gateway.judging.edifact_control import REFERENCE, control_of
from gateway.judging.edifact_judged import (
    CONTROL,
    DECLARATION,
    NOTHING,
    InterchangeJudged,
    MessageJudged,
    at_once,
)
from gateway.judging.judge import Judgement, judge_tree, unreadable
from parsers.attachment_names import edifact_names
from parsers.edifact.box_segments import Boxes
from parsers.edifact.declaration_tree import declaration_of
from parsers.edifact.interchange_records import Agreement, EdifactLimits, Interchange, Message, MessageSummary
from parsers.edifact.reader import read
from parsers.edifact.segment_faults import Fault
from parsers.source_map import SourceText
from renderers.records import Outcome
from schemas.acts import DUM
from schemas.declaration import text_of
from schemas.edifact_faults import MISSING, fault_finding
from schemas.edifact_mapping import codes_at
from schemas.findings import Finding, Position, SegmentPlace, finding, refused
from schemas.law import LawOfDay

__all__ = ["EdifactBody", "InterchangeJudged", "MessageJudged", "at_once", "judge_edifact"]

NOT_IN_LIST = 12
NOT_HERE = 14
"""0085 of a message that is known, and that nobody sends to a customs administration."""

MOST_FINDINGS = 10_000
"""Findings made for one body, all messages together; from there on one for each message, and their true number."""


@dataclass(frozen=True, slots=True)
class EdifactBody:
    """An EDIFACT body, by what was agreed with who sent it. `effective`: what is registered here has legal effect."""

    content: bytes
    agreement: Agreement
    effective: bool


def judge_edifact(
    body: EdifactBody, attached: Attached | None, law: LawOfDay | None, limits: EdifactLimits, max_findings: int
) -> list[InterchangeJudged]:
    """Judge all interchanges of a body. `attached` None leaves the attachments out of the judgement; `law` None leaves
    out all but what cannot be read as EDIFACT, or is in no box: for a conversion."""
    judging = _Judging(body, attached, law, max_findings)
    return list(judging.interchanges(limits))


@dataclass
class _Judging:
    body: EdifactBody
    attached: Attached | None
    law: LawOfDay | None
    max_findings: int
    found: int = 0
    texts: dict[str, SourceText] = field(default_factory=dict)

    def interchanges(self, limits: EdifactLimits) -> Iterator[InterchangeJudged]:
        """Each as it ends; only the messages of one are held."""
        messages: list[Message] = []
        for each in read([self.body.content], limits, self.body.agreement):
            if isinstance(each, Message):
                messages.append(each)
            else:
                yield self._interchange(each, messages)
                messages = []

    def _interchange(self, read_as: Interchange, messages: list[Message]) -> InterchangeJudged:
        summaries = {each.number: each for each in read_as.messages}
        for message in messages:
            if not message.faults and message.type not in (DECLARATION, CONTROL):
                _not_taken(message, summaries[message.number])
        found = partial(self._finding, read_as, None)
        told = [found(fault) for fault in read_as.faults]
        total = len(told)
        if read_as.rejected:
            told += [*self._in_rejected(read_as, messages), *(found(fault) for fault in read_as.warnings)]
            total += sum(len(message.faults) for message in messages) + len(read_as.warnings)
        refusal = replace(unreadable(told, None, self.law, self.max_findings), total=total)
        header = {
            "sender": read_as.sender,
            "recipient": read_as.recipient,
            "reference": read_as.reference,
            "syntax": read_as.syntax,
            "version": read_as.syntax_version,
            "test": read_as.test,
        }
        trial = bool(read_as.test) and self.body.effective
        judged = InterchangeJudged(
            number=read_as.number,
            header=header,
            rejected=read_as.rejected,
            trial=trial,
            asks_for_contrl=read_as.acknowledgement_request == "1",
            refusal=refusal,
            place=self._place_of_reference(read_as),
            control=control_of(read_as),
            held=len(read_as.messages),
        )
        if read_as.rejected:
            return judged
        notes = [self._finding(read_as, _around(messages, fault), fault) for fault in read_as.warnings]
        of_groups = {group.number: group.faults for group in read_as.groups}
        made = []
        for message in messages:
            one = self._message(read_as, message, of_groups.get(message.group_number, []), notes)
            made.append(_as_trial(one) if trial else one)
            notes = []
        return replace(judged, messages=(*made, *self._without_messages(read_as, messages)))

    def _in_rejected(self, read_as: Interchange, messages: Sequence[Message]) -> Iterator[Finding]:
        """What is wrong in the messages of an interchange that is rejected as a whole: to be mended at one go."""
        left = self._room()
        for message in messages:
            if message.faults and left > 0:
                made = self._told(read_as, message, message.faults[:left])
                left -= len(made)
                yield from made

    def _told(self, read_as: Interchange, message: Message, faults: Sequence[Fault]) -> list[Finding]:
        """The findings that are made of faults of a message, with the boxes that they are in."""
        boxes = Boxes(message.segments) if message.type == DECLARATION else None
        self.found += len(faults)
        return [self._finding(read_as, message, fault, boxes) for fault in faults]

    def _without_messages(self, read_as: Interchange, messages: Sequence[Message]) -> Iterator[MessageJudged]:
        """A group that is rejected and has no message: refused as one, so that people see it."""
        filled = {message.group_number for message in messages}
        for group in read_as.groups:
            if group.faults and group.number not in filled:
                found = [self._finding(read_as, None, fault) for fault in group.faults[: self._room()]]
                self.found += len(found)
                yield MessageJudged(0, group.reference, "", "", unreadable(found, None, self.law, self.max_findings))

    def _message(
        self, read_as: Interchange, message: Message, of_group: Sequence[Fault], notes: list[Finding]
    ) -> MessageJudged:
        """A message of an interchange that was not rejected. `of_group` are the faults of its group, `notes` are on the
        interchange."""
        named = (message.number, message.reference, message.type, message.association)
        faults = [*of_group, *message.faults]
        if faults or message.tree is None:
            made = self._told(read_as, message, faults[: self._room()])
            judgement = unreadable([*notes, *made], None, self.law, self.max_findings)
            return MessageJudged(*named, replace(judgement, total=len(notes) + len(faults)))
        if message.type == CONTROL:
            return MessageJudged(*named, Judgement("accepted", tuple(notes), len(notes), asked=_answered(message)))
        converted = declaration_of(message, read_as, self._text(read_as))
        part = self._part(converted.root)
        read_so_far = [*notes, *converted.findings]
        if self.law is None:
            judgement = Judgement("valid", tuple(read_so_far), len(read_so_far))
        else:
            judgement = judge_tree(converted.root, converted.places, read_so_far, part, self.law, self._room())
        judgement = replace(judgement, total=judgement.total + converted.uncounted)
        self.found += len(judgement.findings)
        xml = etree.tostring(converted.root, encoding="UTF-8", xml_declaration=True)
        return MessageJudged(*named, judgement, part or NOTHING, xml)

    def _room(self) -> int:
        """How many findings may be made of a message: all that are told of one, and one where there were too many."""
        return max(1, min(self.max_findings, MOST_FINDINGS - self.found))

    @cached_property
    def _named(self) -> frozenset[str]:
        """The attachments that any message names."""
        return frozenset(edifact_names(self.body.content, len(self.body.content)))

    def _part(self, root: etree._Element) -> Attached | None:
        """What of the attachments is this message's: those that it names. Those that none names are the first one's."""
        if self.attached is None:
            return None
        own = {text_of(each) for each in root.iter(f"{_SPACE}FileName")}
        part = self.attached.of(lambda name: name in own or name not in self._named)
        self.attached = self.attached.of(lambda name: name in self._named)
        return part

    def _finding(
        self, read_as: Interchange, message: Message | None, fault: Fault, boxes: Boxes | None = None
    ) -> Finding:
        if fault.code == 0:
            return finding("EDI00", position=self._position(read_as, fault.offset, None))
        place = SegmentPlace(
            interchange=read_as.number,
            message=message.number if message else None,
            reference=message.reference if message else None,
            segment=fault.segment,
            tag=fault.tag,
            element=fault.element,
            component=fault.component,
        )
        found = fault_finding(
            fault.code,
            segment=fault.segment,
            tag=fault.tag,
            element=fault.element,
            component=fault.component,
            occurrence=fault.occurrence,
            value=fault.value,
            facts=_with_our_codes(fault) if boxes else fault.facts,
            at=self._position(read_as, fault.offset, place),
        )
        gap = fault.level == "UCS" and fault.code == MISSING  # its place is that of the segment before
        if boxes is None or fault.level not in ("UCS", "UCD") or gap:
            return found
        where = boxes.at(fault.segment, fault.element, fault.component)
        return replace(found, box=where.box, article=where.article)

    def _place_of_reference(self, read_as: Interchange) -> Position:
        if read_as.header is None:
            return self._position(read_as, read_as.offset, None)
        place = SegmentPlace(read_as.number, tag="UNB", element=REFERENCE)
        return self._position(read_as, read_as.header.place_of(REFERENCE), place)

    def _position(self, read_as: Interchange, offset: int, place: SegmentPlace | None) -> Position:
        return replace(self._text(read_as).position(offset), segment=place)

    def _text(self, read_as: Interchange) -> SourceText:
        if read_as.codec not in self.texts:
            self.texts[read_as.codec] = SourceText(self.body.content, read_as.codec)
        return self.texts[read_as.codec]


_SPACE = DUM[: DUM.index("}") + 1]


def _not_taken(message: Message, summary: MessageSummary) -> None:
    """A sound message that is an answer of an administration: rejected, in what CONTRL says too."""
    header = message.segments[0]
    facts = {"expected": (DECLARATION, CONTROL)}
    fault = Fault("UCM", NOT_HERE, header.place_of(3), 1, "UNH", 3, 1, None, message.type, facts)
    message.faults.append(fault)
    if fault not in summary.faults:
        summary.faults.append(fault)


def _around(messages: Sequence[Message], fault: Fault) -> Message | None:
    """The message that a warning is about, None for one on the interchange."""
    return next((each for each in messages if each.offset <= fault.offset < each.end), None)


def _as_trial(message: MessageJudged) -> MessageJudged:
    """A test message outside a sandbox: whatever it asks for, it gets its verdict."""
    judgement = message.judgement
    outcome: Outcome = "refused" if refused(judgement.findings) else "valid"
    if judgement.outcome == "accepted" and message.xml is None:
        return message
    return replace(message, judgement=replace(judgement, outcome=outcome, facts={}))


def _with_our_codes(fault: Fault) -> Mapping[str, Any]:
    """Of a code that its list has not, what is expected are those that the guide has, where it has any."""
    if fault.code != NOT_IN_LIST or fault.element is None:
        return fault.facts
    ours = codes_at(fault.tag or "", fault.element, fault.component or 1)
    return {**fault.facts, "expected": " ".join(ours)} if ours else fault.facts


def _answered(message: Message) -> dict[str, Any]:
    """What a CONTRL of the partner says: which interchange it answers, and the action (list 0083)."""
    answer = next((each for each in message.segments if each.tag == "UCI"), None)
    said = (answer.value(2), answer.value(5)) if answer is not None else ("", "")
    return {"kind": "control", "interchange": said[0], "action": said[1]}
