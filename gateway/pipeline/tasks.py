"""What the worker processes do: judge, and render with signature. Each task is a pure function of its arguments."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from gateway.pipeline.attached import Attached
from gateway.pipeline.judge import Judgement, judge
from gateway.settings import Settings
from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.seal import qr_text
from gateway.signing.xades import sign_xml
from gateway.tables.in_force import law_in_force
from parsers.xml import XmlLimits
from renderers.findings import findings_html, findings_json
from renderers.quittance_pdf import render_quittance
from renderers.quittance_xml import render_quittance_xml
from renderers.records import Quittance, Response
from renderers.response import render_response
from schemas.findings import LANGUAGES
from schemas.form import form

_material: list[SignerMaterial] = []
_settings: list[Settings] = []


def prepare(settings: Settings) -> None:
    """Load once per process what every task needs: the signing key and the compiled forms."""
    from gateway.service import load_material

    _material[:] = [load_material(settings)]
    _settings[:] = [settings]
    form("dum")


@dataclass(frozen=True, slots=True)
class Answer:
    """The files of a response: signed XML, JSON, and a page per language."""

    xml: bytes
    json: bytes
    pages: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class IssuedFiles:
    """The two files of a document. The XML is the truth; the PDF shows it and carries it."""

    xml: bytes
    pdf: bytes


def judge_by_law_of(day: date, body: bytes, attached: Attached, limits: XmlLimits, most: int) -> Judgement:
    """Judge a declaration by the tables in force, as they stand for `day`."""
    return judge(body, attached, law_in_force(_settings[0]).on(day), limits, most)


def make_answer(record: Response) -> Answer:
    """Render a response in all its forms and sign its XML."""
    xml = sign_xml(render_response(record), _material[0], record.issued_at)
    return Answer(xml, findings_json(record), {language: findings_html(record, language) for language in LANGUAGES})


def make_quittance(record: Quittance) -> IssuedFiles:
    """Render a quittance as XML and PDF and sign both."""
    material = _material[0]
    xml = sign_xml(render_quittance_xml(record), material, record.issued_at)
    seal = qr_text(record, hashlib.sha256(xml).hexdigest(), material)
    return IssuedFiles(xml, sign_pdf(render_quittance(record, xml, seal), material, record.issued_at))
