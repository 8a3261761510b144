"""What is shown of a submission: the answer to it, and what came of it."""

from __future__ import annotations

from typing import Any

from gateway.ledger.tables import InterchangeRow, SubmissionRow
from gateway.queries.submissions import Contents
from gateway.views.address_of import AddressOf
from gateway.views.declaration_views import declaration_view
from gateway.views.waiting import Waiting


def acknowledgement_view(submission: SubmissionRow, address: AddressOf) -> dict[str, Any]:
    """The answer to a submission: made of what was committed alone, so that it is the same for ever."""
    return {
        "id": submission.id,
        "status_url": address("submission", submission=submission.id),
        "acknowledgement_url": address("acknowledgement", submission=submission.id),
        "received_at": submission.received_at,
        "body": submission.body,
        "attachments": submission.attachments,
    }


def submission_view(
    submission: SubmissionRow, contents: Contents, address: AddressOf, waiting: Waiting | None = None
) -> dict[str, Any]:
    """A submission with its declarations. `waiting` says what its work waits for; it is its `state` too where it is not
    answered yet.
    """
    theirs, is_answered = contents.belongings, _is_answered(contents)
    waits = waiting.of_submission(submission.id, is_answered) if waiting is not None else None
    return {
        **acknowledgement_view(submission, address),
        "body_url": address("body", submission=submission.id),
        "state": "answered" if is_answered else "waiting" if waits else "received",
        "interchanges": [_interchange_view(each, address) for each in contents.interchanges],
        "declarations": [declaration_view(each, theirs, address, waiting) for each in contents.declarations],
        "waiting": waits,
    }


def _is_answered(contents: Contents) -> bool:
    """Whether everything that was sent has its answer."""
    interchanges, declarations = contents.interchanges, contents.declarations
    given_up = any(row.edifact and row.edifact["interchange"] is None for row in declarations)
    whole = not interchanges or (
        (given_up or len(interchanges) == interchanges[0].interchanges)
        and len(declarations) >= sum(each.declarations for each in interchanges)
        and all(each.contrl or not each.contrl_due for each in interchanges)
    )
    return whole and bool(declarations) and all(row.answers for row in declarations)


def _interchange_view(interchange: InterchangeRow, address: AddressOf) -> dict[str, Any]:
    """An EDIFACT interchange: its reference (0020), whether it was acknowledged (7) or rejected (4), and its CONTRL."""
    names = ("number", "sender", "reference", "action", "first", "declarations")
    shown = {name: getattr(interchange, name) for name in names}
    url = address("contrl", submission=interchange.submission, number=interchange.number)
    return {**shown, "contrl_url": url if interchange.contrl else None}
