"""A verdict that nobody keeps, as a record that a page is made of: no ids, no numbers, nothing registered."""

from __future__ import annotations

import hashlib
from datetime import datetime

from gateway.judging.judge import Judgement
from renderers.records import FileReceived, Response
from schemas.findings import refused


def validation_record(judgement: Judgement, name: str, content: bytes, at: datetime) -> Response:
    """The record of a validation: refused or valid, whatever function the declaration asks for."""
    return Response(
        submission="",
        declaration="",
        partner="",
        issued_at=at,
        outcome="refused" if refused(judgement.findings) else "valid",
        message_number=judgement.message_number,
        declarant_reference=judgement.reference,
        function=judgement.function,
        body=FileReceived(name, hashlib.sha256(content).hexdigest(), len(content)),
        findings=judgement.findings,
        findings_total=judgement.total,
        dum_number=None,
        registered_at=None,
        assessment=None,
        specimen=False,
    )
