"""What the gateway's judge says of EDIFACT, as a gateway asks it whose settings and partner nobody has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gateway.edifact_terms import EdifactTerms
from gateway.judging.attached import Attached
from gateway.judging.edifact_control import used_before
from gateway.judging.edifact_file import EdifactBody, InterchangeJudged, judge_edifact
from gateway.settings import Settings
from parsers.edifact.interchange_records import EdifactLimits
from schemas.findings import Finding
from schemas.law import LawOfDay
from vectorkit.vector import MOST

OWN = (Settings.model_fields["edifact_identification"].default, Settings.model_fields["edifact_qualifier"].default)
"""To whom the kit's interchanges are addressed."""


def judged_interchanges(content: bytes, attached: Attached | None, law: LawOfDay) -> list[InterchangeJudged]:
    """The interchanges of a body; none is a test."""
    body = EdifactBody(content, EdifactTerms().agreement(OWN, tests=True), effective=False)
    return list(_as_ledger(judge_edifact(body, attached, law, EdifactLimits(), MOST)))


def findings_of(interchanges: Sequence[InterchangeJudged]) -> list[Finding]:
    """All findings, of one interchange and message after the other."""
    judgements = [
        judgement
        for each in interchanges
        for judgement in ([each.refusal] if each.rejected else [message.judgement for message in each.messages])
    ]
    return [found for judgement in judgements for found in judgement.findings]


def _as_ledger(interchanges: Sequence[InterchangeJudged]) -> Iterator[InterchangeJudged]:
    """What the ledger adds: a reference that its sender has used before is refused."""
    used: set[tuple[str, str]] = set()
    for each in interchanges:
        key = (":".join(each.header["sender"]), each.reference)
        if each.rejected or key not in used:
            if not each.rejected:
                used.add(key)
            yield each
            continue
        control = each.control and used_before(each.control)
        yield replace(each, rejected=True, refusal=each.as_duplicate(each.reference), control=control)
