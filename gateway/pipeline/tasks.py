"""What the worker processes do: judge, and render with signature. Each task is a pure function of its arguments.

What is signed says that it was signed `now`, by the gateway's clock, whatever the day of its cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

from gateway.documents import dum_document
from gateway.documents.document_kind import DocumentKind, Record
from gateway.judging.attached import Attached
from gateway.judging.declared_form import declared_form, declared_in
from gateway.judging.edifact_file import EdifactBody, InterchangeJudged, at_once, judge_edifact
from gateway.judging.judge import Judgement, judge
from gateway.law_tables.in_force import law_in_force
from gateway.settings import Settings
from gateway.signing.authority import load_material
from gateway.signing.certificates import subject
from gateway.signing.material import KeyMaterialError, SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.seal import qr_text
from gateway.signing.xades import sign_xml
from parsers.edifact.interchange_records import EdifactLimits
from parsers.xml import XmlLimits
from renderers.dum_pdf import render_dum
from renderers.edifact.contrl import render_contrl
from renderers.edifact.cusres import render_cusres
from renderers.edifact.notice_records import Control, Envelope
from renderers.findings_pages import findings_html, findings_json
from renderers.form_records import DumDocument
from renderers.notice import render_notice
from renderers.records import Assessment, Notice, Response
from renderers.response import render_response
from schemas.form import form
from schemas.vocabulary import LANGUAGES

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
    if not _material:
        try:
            loaded = load_material(_settings[0])
        except KeyMaterialError as error:
            raise KeyChangedError(f"{REPLACED}: {error}") from error
        if loaded.bundle_pem != _bundle[0]:
            raise KeyChangedError(f"{REPLACED}: {subject(loaded.certificate)}")
        _material.append(loaded)
    return _material[0]


Files = dict[str, bytes]
"""The files of a paper, by the name under which the ledger keeps the SHA-256 of each."""


def judge_by_law_of(day: date, body: bytes, attached: Attached, limits: XmlLimits, max_findings: int) -> Judgement:
    """Judge a declaration by the tables in force, as they stand for `day`."""
    return judge(body, attached, law_in_force(_settings[0]).on(day), limits, max_findings)


def judge_edifact_by_law_of(
    day: date, body: EdifactBody, attached: Attached | None, limits: EdifactLimits, max_findings: int
) -> list[InterchangeJudged]:
    """Judge all that an EDIFACT body holds by the tables in force, as they stand for `day`."""
    return judge_edifact(body, attached, law_in_force(_settings[0]).on(day), limits, max_findings)


def judge_edifact_at_once(
    day: date, body: EdifactBody, attached: Attached | None, limits: EdifactLimits, max_findings: int
) -> Judgement:
    """The same, as one judgement."""
    return at_once(judge_edifact_by_law_of(day, body, attached, limits, max_findings), max_findings)


def make_answer(
    record: Response, now: datetime, envelope: Envelope | None = None, declared: bytes | None = None
) -> Files:
    """A response: `xml`, signed, `json`, a page for each language, and with an envelope `cusres`.

    `declared` is the XML that was judged, which the pages show.
    """
    form_of_it = None if declared is None else declared_form(declared, _settings[0].xml_limits)
    made = {"xml": sign_xml(render_response(record), _signer(), now), "json": findings_json(record)}
    made |= {language: findings_html(record, language, form_of_it) for language in LANGUAGES}
    return made if envelope is None else {**made, "cusres": render_cusres(envelope, record)}


def make_page(record: Response, language: str, body: bytes | EdifactBody) -> bytes:
    """The page on a mere validation of what a body holds."""
    return findings_html(record, language, declared_in(body, _settings[0]))


def make_notice(
    record: Notice, now: datetime, envelope: Envelope | None = None, assessment: Assessment | None = None
) -> Files:
    """A notice: `xml`, signed, and with an envelope `cusres`, with what was due when it was given."""
    made = {"xml": sign_xml(render_notice(record), _signer(), now)}
    return made if envelope is None else {**made, "cusres": render_cusres(envelope, record, assessment)}


def make_contrl(record: Control) -> Files:
    """What is said of the syntax of an interchange. It is the one file, so the ledger calls its hash `sha256`."""
    return {"sha256": render_contrl(record)}


def make_document(kind: DocumentKind[Record], record: Record, now: datetime) -> Files:
    """A document of a kind: `xml` and `pdf`, both signed now: it may have waited for a certificate that is valid.

    The XML is the truth; the PDF shows it and carries it.
    """
    material = _signer()
    xml = sign_xml(kind.to_xml(record), material, now)
    seal = qr_text(xml, kind, material, now)
    return {"xml": xml, "pdf": sign_pdf(kind.to_pdf(record, xml, seal), material, now)}


def print_form(record: DumDocument, now: datetime, xml: bytes, copies: Sequence[int], language: str) -> bytes:
    """Print some copies of a form that was issued, in another language, around the same signed XML."""
    material = _signer()
    seal = qr_text(xml, dum_document.KIND, material, now)
    return sign_pdf(render_dum(record, xml, seal, copies, language, print_of=True), material, now)
