"""The printed quittance: repeatable, complete, readable by people, machines and phones, on every page what it is."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from gateway.documents.verification import verify
from gateway.signing.material import SignerMaterial
from renderers.formats import amount, day, rate
from renderers.labels import labels, payment_methods
from renderers.quittance_pdf import render_quittance
from renderers.records import Payer, Quittance
from renderers.text import SHOWABLE, right_to_left, showable
from tests.documents.conftest import Issued, issue
from tests.documents.examples import DUTIES, LAWFUL_QUITTANCE, LONG_QUITTANCE, NOON, QUITTANCE, QUITTANCES
from tests.documents.tooling import codes_in, run

pytestmark = pytest.mark.outside


def pages(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page as pdftotext finds it."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    return run("pdftotext", "-layout", path, "-").stdout.split("\f")[:-1]


def test_same_record_same_bytes(issued: Issued) -> None:
    assert render_quittance(QUITTANCE, issued.xml, issued.qr) == issued.unsigned_pdf
    assert render_quittance(replace(QUITTANCE, declarant_reference="x"), issued.xml, issued.qr) != issued.unsigned_pdf


def test_signed_xml_is_inside_byte_for_byte_as_associated_file(issued: Issued, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(issued.pdf)
    with pikepdf.open(path) as pdf:
        assert list(pdf.attachments) == [f"{QUITTANCE.number}.quittance.xml"]
        attached = pdf.attachments[f"{QUITTANCE.number}.quittance.xml"].get_file()
        assert attached.read_bytes() == issued.xml
        assert attached.mime_type == "application/xml"
        (associated,) = pdf.Root.AF
        assert associated.AFRelationship == "/Data"


def test_page_says_what_the_record_says(issued: Issued, tmp_path: Path) -> None:
    (text,) = pages(issued.pdf, tmp_path)
    flat = " ".join(text.replace("\u00a0", " ").split())
    expected = (
        "Quittance",
        "Payment receipt",
        QUITTANCE.number,
        "309 – Casa-Port",
        QUITTANCE.payer.name,
        "001561191000048",
        "627669 – 81",
        QUITTANCE.dum_number,
        QUITTANCE.declarant_reference,
        "LIQ-2026-000123",
        "25 novembre 2026",
        "25 November 2026",
        "000110",
        "1 284 992,99",
        "30 %",
        "0,25 %",
        "385 498,00",
        "723 452,00 MAD",
        "2026/000123",
        "Virement bancaire",
        "Bank transfer",
        labels("fr")["not_official"],
        labels("en")["not_official"],
    )
    assert [each for each in expected if each not in flat] == []


@pytest.mark.parametrize("record", [QUITTANCE, LONG_QUITTANCE])
def test_specimen_stands_on_every_page_and_on_no_other_document(
    record: Quittance, sandbox: SignerMaterial, operator: SignerMaterial, tmp_path: Path
) -> None:
    for page in pages(issue(record, sandbox).pdf, tmp_path):
        assert "SPECIMEN – no value" in page
        assert "SPÉCIMEN – sans valeur" in page
        assert "نموذج" in _logical(page)
    assert all(pale_red > 0.01 for pale_red in _across(tmp_path)), "across each page"
    (lawful,) = pages(issue(LAWFUL_QUITTANCE, operator).pdf, tmp_path)
    assert _across(tmp_path) == [0]
    assert "SPECIMEN" not in lawful.upper().replace("É", "E")
    assert "نموذج –" not in lawful


def test_long_table_breaks_over_pages_with_its_header_and_all_its_lines(
    sandbox: SignerMaterial, tmp_path: Path
) -> None:
    lines = LONG_QUITTANCE.assessment.lines
    found = pages(issue(LONG_QUITTANCE, sandbox).pdf, tmp_path)
    assert sum("Désignation" in page for page in found) >= 2
    for number, page in enumerate(found, 1):
        assert f"Page {number} / {len(found)}" in page
        rows = sum(bool(re.search(rf"^\s*{line.code}\b", page, re.MULTILINE)) for line in lines)
        assert ("Désignation" in page) == (rows > 0)  # the last page may have the payment alone
    text = "\n".join(found)
    assert all(re.search(rf"^\s*{line.code}\b", text, re.MULTILINE) for line in lines)


@pytest.mark.parametrize("record", QUITTANCES)
def test_qr_is_read_from_a_rough_scan_and_verified(
    record: Quittance, signer_for: Callable[[Quittance], SignerMaterial], tmp_path: Path
) -> None:
    material = signer_for(record)
    made = issue(record, material)
    path = tmp_path / "signed.pdf"
    path.write_bytes(made.pdf)
    run("pdftoppm", "-r", "150", "-gray", "-png", path, tmp_path / "page")
    found = [code for image in sorted(tmp_path.glob("page*.png")) for code in codes_in(image)]
    assert [code.text for code in found] == [made.qr]
    corners = found[0].position
    across = abs(corners.top_right.x - corners.top_left.x) + 1  # it stands upside down
    assert across / 150 * 25.4 >= 42, "millimetres of the code itself"
    report = verify(found[0].text, material.bundle_pem)
    assert report.ok
    assert report.facts["number"] == record.number
    assert report.facts["xml_sha256"] == hashlib.sha256(made.xml).hexdigest()


def _across(folder: Path) -> list[float]:
    """The share of each page of the last document that is pale red, as the word across the page is."""
    for old in folder.glob("across*.ppm"):
        old.unlink()
    run("pdftoppm", "-r", "40", folder / "document.pdf", folder / "across")
    shares = []
    for path in sorted(folder.glob("across*.ppm")):
        raster = Image.open(path).convert("RGB").tobytes()
        triples = zip(raster[0::3], raster[1::3], raster[2::3], strict=True)
        pale = sum(red > 235 and 215 < green < 243 and red - green >= 8 for red, green, _ in triples)
        shares.append(pale / (len(raster) / 3))
    return shares


def _logical(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_most_arabic_can_be_searched(issued: Issued, tmp_path: Path) -> None:
    """Conformance checkers do not see this: the font decides. All 16 were found when this was written."""
    text = _logical("".join(pages(issued.pdf, tmp_path)))
    keys = ("quittance_title", "number", "issued_at", "office", "payer", "ice", "rc", "declaration", "dum_number")
    keys += ("registered_at", "reference", "duties", "total", "payment_number", "method")
    words = [labels("ar")[key] for key in keys] + [DUTIES[0].title["ar"]]
    missing = [word for word in words if _logical(word) not in text]
    assert len(missing) <= 1, missing


def test_only_shipped_fonts_are_embedded(issued: Issued, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(issued.pdf)
    told = run("pdffonts", path).stdout.splitlines()[2:]
    assert {re.sub(r"^[A-Z]{6}\+|-.*$", "", line.split()[0]) for line in told} == {"NotoSans", "Amiri"}


def test_every_character_that_may_be_shown_has_a_glyph(issued: Issued) -> None:
    """PDF/A forbids missing glyphs: the renderer would raise."""
    every = [chr(n) for n in range(0x20, 0x10000) if re.match(f"[{SHOWABLE}]", chr(n)) and not chr(n).isspace()]
    for start in range(0, len(every), 100):
        name = " ".join(every[start : start + 100])
        record = replace(QUITTANCE, payer=Payer(name[:160], name[40:160], None, None), office_name=name[-150:])
        assert render_quittance(record, issued.xml, issued.qr).startswith(b"%PDF-1.7")


def test_text_is_made_harmless_before_it_is_set() -> None:
    assert showable("a\u202eb\x00c\ud800\u4e2d") == "a\ufffdb\ufffdc\ufffd\ufffd"
    assert showable("  a \n b ") == "a b"
    assert showable("e\u0301") == "é"
    assert len(showable("x" * 999).replace("\u200b", "")) == 160
    assert right_to_left("شركة ATLAS")
    assert not right_to_left("ATLAS شركة")
    assert not right_to_left("2026/12")


def test_formats_of_morocco() -> None:
    assert amount(Decimal("1234567.5")) == "1\u00a0234\u00a0567,50"
    assert amount(Decimal("0.125")) == "0,125"
    assert rate(Decimal("2.50")) == "2,5\u00a0%"
    assert [day(NOON, language) for language in ("fr", "en", "ar")] == [
        "25 novembre 2026",
        "25 November 2026",
        "25 نونبر 2026",
    ]
    assert payment_methods()["CREDIT"]["fr"] == "Crédit d’enlèvement"
