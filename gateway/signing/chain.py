"""Where the signer of a document stands by a trust bundle: named in it, under one of its roots, or a stranger."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor, TrustQualifiers, derive_quals_from_cert
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import PKIXValidationParams
from pyhanko_certvalidator.validate import async_validate_path

from gateway.signing.certificates import as_asn1, is_specimen, may_issue_signers, may_sign, subject, thumbprint
from gateway.signing.limits import MOST_PATHS
from gateway.signing.material import TrustBundle
from gateway.signing.paths import Path, TooManyPaths, names_signers_under, paths_to_roots
from gateway.signing.verification_report import Kind, RefusedError, Report

# an unknown signer is an answer here, not an event: the libraries would print their tracebacks
for library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(library).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True)
class Span:
    """The time in which a signature was made, both ends included: an instant, or a day where no more is known."""

    earliest: datetime
    latest: datetime

    @classmethod
    def at(cls, moment: datetime) -> Span:
        """An instant."""
        return cls(moment, moment)

    def within(self, path: Path) -> datetime | None:
        """An instant of it at which each certificate of a path was valid; None where there is none."""
        begins = max(self.earliest, *(each.not_valid_before_utc for each in path))
        ends = min(self.latest, *(each.not_valid_after_utc for each in path))
        return begins if begins <= ends else None


@dataclass(frozen=True)
class SignerCheck:
    """What can be said of a signer. `path` leads from him to a root that was given; it is empty for a stranger."""

    signer: x509.Certificate
    path: Path = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def specimen(self) -> bool:
        """True where any certificate on the way says that it is a specimen's."""
        return any(is_specimen(each) for each in (self.signer, *self.path))

    def report(self, kind: Kind, signed_at: datetime, now: datetime) -> Report:
        """The report about a document whose signature holds and has this signer; without facts yet."""
        notes = (*(("specimen",) if self.specimen else ()), *self.notes)
        if self.path:  # nothing is said of the time of a stranger, or of a certificate that was not valid then
            notes += _notes_on_time(self.signer, signed_at, now)
        return Report(
            kind,
            subject(self.signer),
            thumbprint(self.signer),
            trusted=not self.problems,
            intact=True,
            specimen=self.specimen,
            problems=self.problems,
            notes=notes,
        )


def check_signer(
    signer: x509.Certificate, helpers: Sequence[x509.Certificate], bundle: TrustBundle, span: Span
) -> SignerCheck:
    """Where `signer` stands; `helpers` are the certificates that his document brought along.

    A root under which the bundle names signing certificates is trusted for these alone; a root alone for each
    certificate under it that may sign documents. All certificates of the path, the root included, must be valid
    within the span. Raises RefusedError where the certificates allow too many paths.
    """
    try:
        path, problem = _first_that_holds(paths_to_roots(signer, helpers, bundle), span)
        named = path is not None and names_signers_under(bundle, path[-1])
    except TooManyPaths as error:
        raise RefusedError("too_complex") from error
    if path is None:
        return SignerCheck(signer, problems=(problem,))
    problems, notes = [], []
    if not may_sign(signer) or not all(may_issue_signers(each) for each in path[1:]):
        problems.append("not_a_signing_certificate")
    elif not named:
        notes.append("trusted_by_root")
    elif signer not in bundle.signers:
        problems.append("signer_not_named")
    if len({is_specimen(each) for each in path}) > 1:
        problems.append("specimen_differs")
    return SignerCheck(signer, path, tuple(problems), tuple(notes))


def _first_that_holds(paths: Iterator[Path], span: Span) -> tuple[Path | None, str]:
    """The first path that holds, else what is wrong. Raises TooManyPaths past our limit."""
    checked, problem = 0, "unknown_signer"
    for path in paths:
        moment = span.within(path)
        if moment is None:
            problem = problem if checked else "certificate_not_valid_then"
            continue
        if checked == MOST_PATHS:
            raise TooManyPaths
        checked, problem = checked + 1, "unknown_signer"
        if _holds(path, moment):
            return path, ""
    return None, problem


def _holds(path: Path, moment: datetime) -> bool:
    """Whether a path holds after RFC 5280: constraints, lengths, usages, algorithms; the root's own constraints too.

    Nothing is fetched; revocation is judged only where the operator publishes it elsewhere.
    """
    signer, *between, root = (as_asn1(each) for each in path)
    try:  # a name that the library cannot compare raises ValueError wherever it looks at one
        anchor = CertTrustAnchor(root, _constraints(root))
        context = ValidationContext(
            trust_roots=[anchor], moment=moment, best_signature_time=moment, allow_fetching=False
        )
        asyncio.run(async_validate_path(context, ValidationPath(anchor, between[::-1], signer)))
    except (ValidationError, ValueError, TypeError, KeyError):
        return False
    return True


def _constraints(root: object) -> TrustQualifiers:
    """Names, path length and validity of a root. Its policies are its own, and ask nothing of those below it."""
    own = derive_quals_from_cert(root)
    named = own.standard_parameters
    if named is None:
        return own
    names = PKIXValidationParams(
        initial_permitted_subtrees=named.initial_permitted_subtrees,
        initial_excluded_subtrees=named.initial_excluded_subtrees,
    )
    return replace(own, standard_parameters=names)


def _notes_on_time(certificate: x509.Certificate, signed_at: datetime, now: datetime) -> tuple[str, ...]:
    """What a reader must know of the stated time: no timestamp proves it."""
    notes = ["time_not_proven"]
    if certificate.not_valid_after_utc < now:
        notes.append("certificate_expired")
    if signed_at > now:
        notes.append("signed_in_future")
    return tuple(notes)
