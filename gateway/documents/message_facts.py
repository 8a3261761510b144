"""What is signed and no document: where the facts of acknowledgements, responses and notices stand."""

from __future__ import annotations

from gateway.signing.signed_kind import SignedKind


def _message(root: str, **facts: str) -> SignedKind:
    return SignedKind(name=root.lower(), root=root, xsd=root.lower(), facts=facts)


_MESSAGES = (
    _message("Acknowledgement", number="SubmissionID", partner="PartnerID", date="ReceivedAt"),
    _message(
        "Response",
        number="DeclarationID",
        submission="SubmissionID",
        partner="PartnerID",
        outcome="Outcome",
        dum_number="Registration/DUMNumber",
        date="IssuedAt",
    ),
    _message(
        "Notice",
        number="NoticeNumber",
        declaration="DeclarationID",
        dum_number="DUMNumber",
        cause="Cause",
        date="IssuedAt",
    ),
)

MESSAGES = {each.name: each for each in _MESSAGES}
"""By name. None of them bears a seal."""
