"""The verdict alone, keeping nothing: the same doors and the same check as for a submission, by the law of any day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gateway.judging.attached import Attached, examined
from gateway.judging.edifact_file import EdifactBody
from gateway.judging.judge import Judgement
from gateway.judging.replay.judged_again import Replay, replayed, unchangeable
from gateway.judging.replay.stored_documents import Stored, verdict_of
from gateway.partners import Partner
from gateway.pipeline import tasks
from gateway.pipeline.accept import File
from gateway.pipeline.no_verdict import too_much
from gateway.service import Gateway
from parsers.root_name import is_edifact
from schemas.days import day_of


def validate(
    gateway: Gateway, partner: Partner, body: File, attachments: Sequence[File], day: date | None = None
) -> Judgement:
    """Judge a declaration with its attachments by the law of a day (default: today), in a worker process.

    Of EDIFACT it is one judgement on all that the body holds, by what is agreed with the partner.
    """
    settings = gateway.settings
    attached = examined(((each.name, each.content) for each in attachments), settings.pdf_limits)
    if not is_edifact(body.content, body.name):
        return _judged(gateway, body.content, attached, day)
    agreement = partner.edifact.agreement(settings.edifact_own, gateway.specimen)
    edifact = EdifactBody(body.content, agreement, not gateway.specimen)
    given = (day or day_of(gateway.clock()), edifact, attached, settings.edifact_limits, settings.max_findings)
    try:
        return gateway.workers.run(tasks.judge_edifact_at_once, *given)
    except TimeoutError as failed:
        return too_much(failed)


def replay(gateway: Gateway, declaration: str, day: date | None = None) -> Replay:
    """Judge a kept declaration again by the law of a day (default: today), in a worker process.

    Raises KeyError for an unknown one, and as `Stored.load` where what is kept cannot be read.
    """
    stored = Stored(gateway.engine, gateway.store, gateway.settings)
    row = stored.named(declaration)
    if row is None:
        raise KeyError(declaration)
    return unchangeable(row) or replayed(verdict_of(row), _judged(gateway, *stored.load(row), day))


def _judged(gateway: Gateway, body: bytes, attached: Attached, day: date | None) -> Judgement:
    settings = gateway.settings
    asked = day or day_of(gateway.clock())
    given = (asked, body, attached, settings.xml_limits, settings.max_findings)
    try:
        return gateway.workers.run(tasks.judge_by_law_of, *given)
    except TimeoutError as failed:
        return too_much(failed)
