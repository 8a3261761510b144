"""What the reader gives: messages, interchanges, and what it is given: limits and what was agreed with the partner."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.edifact.segment import Group, Segment, ServiceCharacters
from parsers.edifact.segment_faults import Fault


@dataclass(frozen=True, slots=True)
class EdifactLimits:
    """What may come at the most. What passes a limit is a fault (code 18) at its level, never an exception.

    `max_faults` is for one message, or for the envelope of one interchange; `max_kept_faults` for all messages of an
    interchange together, beyond which its summaries keep the first fault of each message only.
    """

    max_bytes: int = 100_000_000
    max_segment_bytes: int = 10_000
    max_segments: int = 50_000
    max_message_bytes: int = 10_000_000
    max_messages: int = 50_000
    max_groups: int = 1_000
    max_interchanges: int = 1_000
    max_faults: int = 100
    max_kept_faults: int = 5_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed with a partner. None: not looked at.

    `latin1`: bytes above 127 under UNOA and UNOB are read as ISO 8859-1, with a warning. `own` and `sender`:
    identification and qualifier that the interchange must be for (else 7) and come from (else 23). `associations`:
    the association assigned codes (0057) that are taken. `tests`: whether test interchanges are taken (else 25).
    """

    latin1: bool = False
    own: tuple[str, str] | None = None
    sender: tuple[str, str] | None = None
    associations: frozenset[str] | None = None
    tests: bool = True


@dataclass(slots=True)
class Message:
    """A message as it ended. `rejected` is its own verdict; a fault of its interchange or group rejects it besides."""

    number: int
    reference: str
    type: str
    version: str
    release: str
    agency: str
    association: str
    group: str | None
    """The reference of its group (0048), None outside groups."""
    group_number: int
    """The place of its group in the interchange, from 1; 0 outside groups. Two groups may have one reference."""
    segments: list[Segment]
    offset: int
    end: int
    """The bytes of the input that it takes: from UNH to behind the terminator of UNT."""
    tree: Group | None = None
    """None where the type is not known, or more segments came than are taken."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        """Whether the message has a fault of its own."""
        return bool(self.faults)


@dataclass(slots=True)
class MessageSummary:
    """What an interchange keeps of a message: enough for CONTRL. `segments` is how many there were."""

    number: int
    reference: str
    type: str
    group: str | None
    group_number: int
    segments: int
    faults: list[Fault]
    identifier: tuple[str, ...]
    """S009 as sent, cut to what CONTRL has room for."""

    @property
    def rejected(self) -> bool:
        """Whether the message has a fault of its own."""
        return bool(self.faults)


@dataclass(slots=True)
class GroupSummary:
    """A functional group: its place from 1, its reference (0048), sender and recipient (S006, S007, cut to what CONTRL
    has room for), its count of messages, its faults (UCF)."""

    number: int
    reference: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    messages: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        """Whether the group, and with it each of its messages, is rejected."""
        return bool(self.faults)


@dataclass(slots=True)
class Interchange:
    """An interchange as it ended; `faults` are those of its envelope and of its groups (UCI, UCF).

    `header` is None where no UNB could be read. `directory` names the tables of its service segments.
    """

    number: int
    offset: int
    header: Segment | None = None
    syntax: str = ""
    syntax_version: int = 3
    characters: ServiceCharacters = field(default_factory=ServiceCharacters)
    codec: str = "latin-1"
    sender: list[str] = field(default_factory=list)
    recipient: list[str] = field(default_factory=list)
    reference: str = ""
    acknowledgement_request: str = ""
    test: str = ""
    directory: str = "syntax3"
    groups: list[GroupSummary] = field(default_factory=list)
    messages: list[MessageSummary] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    end: int = 0

    @property
    def rejected(self) -> bool:
        """Whether the interchange is rejected as a whole: a fault of its envelope."""
        return any(fault.level == "UCI" for fault in self.faults)
