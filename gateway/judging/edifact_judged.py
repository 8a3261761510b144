"""What came of an EDIFACT body: its interchanges, their messages, and all of it as one judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.judging.attached import Attached
from gateway.judging.edifact_control import DUPLICATE, REFERENCE, REJECTED
from gateway.judging.judge import Judgement, given_out
from gateway.ledger.tables import InterchangeRow
from renderers.edifact.notice_records import Control
from renderers.records import Outcome
from schemas.edifact_faults import fault_finding
from schemas.findings import Position, refused

DECLARATION, CONTROL = "CUSDEC", "CONTRL"
"""The messages that are taken: declarations and requests, and the partner's answer to what he was sent."""

UNREAD: Mapping[str, Any] = {
    "interchange": None,
    "message": None,
    "reference": None,
    "type": None,
    "association": None,
    "rejected": True,
    "test": False,
}
"""What the ledger notes of an EDIFACT body that was not read: its sender may not send, or it cost too much."""

SEEN = ("message", "reference", "type", "association", "rejected")
"""What is kept of each message with its interchange, in this order, until the message itself is written down."""

NOTHING = Attached()


def promised(row: InterchangeRow, ordinal: int) -> Mapping[str, Any]:
    """What the ledger notes of a message of an interchange that was not read again: what was seen of it."""
    noted = {**UNREAD, "interchange": row.number, "test": bool(row.header["test"])}
    seen = row.header.get("messages")  # none, where an older program wrote it
    if row.action == REJECTED:
        return noted
    if seen is None:
        return {**noted, "type": DECLARATION, "rejected": False}
    return {**noted, **dict(zip(SEEN, seen[ordinal - row.first], strict=True))}


@dataclass(frozen=True, slots=True)
class MessageJudged:
    """One message: its place in the interchange (from 1), its reference (0062), what came of it, its part of what was
    attached, and the XML that was made of it; None where it was rejected, or is no declaration."""

    number: int
    reference: str
    type: str
    association: str
    judgement: Judgement
    attached: Attached = NOTHING
    xml: bytes | None = None


@dataclass(frozen=True, slots=True)
class InterchangeJudged:
    """One interchange: what CONTRL says of it, and its messages; of a rejected one `refusal` says why.

    `control` is None where there is nobody to answer. `trial`: a test interchange on a gateway whose documents have
    effect; it gets its verdict only. `place` is that of its reference. `held`: how many messages stand in it; of a
    rejected one none is judged.
    """

    number: int
    header: Mapping[str, Any]
    rejected: bool
    trial: bool
    asks_for_contrl: bool
    refusal: Judgement
    place: Position
    control: Control | None = None
    messages: tuple[MessageJudged, ...] = ()
    held: int = 0

    @property
    def seen(self) -> list[list[Any]]:
        """Of each message its place, 0062, type, 0057, and whether CONTRL rejects it: what `promised` gives back."""
        noted = (self.place_of(each) for each in self.messages)
        return [[each[name] for name in SEEN] for each in noted]

    @property
    def reference(self) -> str:
        """0020 of its UNB."""
        return str(self.header["reference"])

    def place_of(self, message: MessageJudged | None) -> dict[str, Any]:
        """What the ledger notes of where a message stood; None: the whole interchange."""
        noted: dict[str, Any] = {**UNREAD, "interchange": self.number}
        if message is not None:
            named = {"message": message.number, "reference": message.reference, "type": message.type}
            rejected = message.xml is None and message.judgement.outcome == "refused"
            noted |= {**named, "association": message.association, "rejected": rejected}
        return {**noted, "test": bool(self.header["test"])}

    def as_duplicate(self, reference: str) -> Judgement:
        """The refusal where its sender has used the reference before."""
        found = fault_finding(DUPLICATE, tag="UNB", element=REFERENCE, value=reference, at=self.place)
        return replace(self.refusal, findings=(found,), total=1)


def at_once(interchanges: Sequence[InterchangeJudged], max_findings: int) -> Judgement:
    """One judgement on all that a body holds: refused where anything is; numbers and function where there is one."""
    judgements = [
        judgement
        for each in interchanges
        for judgement in ([each.refusal] if each.rejected else [message.judgement for message in each.messages])
    ]
    found = [each for judgement in judgements for each in judgement.findings]
    total = sum(judgement.total for judgement in judgements)
    if len(judgements) == 1:
        return judgements[0]
    outcome: Outcome = "refused" if refused(found) else "valid"
    law = judgements[0].law if judgements else {}
    return Judgement(outcome, given_out(found, max_findings), total, law=law)
