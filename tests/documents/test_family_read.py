"""Certificates and last notices as others read them: phones, searches, programs; each fact the same in XML and PDF."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from lxml import etree

from gateway.documents.verification import verify
from gateway.signing.material import MixedAuthorityError, SignerMaterial
from renderers.formats import amount
from renderers.labels import labels
from renderers.records import Quittance
from tests.documents.conftest import Issued, issue, sealed
from tests.documents.examples import QUITTANCES
from tests.documents.family import CERTIFICATE, FAMILY, LAWFUL, NOTICE
from tests.documents.tooling import codes_in, run

pytestmark = pytest.mark.outside


ORDINARY = {"certificate": CERTIFICATE, "dasf": NOTICE}
SEARCHED = {
    "certificate": (
        *("certificate_title", "number", "issued_at", "office", "ice", "rc", "principal", "guarantor", "dum_number"),
        *("registered_at", "reference", "regime", "deadline", "discharges", "quantity", "released_before", "suspended"),
    ),
    "dasf": (
        *("dasf_title", "number", "issued_at", "office", "ice", "rc", "debtor", "claim_number", "due_on", "nature"),
        *("outstanding", "ways_to_pay", "order_to_pay", "assessment_number", "dum_number", "paid", "interest"),
    ),
}


def logical(text: str) -> str:
    """Letters in the order of reading, without blanks and forms of joining."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").split())


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    return run("pdftotext", "-layout", path, "-").stdout.split("\f")[:-1]


@pytest.mark.parametrize("name", FAMILY)
def test_the_signed_xml_is_inside_byte_for_byte(name: str, family: dict[str, Issued]) -> None:
    wanted = f"{FAMILY[name].number}.{name.partition('-')[0]}.xml"
    with pikepdf.open(BytesIO(family[name].pdf)) as pdf:
        assert list(pdf.attachments) == [wanted]
        assert pdf.attachments[wanted].get_file().read_bytes() == family[name].xml
        assert pdf.Root.AF[0].AFRelationship == "/Data"


@pytest.mark.parametrize("name", FAMILY)
def test_the_code_is_read_from_a_rough_scan(
    name: str, family: dict[str, Issued], sandbox: SignerMaterial, tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(family[name].pdf)
    last = len(pages_of(family[name].pdf, tmp_path))
    wanted = ("-f", last) if name.startswith("certificate") else ("-l", 2)
    run("pdftoppm", "-r", "150", "-gray", "-png", *map(str, wanted), path, tmp_path / "page")
    found = [code for image in sorted(tmp_path.glob("page*.png")) for code in codes_in(image)]
    assert [code.text for code in found] == [family[name].qr]
    across = abs(found[0].position.top_right.x - found[0].position.top_left.x) + 1  # it stands upside down
    assert across / 150 * 25.4 >= 42, "millimetres"
    assert verify(found[0].text, sandbox.bundle_pem).facts["number"] == FAMILY[name].number


@pytest.mark.parametrize("name", ORDINARY)
def test_most_arabic_can_be_searched(name: str, family: dict[str, Issued], tmp_path: Path) -> None:
    text = logical("".join(pages_of(family[name].pdf, tmp_path)))
    missing = [key for key in SEARCHED[name] if logical(labels("ar")[key]) not in text]
    assert len(missing) <= 1, missing


@pytest.mark.parametrize("name", FAMILY)
def test_every_amount_of_the_xml_stands_in_the_pdf(name: str, family: dict[str, Issued], tmp_path: Path) -> None:
    text = logical("".join(pages_of(family[name].pdf, tmp_path)))
    root = etree.fromstring(family[name].xml)
    names = {"Released", "ReleasedBefore", "Suspended", "Amount", "Paid", "Outstanding", "Interest"}
    amounts = {node.text for node in root.iter(etree.Element) if etree.QName(node).localname in names}
    assert amounts
    assert [each for each in amounts if logical(amount(Decimal(each or ""))) not in text] == []


def test_each_discharge_stands_in_one_row(family: dict[str, Issued]) -> None:
    with pdfplumber.open(BytesIO(family["certificate"].pdf)) as pdf:
        words = [word for page in pdf.pages for word in page.extract_words()]
    for line in CERTIFICATE.lines:
        (cause,) = (word for word in words if word["text"] == line.by)
        row = "".join(word["text"] for word in words if abs(word["top"] - cause["top"]) < 3)
        assert logical(amount(line.released)) in logical(row)
        assert f"{line.at:%d/%m/%Y}" in row


@pytest.mark.parametrize("name", FAMILY)
def test_each_page_says_what_it_is(name: str, family: dict[str, Issued], tmp_path: Path) -> None:
    found = pages_of(family[name].pdf, tmp_path)
    for number, page in enumerate(found, 1):
        assert f"Page {number} / {len(found)}" in page
        assert "SPECIMEN – no value" in page
        assert FAMILY[name].number in page
        assert labels("fr")["not_official"] in page


@pytest.mark.parametrize("name", LAWFUL)
def test_what_is_no_specimen_does_not_say_so(name: str, operator: SignerMaterial, tmp_path: Path) -> None:
    made = issue(LAWFUL[name], operator)
    assert "SPECIMEN" not in "".join(pages_of(made.pdf, tmp_path)).upper().replace("É", "E")
    for content in (made.xml, made.pdf, made.qr):
        report = verify(content, operator.bundle_pem)
        assert report.ok, report.problems
        assert not report.specimen


@pytest.mark.parametrize("name", ORDINARY)
def test_specimen_and_real_are_never_mixed(name: str, sandbox: SignerMaterial, operator: SignerMaterial) -> None:
    for record, material in ((ORDINARY[name], operator), (LAWFUL[name], sandbox)):
        with pytest.raises(MixedAuthorityError):
            sealed(record, material)


@pytest.mark.parametrize("name", ORDINARY)
def test_a_changed_amount_is_found(name: str, family: dict[str, Issued], sandbox: SignerMaterial) -> None:
    old, new = {"certificate": (b"4402.33", b"9402.33"), "dasf": (b"723241.50", b"123241.50")}[name]
    changed = family[name].xml.replace(old, new)
    assert changed != family[name].xml
    assert verify(changed, sandbox.bundle_pem).problems == ("broken_signature",)


def overlaps(pdf: bytes, pages: int = 3) -> list[str]:
    """Letters that cover another by more than a point, or stand in the margins; not the word across the page."""
    found = []
    with pdfplumber.open(BytesIO(pdf)) as document:
        for page in {*document.pages[:pages], document.pages[-1]}:
            letters = [each for each in page.chars if each["upright"] and each["size"] < 40 and each["text"].strip()]
            found += [
                f"page {page.page_number}: {each['text']} in the margin" for each in letters if beyond(each, page)
            ]
            letters.sort(key=lambda each: each["x0"])
            for at, one in enumerate(letters):
                for other in letters[at + 1 :]:
                    if other["x0"] > one["x1"] - 1:
                        break
                    apart = abs(one["top"] + one["bottom"] - other["top"] - other["bottom"]) / 2
                    if apart < 0.35 * min(one["size"], other["size"]) and not (arabic(one) and arabic(other)):
                        found.append(f"page {page.page_number}: {one['text']} under {other['text']}")
    return found


def beyond(letter: dict[str, float], page: pdfplumber.page.Page) -> bool:
    """Outside the 18 mm at the sides, half a point of tolerance for what hangs over, or below the footer."""
    side = 18 / 25.4 * 72 - 0.5
    return letter["x0"] < side or letter["x1"] > page.width - side or letter["bottom"] > page.height - 10


def arabic(letter: dict[str, object]) -> bool:
    """A letter of the Arabic font: those join, and may cover each other."""
    return "Amiri" in str(letter["fontname"])


@pytest.mark.parametrize("name", FAMILY)
def test_nothing_covers_anything(name: str, family: dict[str, Issued]) -> None:
    assert overlaps(family[name].unsigned_pdf) == []


@pytest.mark.parametrize("record", QUITTANCES)
def test_nothing_covers_anything_on_a_quittance(
    record: Quittance, signer_for: Callable[[Quittance], SignerMaterial]
) -> None:
    assert overlaps(issue(record, signer_for(record)).unsigned_pdf) == []
