"""Verification of an issued PDF, an issued XML or the text of a QR code, against the roots given and no others."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from gateway.signing.check_pdf import check_pdf
from gateway.signing.check_qr import check_qr
from gateway.signing.check_xml import check_xml
from gateway.signing.dense_seal import MARK
from gateway.signing.material import TrustBundle
from gateway.signing.seal import LONGEST
from gateway.signing.signed_kind import SignedKinds
from gateway.signing.verification_report import Kind, RefusedError, Report


def verify(
    content: bytes | str,
    roots: bytes | TrustBundle,
    kinds: SignedKinds,
    now: datetime | None = None,
    *,
    expect: str | None = None,
    strict: bool = False,
) -> Report:
    """What can be said about `content`: an issued PDF, an issued XML, or the text that a QR code carries.

    `roots` is a trust bundle (PEM or loaded); only what leads to its self-signed certificates is trusted, and where it
    names signing certificates, only these sign. `strict` refuses a bundle that names none. `expect` is the one kind of
    document that will do, of these `kinds`: an acknowledgement is genuine too, and no quittance.

    Never raises for what stands in `content`: a garbage file is a report with a problem. Raises KeyMaterialError for an
    unusable bundle, ValueError for a kind that does not exist. Not to be called inside a running event loop.
    """
    if expect is not None and expect not in kinds:
        raise ValueError(expect)
    bundle = roots if isinstance(roots, TrustBundle) else TrustBundle.from_pem(roots)
    given = content.encode("utf-8", "replace") if isinstance(content, str) else content
    report = _checked(given, bundle, now or datetime.now(UTC), kinds)
    if strict and "trusted_by_root" in report.notes:
        report = report.with_problem("signer_not_pinned")
    if expect is not None and report.facts and report.facts.get("kind") != expect:
        report = report.with_problem("other_kind")
    is_document = report.ok and kinds[report.facts["kind"]].sealed  # a message is true of its time, and stays so
    return report.with_note("may_be_cancelled") if is_document else report


def _checked(given: bytes, bundle: TrustBundle, now: datetime, kinds: SignedKinds) -> Report:
    kind = _kind(given)
    try:
        if kind == "pdf":
            return check_pdf(given, bundle, now, kinds)
        if kind == "xml":
            return check_xml(given, bundle, now, kinds)
        if kind == "qr":
            return check_qr(given.decode("ascii").strip(), bundle, now, kinds)
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
    is_jws = text.count(b".") == 2 and text.startswith(b"ey")
    if len(text) <= LONGEST and (is_jws or text.startswith(f"{MARK} ".encode())):
        return "qr"
    return None
