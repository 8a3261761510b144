"""The verdict alone, keeping nothing: the same doors and the same check as for a submission."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.intake.accept import File
from gateway.pipeline import tasks
from gateway.pipeline.attached import examined
from gateway.pipeline.judge import Judgement
from gateway.service import Gateway


def validate(gateway: Gateway, body: File, attachments: Sequence[File]) -> Judgement:
    """Judge a declaration with its attachments by the law of today, in a worker process."""
    settings = gateway.settings
    attached = examined(((each.name, each.content) for each in attachments), settings.pdf_limits)
    day = gateway.clock().date()
    return gateway.workers.run(
        tasks.judge_by_law_of, day, body.content, attached, settings.xml_limits, settings.max_findings
    )
