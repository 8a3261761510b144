"""Verification of all that this gateway signs."""

from __future__ import annotations

from datetime import datetime

from gateway.documents.document_kinds import signed_kinds
from gateway.signing import verify_document
from gateway.signing.material import TrustBundle
from gateway.signing.verification_report import Report

__all__ = ["Report", "TrustBundle", "verify"]


def verify(
    content: bytes | str,
    roots: bytes | TrustBundle,
    now: datetime | None = None,
    *,
    expect: str | None = None,
    strict: bool = False,
) -> Report:
    """What can be said about a PDF, an XML or the text of a QR code; see `verify_document.verify`.

    `expect` is the name of a kind of document or message. Raises KeyMaterialError, ValueError as that does.
    """
    return verify_document.verify(content, roots, signed_kinds(), now, expect=expect, strict=strict)
