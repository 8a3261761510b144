"""What the worker processes do: judge, and render with signature. Each task is a pure function of its arguments.

What is signed says that it was signed `now`, by the gateway's clock, whatever the day of its cause.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from gateway.documents.document_records import Issued
from gateway.judging.attached import Attached
from gateway.judging.edifact_file import EdifactBody, InterchangeJudged, at_once, judge_edifact
from gateway.judging.judge import Judgement, judge
from gateway.law_tables.in_force import law_in_force
from gateway.settings import Settings
from gateway.signing.certificates import subject
from gateway.signing.material import KeyMaterialError, SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.seal import qr_text
from gateway.signing.xades import sign_xml
from parsers.edifact.interchange_records import EdifactLimits
from parsers.xml import XmlLimits
from renderers.certificate_pdf import render_certificate
from renderers.certificate_xml import render_certificate_xml
from renderers.dasf_pdf import render_dasf
from renderers.dasf_xml import render_dasf_xml
from renderers.dum_pdf import render_dum
from renderers.dum_xml import render_dum_xml
from renderers.edifact.contrl import render_contrl
from renderers.edifact.cusres import render_cusres
from renderers.edifact.notice_records import Control, Envelope
from renderers.findings_pages import findings_html, findings_json
from renderers.form_records import DumDocument
from renderers.notice import render_notice
from renderers.quittance_pdf import render_quittance
from renderers.quittance_xml import render_quittance_xml
from renderers.records import Assessment, Certificate, LastNotice, Notice, Quittance, Response
from renderers.response import render_response
from schemas.findings import LANGUAGES
from schemas.form import form

_material: list[SignerMaterial] = []
_settings: list[Settings] = []
_bundle: list[bytes] = []

REPLACED = (
    "the key or its chain was replaced while the service runs: start the service again to sign with what is there"
)


class KeyChangedError(KeyMaterialError):
    """The files of the signing key are no longer those of the service's start: what they sign, nobody could check."""


def prepare(settings: Settings, bundle: bytes) -> None:
    """Load once per process what every task needs: the signing key and the compiled forms.

    `bundle` (PEM) is that of the key and chain that the service serves: tasks sign with no other ones.
    """
    _settings[:], _bundle[:], _material[:] = [settings], [bundle], []
    with suppress(KeyMaterialError):  # what signs says so; what only judges needs no key
        _signer()
    form("dum")


def _signer() -> SignerMaterial:
    """The key of the service. Raises KeyChangedError where its files hold another one or chain, or none to be used."""
    from gateway.service import load_material

    if not _material:
        try:
            loaded = load_material(_settings[0])
        except KeyMaterialError as error:
            raise KeyChangedError(f"{REPLACED}: {error}") from error
        if loaded.bundle_pem != _bundle[0]:
            raise KeyChangedError(f"{REPLACED}: {subject(loaded.certificate)}")
        _material.append(loaded)
    return _material[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """The files of a response: signed XML, JSON, a page per language, and the CUSRES where it goes by EDIFACT."""

    xml: bytes
    json: bytes
    pages: dict[str, bytes]
    cusres: bytes | None = None


@dataclass(frozen=True, slots=True)
class IssuedFiles:
    """The two files of a document. The XML is the truth; the PDF shows it and carries it."""

    xml: bytes
    pdf: bytes


def judge_by_law_of(day: date, body: bytes, attached: Attached, limits: XmlLimits, most: int) -> Judgement:
    """Judge a declaration by the tables in force, as they stand for `day`."""
    return judge(body, attached, law_in_force(_settings[0]).on(day), limits, most)


def judge_edifact_by_law_of(
    day: date, body: EdifactBody, attached: Attached | None, limits: EdifactLimits, most: int
) -> list[InterchangeJudged]:
    """Judge all that an EDIFACT body holds by the tables in force, as they stand for `day`."""
    return judge_edifact(body, attached, law_in_force(_settings[0]).on(day), limits, most)


def judge_edifact_at_once(
    day: date, body: EdifactBody, attached: Attached | None, limits: EdifactLimits, most: int
) -> Judgement:
    """The same, as one judgement."""
    return at_once(judge_edifact_by_law_of(day, body, attached, limits, most), most)


def make_answer(record: Response, now: datetime, envelope: Envelope | None = None) -> Answer:
    """Render a response in all its forms and sign its XML; with an envelope, as CUSRES too."""
    xml = sign_xml(render_response(record), _signer(), now)
    pages = {language: findings_html(record, language) for language in LANGUAGES}
    cusres = render_cusres(envelope, record) if envelope is not None else None
    return Answer(xml, findings_json(record), pages, cusres)


def make_notice(
    record: Notice, now: datetime, envelope: Envelope | None = None, assessment: Assessment | None = None
) -> tuple[bytes, bytes | None]:
    """Render a notice and sign it; with an envelope, as CUSRES too, with what was due when it was given."""
    xml = sign_xml(render_notice(record), _signer(), now)
    return xml, render_cusres(envelope, record, assessment) if envelope is not None else None


def make_contrl(record: Control) -> bytes:
    """Render what is said of the syntax of an interchange."""
    return render_contrl(record)


def make_document(record: Issued, now: datetime) -> IssuedFiles:
    """Render a document as XML and PDF and sign both, now: it may have waited for a certificate that is valid."""
    material = _signer()
    to_xml, to_pdf = _RENDERERS[type(record)]
    xml = sign_xml(to_xml(record), material, now)
    seal = qr_text(record, hashlib.sha256(xml).hexdigest(), material, now)
    return IssuedFiles(xml, sign_pdf(to_pdf(record, xml, seal), material, now))


def print_form(record: DumDocument, now: datetime, xml: bytes, copies: Sequence[int], language: str) -> bytes:
    """Print some copies of a form that was issued, in another language, around the same signed XML."""
    material = _signer()
    seal = qr_text(record, hashlib.sha256(xml).hexdigest(), material, now)
    return sign_pdf(render_dum(record, xml, seal, copies, language), material, now)


_RENDERERS: dict[type, tuple[Callable[..., bytes], Callable[..., bytes]]] = {
    Quittance: (render_quittance_xml, render_quittance),
    Certificate: (render_certificate_xml, render_certificate),
    LastNotice: (render_dasf_xml, render_dasf),
    DumDocument: (render_dum_xml, render_dum),
}
