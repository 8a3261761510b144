"""What is answered where no check came to its end: a limit was passed, the reading was broken off, or we failed."""

from __future__ import annotations

from gateway.judging.judge import Judgement
from gateway.ledger.projections.declaration_events import NOT_JUDGED
from gateway.work.workers import WorkerFailed
from schemas.findings import finding

INTERRUPTED = Judgement("refused", (finding("EDI85"),), 1)


def too_much(failed: TimeoutError) -> Judgement:
    """The refusal of what ended a sound worker or passed a limit, with the limit."""
    passed = failed.told if isinstance(failed, WorkerFailed) else ""
    return Judgement("refused", (finding("XML09", facts={"passed": passed}),), 1)


def not_judged(submission: str) -> Judgement:
    """No refusal: the fault is ours, and the number to quote is that of the submission (its id)."""
    return Judgement(NOT_JUDGED, (finding("GWY01", facts={"submission": submission}),), 1)
