"""Verification of a QR code's text: a sealed list of facts whose signer the trust bundle must hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from gateway.signing.certificates import subject
from gateway.signing.chain import Span, check_signer
from gateway.signing.dense_seal import as_jws
from gateway.signing.material import TrustBundle
from gateway.signing.seal import SealError, key_identifier, open_seal
from gateway.signing.signed_kind import SignedKinds
from gateway.signing.verification_report import RefusedError, Report
from schemas.days import CASABLANCA


def check_qr(text: str, bundle: TrustBundle, now: datetime, kinds: SignedKinds) -> Report:
    """The report about a QR code's text, which says the day of issue alone. Raises RefusedError."""
    text = as_jws(text)
    try:
        signer = bundle.find(key_identifier(text))
    except SealError as error:
        raise RefusedError("not_a_document") from error
    if signer is None:
        raise RefusedError("unknown_signer")
    try:
        facts = dict(open_seal(text, signer, kinds))
    except SealError:
        return Report("qr", subject(signer), problems=("broken_signature",))
    day = _day(facts.get("sealed_on", facts["date"]))
    if facts.get("sealed_on", facts["date"]) < facts["date"]:
        raise RefusedError("not_a_document")
    found = check_signer(signer, (), bundle, day)
    # a day that has begun does not lie in the future
    report = found.report("qr", min(day.latest, now) if day.earliest <= now else day.earliest, now)
    if not found.path:
        return report
    if facts.pop("specimen") != found.specimen:
        report = report.with_problem("specimen_differs")
    return report.with_facts(facts)


def _day(text: str) -> Span:
    """A day in Casablanca: a seal may have been made at any instant of it, whatever the clock did meanwhile."""
    try:
        day = date.fromisoformat(text)
        begins, ends = (
            datetime.combine(each, time(), CASABLANCA).astimezone(UTC) for each in (day, day + timedelta(1))
        )
    except (ValueError, OverflowError) as error:
        raise RefusedError("not_a_document") from error
    return Span(begins, ends - timedelta(seconds=1))
