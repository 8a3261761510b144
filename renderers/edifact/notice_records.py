"""What the writers of EDIFACT are given: what is said of a received interchange (CONTRL), and whom a CUSRES goes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from schemas.edifact_mapping import ASSOCIATION

Action = Literal["4", "7", "8"]
"""0083: 4 rejected with all below; 7 acknowledged, and all below unless it is said of it; 8 received only."""


@dataclass(frozen=True, slots=True)
class ServiceFault:
    """A fault of a service segment: 0085, the segment's tag (0013), its element and component (S011) where known."""

    code: int
    tag: str | None = None
    element: int | None = None
    component: int | None = None
    occurrence: int | None = None


@dataclass(frozen=True, slots=True)
class ElementFault:
    """A fault of one element (UCD): 0085; 0098, the tag is 1; 0104; 0136 from syntax 4 on."""

    code: int
    element: int
    component: int | None = None
    occurrence: int | None = None


@dataclass(frozen=True, slots=True)
class SegmentControl:
    """What is wrong at one segment (UCS): its number in the message (UNH is 1), 0085 where the whole segment is at
    fault, else the faults of its elements."""

    segment: int
    code: int | None = None
    elements: tuple[ElementFault, ...] = ()

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> SegmentControl:
        """From what `asdict` gave."""
        return cls(**{**record, "elements": tuple(ElementFault(**each) for each in record["elements"])})


@dataclass(frozen=True, slots=True)
class MessageControl:
    """What is said of one message (UCM): 0062 and S009 as sent, and its faults."""

    reference: str
    identifier: tuple[str, ...]
    action: Action
    fault: ServiceFault | None = None
    segments: tuple[SegmentControl, ...] = ()

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> MessageControl:
        """From what `asdict` gave."""
        segments = tuple(SegmentControl.from_record(each) for each in record["segments"])
        return cls(**{**_common(record), "identifier": tuple(record["identifier"]), "segments": segments})


@dataclass(frozen=True, slots=True)
class GroupControl:
    """What is said of one functional group (UCF): 0048, S006 and S007 as sent, and its messages."""

    reference: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    action: Action
    fault: ServiceFault | None = None
    messages: tuple[MessageControl, ...] = ()

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> GroupControl:
        """From what `asdict` gave."""
        return cls(**{**_common(record), **_parties(record), "messages": _messages(record)})


@dataclass(frozen=True, slots=True)
class Control:
    """What one CONTRL says of one received interchange.

    `sender`, `recipient` and `reference` are S002, S003 and 0020 of that interchange, as sent; `syntax` and `version`
    those it is answered in. `answer_reference` is the 0020 of the answer, `answer_sender` and `answer_recipient` its
    S002 and S003. Messages stand in their `groups` where there are any, else in `messages`.
    """

    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    reference: str
    action: Action
    fault: ServiceFault | None
    messages: tuple[MessageControl, ...]
    groups: tuple[GroupControl, ...]
    syntax: str
    version: int
    test: bool
    answer_reference: str
    answer_sender: tuple[str, ...]
    answer_recipient: tuple[str, ...]
    issued_at: datetime

    def to_record(self) -> dict[str, Any]:
        """Plain data for the event log; `from_record` gives it back."""
        return {**asdict(self), "issued_at": self.issued_at.isoformat()}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Control:
        """A control from what `to_record` gave, JSON in between or not."""
        values = {
            **_common(record),
            **_parties(record),
            "messages": _messages(record),
            "groups": tuple(GroupControl.from_record(each) for each in record["groups"]),
            "answer_sender": tuple(record["answer_sender"]),
            "answer_recipient": tuple(record["answer_recipient"]),
            "issued_at": datetime.fromisoformat(record["issued_at"]),
        }
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a CUSRES goes, and which message it answers.

    `sender`, `recipient` (S002, S003) and `reference` (0020) are its own; `syntax`, `version` and `highest_version`
    as in `writing.Interchange`. `subject_interchange` and `subject_message` are 0020 and 0062 of the CUSDEC that it
    answers, `association` its 0057; `test` its 0035. `language` (fr, en, ar) is that of the texts.
    """

    sender: Sequence[str]
    recipient: Sequence[str]
    reference: str
    subject_interchange: str
    subject_message: str
    association: str = ASSOCIATION
    syntax: str = "UNOC"
    version: int = 3
    highest_version: int = 4
    test: bool = False
    language: str = "fr"


def _common(record: Mapping[str, Any]) -> dict[str, Any]:
    fault = record["fault"]
    return {**record, "fault": ServiceFault(**fault) if fault else None}


def _parties(record: Mapping[str, Any]) -> dict[str, Any]:
    return {"sender": tuple(record["sender"]), "recipient": tuple(record["recipient"])}


def _messages(record: Mapping[str, Any]) -> tuple[MessageControl, ...]:
    return tuple(MessageControl.from_record(each) for each in record["messages"])
