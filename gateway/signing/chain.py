"""Whether a signer's certificate leads to a root that the verifier was given, at the time of signing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime

from cryptography import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InvalidCertificateError, PathBuildingError, ValidationError

from gateway.signing.material import TrustBundle
from gateway.signing.pades import as_asn1

# an unknown signer is an answer here, not an event: the library would print its traceback
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def context(bundle: TrustBundle, moment: datetime) -> ValidationContext:
    """Only the bundle's roots, nothing fetched; revocation is judged only where the operator publishes it elsewhere."""
    return ValidationContext(
        trust_roots=[as_asn1(each) for each in bundle.roots],
        other_certs=[as_asn1(each) for each in bundle.helpers],
        moment=moment,
        best_signature_time=moment,
        allow_fetching=False,
    )


def leads_to_root(
    certificate: x509.Certificate, helpers: Iterable[x509.Certificate], bundle: TrustBundle, moment: datetime
) -> bool:
    """True where a chain with valid signatures, names, dates and usages goes from `certificate` up to a root."""
    validator = CertificateValidator(
        as_asn1(certificate),
        intermediate_certs=[as_asn1(each) for each in helpers],
        validation_context=context(bundle, moment),
    )
    try:
        asyncio.run(validator.async_validate_usage({"non_repudiation"}))
    except (PathBuildingError, InvalidCertificateError, ValidationError, ValueError, TypeError):
        return False
    return True


def notes_on_time(certificate: x509.Certificate, signed_at: datetime, now: datetime) -> list[str]:
    """What a reader must know of the stated time: no timestamp proves it."""
    notes = ["time_not_proven"]
    if certificate.not_valid_after_utc < now:
        notes.append("certificate_expired")
    if signed_at > now:
        notes.append("signed_in_future")
    return notes
