"""EDIFACT bodies: read, judged, and answered by CONTRL, response and CUSRES."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from gateway.edifact_terms import EdifactTerms
from gateway.judging.attached import Attached
from gateway.judging.edifact_file import EdifactBody, judge_edifact
from gateway.judging.edifact_judged import InterchangeJudged, MessageJudged, at_once
from gateway.settings import Settings
from parsers.attachment_names import attachment_names
from renderers.edifact.contrl import render_contrl
from renderers.edifact.cusres import render_cusres
from renderers.edifact.notice_records import Control, Envelope
from schemas.law import current
from tests.checkout import CHECKOUT
from tests.fuzz.mutators import segments
from tests.fuzz.targets import Door, Target
from tests.fuzz.targets.xml import EVERY, EXAMPLES, MOST
from tests.fuzz.verdict import DAY, NOW, answerable, hold, storable

FOREIGN = CHECKOUT / "tests" / "parsers" / "edifact" / "foreign"
ANSWERED = 20
"""Messages of one input that are answered: the others are as they are."""


@lru_cache
def interchanges() -> Sequence[bytes]:
    """The example, a part of the kit, and interchanges of others."""
    kit = sorted(EXAMPLES.glob("vectors/*/*.edi"))[::EVERY]
    return [path.read_bytes() for path in (EXAMPLES / "cusdec.edi", *kit, *sorted(FOREIGN.glob("*.edi")))]


def judged(content: bytes, settings: Settings) -> frozenset[str]:
    """Judge a body as a worker does, and write its answers."""
    limits = settings.edifact_limits
    attachment_names(content, limits.max_bytes)
    body = EdifactBody(content, EdifactTerms().agreement(settings.edifact_own, True), False)
    found = judge_edifact(body, Attached(), current().on(DAY), limits, MOST)
    codes = hold(answerable(at_once(found, MOST), "declaration.edi", content).findings, len(content))
    left = ANSWERED
    for each in found:
        _control(each)
        storable([dict(each.header), each.seen])
        for message in each.messages[:left]:
            codes |= _message(each, message, content)
        left = max(0, left - len(each.messages))
    return codes


def _control(judged: InterchangeJudged) -> None:
    if judged.control is not None:
        to, own = tuple(judged.header["sender"]), tuple(judged.header["recipient"][:2])
        control = replace(judged.control, answer_sender=own, answer_recipient=to, answer_reference="A", issued_at=NOW)
        render_contrl(Control.from_record(json.loads(json.dumps(control.to_record()))))


def _message(judged: InterchangeJudged, message: MessageJudged, content: bytes) -> frozenset[str]:
    record = answerable(message.judgement, "declaration.edi", content)
    header = judged.header
    envelope = Envelope(
        sender=header["recipient"][:2],
        recipient=header["sender"],
        reference="A",
        subject_interchange=header["reference"],
        subject_message=message.reference,
        association=message.association or "DUM10",
        syntax=header["syntax"],
        version=header["version"],
    )
    if message.xml is not None and message.type == "CUSDEC":
        render_cusres(envelope, record)
    return hold(record.findings, len(content))


@contextmanager
def _opened(_: Path) -> Iterator[Door]:
    settings = Settings()
    yield lambda content: judged(content, settings)


EDIFACT = Target("edifact", interchanges, segments.mutated, _opened, rb"(?<=')")
