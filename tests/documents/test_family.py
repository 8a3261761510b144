"""Certificates of discharge and last notices: the same care as for quittances, at their longest and emptiest too."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.seal import qr_text
from gateway.signing.verify import verify
from gateway.signing.xades import sign_xml
from renderers.certificate_pdf import quantity, render_certificate
from renderers.certificate_xml import render_certificate_xml
from renderers.dasf_pdf import render_dasf
from renderers.dasf_xml import render_dasf_xml
from renderers.formats import amount
from renderers.records import Certificate, LastNotice
from renderers.xml_writer import schema
from tests.documents.examples import NOON
from tests.documents.family import CERTIFICATE, FAMILY, LONG_CERTIFICATE, NOTICE
from tests.documents.tooling import need, run
from tests.tools import verapdf


@dataclass(frozen=True)
class Made:
    """One document in its three forms, and its PDF before the signature."""

    xml: bytes
    pdf: bytes
    qr: str
    unsigned: bytes


def make(record: Certificate | LastNotice, material: SignerMaterial) -> Made:
    """A document as the gateway issues it."""
    is_certificate = isinstance(record, Certificate)
    xml = render_certificate_xml(record) if isinstance(record, Certificate) else render_dasf_xml(record)
    signed = sign_xml(xml, material, NOON)
    qr = qr_text(record, hashlib.sha256(signed).hexdigest(), material)
    render = render_certificate if is_certificate else render_dasf
    pdf = render(record, signed, qr)  # type: ignore[operator]
    return Made(signed, sign_pdf(pdf, material, NOON), qr, pdf)


@pytest.fixture(scope="module")
def made(sandbox: SignerMaterial) -> dict[str, Made]:
    return {name: make(record, sandbox) for name, record in FAMILY.items()}


def text_of(pdf: bytes, folder: Path, *options: str) -> str:
    """The text as pdftotext finds it, blanks of all kinds left out."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    return (
        "".join(run("pdftotext", *(options or ("-layout",)), path, "-").stdout.split())
        .replace("\u00a0", "")
        .replace("\u202f", "")
    )


def flat(value: str) -> str:
    return "".join(value.split()).replace("\u00a0", "").replace("\u202f", "")


@pytest.mark.parametrize("name", FAMILY)
def test_it_is_valid_and_genuine(name: str, made: dict[str, Made], sandbox: SignerMaterial) -> None:
    document = made[name]
    root = etree.fromstring(document.xml)
    law = schema("certificate" if name.startswith("certificate") else "dasf")
    assert law.validate(root), law.error_log
    for content in (document.xml, document.pdf, document.qr.encode()):
        report = verify(content, sandbox.bundle_pem)
        assert report.ok, report.problems
        assert report.facts["kind"] == name.partition("-")[0]


def test_the_same_record_gives_the_same_bytes(made: dict[str, Made]) -> None:
    again = render_certificate(CERTIFICATE, made["certificate"].xml, made["certificate"].qr)
    assert again == made["certificate"].unsigned
    assert render_dasf(NOTICE, made["dasf"].xml, made["dasf"].qr) == made["dasf"].unsigned


def test_all_conform_to_both_standards(made: dict[str, Made], tmp_path: Path) -> None:
    need(verapdf.missing())
    paths = []
    for name, document in made.items():
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(document.pdf)
    faults = {
        (path.stem, flavour): verdict["failures"]
        for path, told in verapdf.validate(paths).items()
        for flavour, verdict in told.items()
        if not verdict["compliant"]
    }
    assert faults == {}


def test_the_certificate_shows_what_its_xml_says(made: dict[str, Made], tmp_path: Path) -> None:
    text = text_of(made["certificate"].pdf, tmp_path)
    for line in CERTIFICATE.lines:
        for shown in (line.by, quantity(line.charged, line.unit), amount(line.released)):
            assert flat(shown) in text
    for shown in (CERTIFICATE.number, CERTIFICATE.account, amount(CERTIFICATE.suspended), "333,333333"):
        assert flat(shown) in text
    in_words = flat("quatre mille quatre cent deux dirhams et trente-trois centimes")
    assert in_words in text_of(made["certificate"].pdf, tmp_path, "-raw")


def test_no_line_of_the_longest_is_lost(made: dict[str, Made], tmp_path: Path) -> None:
    text = text_of(made["certificate-long"].pdf, tmp_path)
    assert text.count("60707220260000001A/1") == text.count("60707220260000002B/1") == 1000
    assert text.count(flat(amount(Decimal("98765432.10")))) == 2000
    assert len(LONG_CERTIFICATE.articles) == 999


def test_the_notice_shows_what_its_xml_says(made: dict[str, Made], tmp_path: Path) -> None:
    text = text_of(made["dasf"].pdf, tmp_path)
    shown = (NOTICE.claim, NOTICE.dum_number, amount(NOTICE.outstanding), amount(NOTICE.paid), "12,50")
    for each in (*shown, "2 décembre 2026", "15 December 2026", "1er novembre 2026"):
        assert flat(each) in text


def test_without_a_rate_there_is_no_word_of_interest(made: dict[str, Made], tmp_path: Path) -> None:
    assert flat("Intérêts") not in text_of(made["dasf-empty"].pdf, tmp_path)
    assert b"Interest" not in made["dasf-empty"].xml
