"""Verification of an issued PDF, an issued XML or the text of a QR code, against the roots given and no others."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from gateway.clock import CASABLANCA
from gateway.signing.chain import leads_to_root, notes_on_time
from gateway.signing.check_pdf import check_pdf
from gateway.signing.check_xml import check_xml
from gateway.signing.material import TrustBundle, is_specimen, subject
from gateway.signing.report import Kind, RefusedError, Report
from gateway.signing.seal import LONGEST, SealError, key_identifier, open_seal

__all__ = ["Report", "TrustBundle", "verify"]


def verify(content: bytes | str, roots: bytes | TrustBundle, now: datetime | None = None) -> Report:
    """What can be said about `content`: an issued PDF, an issued XML, or the text that a QR code carries.

    `roots` is a trust bundle (PEM or loaded); only its self-signed certificates are trusted. Never raises for what
    stands in `content`: a garbage file is a report with a problem. Raises KeyMaterialError for an unusable bundle.
    Not to be called inside a running event loop.
    """
    bundle = roots if isinstance(roots, TrustBundle) else TrustBundle.from_pem(roots)
    given = content.encode("utf-8", "replace") if isinstance(content, str) else content
    now = now or datetime.now(UTC)
    kind = _kind(given)
    try:
        if kind == "pdf":
            return check_pdf(given, bundle, now)
        if kind == "xml":
            return check_xml(given, bundle, now)
        if kind == "qr":
            return _check_qr(given.decode("ascii").strip(), bundle, now)
    except RefusedError as refusal:
        return Report(kind, problems=(refusal.code,))
    except Exception:  # the door of hostile files: whatever a parser throws, the answer is that it cannot be read
        logging.getLogger(__name__).debug("verification failed", exc_info=True)
        return Report(kind, problems=("unreadable",))
    return Report(None, problems=("not_a_document",))


def _kind(content: bytes) -> Kind | None:
    """What the bytes claim to be. A PDF must begin at byte 0: both halves of a polyglot cannot be right."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    beginning = content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if beginning.startswith(b"<"):
        return "xml"
    text = content[: LONGEST + 100].strip()
    if len(text) <= LONGEST and text.count(b".") == 2 and text.startswith(b"ey"):
        return "qr"
    return None


def _check_qr(text: str, bundle: TrustBundle, now: datetime) -> Report:
    try:
        certificate = bundle.find(key_identifier(text))
    except SealError as error:
        raise RefusedError("not_a_document") from error
    if certificate is None:
        raise RefusedError("unknown_signer")
    try:
        facts = dict(open_seal(text, certificate))
    except SealError:
        return Report("qr", subject(certificate), problems=("broken_signature",))
    issued_on = datetime.fromisoformat(f"{facts.get('date')}T12:00:00+00:00")
    trusted = leads_to_root(certificate, (), bundle, issued_on)
    specimen = is_specimen(certificate)
    problems = [] if trusted else ["unknown_signer"]
    if facts.pop("specimen") != specimen:
        problems.append("specimen_differs")
    if issued_on.date() <= now.astimezone(CASABLANCA).date():
        issued_on = min(issued_on, now)  # the QR says the day alone: it lies in the future only when the day does
    notes = notes_on_time(certificate, issued_on, now)
    return Report(
        "qr",
        subject(certificate),
        trusted=trusted,
        intact=True,
        specimen=specimen,
        facts=facts,
        problems=tuple(problems),
        notes=("specimen", *notes) if specimen else tuple(notes),
    )
