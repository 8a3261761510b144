"""Certificates of discharge and last notices: the same care as for quittances, at their longest and emptiest too."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from gateway.documents.verification import verify
from gateway.signing.material import SignerMaterial
from renderers.certificate_pdf import quantity, render_certificate
from renderers.dasf_pdf import render_dasf
from renderers.formats import amount
from schemas.compiled import compiled
from tests.documents.conftest import Issued
from tests.documents.family import CERTIFICATE, FAMILY, LONG_CERTIFICATE, NOTICE
from tests.documents.tooling import need, run
from tests.scripts import verapdf

pytestmark = pytest.mark.outside


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
def test_it_is_valid_and_genuine(name: str, family: dict[str, Issued], sandbox: SignerMaterial) -> None:
    document = family[name]
    root = etree.fromstring(document.xml)
    law = compiled("certificate" if name.startswith("certificate") else "dasf")
    assert law.validate(root), law.error_log
    for content in (document.xml, document.pdf, document.qr.encode()):
        report = verify(content, sandbox.bundle_pem)
        assert report.ok, report.problems
        assert report.facts["kind"] == name.partition("-")[0]


def test_the_same_record_gives_the_same_bytes(family: dict[str, Issued]) -> None:
    again = render_certificate(CERTIFICATE, family["certificate"].xml, family["certificate"].qr)
    assert again == family["certificate"].unsigned_pdf
    assert render_dasf(NOTICE, family["dasf"].xml, family["dasf"].qr) == family["dasf"].unsigned_pdf


def test_all_conform_to_both_standards(family: dict[str, Issued], tmp_path: Path) -> None:
    need(verapdf.missing())
    paths = []
    for name, document in family.items():
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(document.pdf)
    faults = {
        (path.stem, flavour): verdict["failures"]
        for path, told in verapdf.validate(paths).items()
        for flavour, verdict in told.items()
        if not verdict["compliant"]
    }
    assert faults == {}


def test_the_certificate_shows_what_its_xml_says(family: dict[str, Issued], tmp_path: Path) -> None:
    text = text_of(family["certificate"].pdf, tmp_path)
    for line in CERTIFICATE.lines:
        for shown in (line.by, quantity(line.charged, line.unit), amount(line.released)):
            assert flat(shown) in text
    for shown in (CERTIFICATE.number, CERTIFICATE.account, amount(CERTIFICATE.suspended), "333,333333"):
        assert flat(shown) in text
    in_words = flat("quatre mille quatre cent deux dirhams et trente-trois centimes")
    assert in_words in text_of(family["certificate"].pdf, tmp_path, "-raw")


def test_no_line_of_the_longest_is_lost(family: dict[str, Issued], tmp_path: Path) -> None:
    text = text_of(family["certificate-long"].pdf, tmp_path)
    assert text.count("60707220260000001A/1") == text.count("60707220260000002B/1") == 1000
    assert text.count(flat(amount(Decimal("98765432.10")))) == 2000
    assert len(LONG_CERTIFICATE.articles) == 999


def test_the_notice_shows_what_its_xml_says(family: dict[str, Issued], tmp_path: Path) -> None:
    text = text_of(family["dasf"].pdf, tmp_path)
    shown = (NOTICE.claim, NOTICE.dum_number, amount(NOTICE.outstanding), amount(NOTICE.paid), "12,50")
    for each in (*shown, "2 décembre 2026", "15 December 2026", "1er novembre 2026"):
        assert flat(each) in text


def test_without_a_rate_there_is_no_word_of_interest(family: dict[str, Issued], tmp_path: Path) -> None:
    assert flat("Intérêts") not in text_of(family["dasf-empty"].pdf, tmp_path)
    assert b"Interest" not in family["dasf-empty"].xml
