"""What the office assessed stands on the form beside what the declarant proposed: in boxes B and C, and in the XML."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from renderers.dum_pdf import render_dum
from renderers.dum_xml import NAMESPACE, render_dum_xml
from renderers.form_records import DumDocument, OfficeBoxes
from renderers.formats import amount
from renderers.records import Assessment, DutyLine
from schemas.words import family
from tests.scripts import verapdf

from .samples import BOXES, EMPTIEST, IMPORT, LONG, SEAL, document, squeezed, text_of_pdf

LINES = (
    DutyLine("000110", {"fr": "Droit d'importation"}, Decimal("66975.640"), Decimal("17.5"), Decimal("11721")),
    DutyLine("000110", {"fr": "Droit d'importation"}, Decimal("100"), Decimal("30"), Decimal("30")),
    DutyLine("004444", {"fr": "Non répertorié"}, Decimal("5"), Decimal("20"), Decimal("1")),
)
NUMBER = "SPECIMEN-309L20260000077"
ASSESSED = Assessment(NUMBER, LINES, Decimal("11752"))


def of_office(record: DumDocument, assessed: Assessment = ASSESSED) -> DumDocument:
    """The same edition after an assessment of the office."""
    return replace(record, boxes=replace(record.boxes, assessed=assessed))


def pages_of(record: DumDocument, language: str, folder: Path) -> list[str]:
    """The text of each page of one copy."""
    pdf = render_dum(record, render_dum_xml(record), SEAL, (1,), language)
    return text_of_pdf(pdf, folder, "-layout").split("\f")[:-1]


@pytest.mark.outside
def test_box_c_has_both_and_box_b_says_where_the_lines_are(tmp_path: Path) -> None:
    pages = pages_of(of_office(document(IMPORT.read_bytes())), "fr", tmp_path)
    face, last = pages[0], pages[-1]
    assert re.search(r"Proposé \(MAD\) +Liquidé \(MAD\)", face)
    assert re.search(r"000110 .* 12 019,00 +11 751,00", face), "the sum of its lines beside what was proposed"
    assert re.search(r"002109 .* 15 834,00 +0,00", face), "the office left it out"
    assert re.search(r"004444 +1,00", face), "the declarant did not propose it"
    assert re.search(r"28 022,00 MAD +Liquidation du service 11 752,00 MAD", face)
    assert face.count("Liquidation du service · voir suite n° 1") == 2, "in box B of both articles"
    assert "7 260,00 MAD" in face, "what was proposed for the article stays"
    assert re.search(rf"Suite 1 +Liquidation du service {NUMBER} · Case B", last)
    assert re.search(r"000110 .* 66 975,64 +17,5 % +11 721,00", last)
    assert re.search(r"000110 .* 100,00 +30 % +30,00", last)
    assert "Liquidation du service 11 752,00 MAD" in last


@pytest.mark.outside
@pytest.mark.parametrize("language", ["fr", "en"])
def test_of_two_hundred_lines_beside_the_longest_none_is_lost(language: str, tmp_path: Path) -> None:
    lines = tuple(replace(LINES[0], code=f"{number:06}", amount=Decimal(10**15 + number)) for number in range(1, 201))
    record = of_office(LONG, Assessment(NUMBER, lines, sum((each.amount for each in lines), Decimal(0))))
    text = squeezed("".join(pages_of(record, language, tmp_path)))
    for each in lines:
        figure = squeezed(amount(each.amount))
        assert text.count(figure) >= 2, "in box C, and with its base and rate"
    assert text.count(squeezed(family("printed_form", language)["assessed"])) >= 5


@pytest.mark.outside
def test_without_a_proposal_and_without_an_assessment(tmp_path: Path) -> None:
    (face, _, last) = pages_of(of_office(document(EMPTIEST, OfficeBoxes())), "en", tmp_path)
    assert face.count("Assessed by the office · see continuation no. 1") == 1, "not in the unused article"
    assert "Grand total" not in face and "11 752,00 MAD" in face and "11 752,00 MAD" in last
    plain = "".join(pages_of(document(EMPTIEST, OfficeBoxes()), "en", tmp_path))
    assert "Assessed" not in plain and "Continuation" not in plain


def test_the_xml_has_the_lines_and_keeps_the_proposal() -> None:
    before = etree.fromstring(render_dum_xml(document(IMPORT.read_bytes())))
    after = etree.fromstring(render_dum_xml(of_office(document(IMPORT.read_bytes(), BOXES))))
    assert [node.tag for node in before] == [node.tag for node in after][:-1]
    assert before.find(f"{{{NAMESPACE}}}Assessment") is None
    found = after.find(f"{{{NAMESPACE}}}Assessment")
    assert found is not None
    amounts = [node.text for node in found.iter(f"{{{NAMESPACE}}}Amount")]
    assert amounts == ["11721.00", "30.00", "1.00"]
    assert found.findtext(f"{{{NAMESPACE}}}Total") == "11752.00"


@pytest.mark.outside
@pytest.mark.skipif(verapdf.missing() is not None, reason=f"veraPDF: {verapdf.missing()}")
@pytest.mark.timeout(240)
def test_it_conforms_to_both_standards(tmp_path: Path) -> None:
    files = []
    for name, record in (("short", document(IMPORT.read_bytes())), ("emptiest", document(EMPTIEST, OfficeBoxes()))):
        files.append(tmp_path / f"{name}.pdf")
        changed = of_office(record)
        files[-1].write_bytes(render_dum(changed, render_dum_xml(changed), SEAL, (1,), "ar"))
    for path, verdicts in verapdf.validate(files).items():
        assert verdicts == {flavour: {"compliant": True, "failures": []} for flavour in verapdf.FLAVOURS}, path.name
