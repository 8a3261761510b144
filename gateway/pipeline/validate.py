"""The verdict alone, keeping nothing: the same doors and the same check as for a submission."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from gateway.intake.accept import File
from gateway.pipeline import tasks
from gateway.pipeline.judge import Judgement
from gateway.service import Gateway
from parsers.pdf import examine_pdf
from schemas.attachments import Received
from schemas.findings import Finding


def validate(gateway: Gateway, body: File, attachments: Sequence[File]) -> Judgement:
    """Judge a declaration with its attachments by the law of today, in a worker process."""
    settings = gateway.settings
    received = [Received(each.name, hashlib.sha256(each.content).hexdigest()) for each in attachments]
    found: list[Finding] = []
    for each in attachments:
        found += examine_pdf(each.content, each.name, settings.pdf_limits).findings
    day = gateway.clock().date()
    return gateway.workers.run(
        tasks.judge_by_law_of, day, body.content, received, {}, found, settings.xml_limits, settings.max_findings
    )
