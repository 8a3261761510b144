"""The printed form: every value of the XML, every box, two articles a form, copies with their destinations."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from renderers.dum_boxes import fields_by_name, said
from renderers.dum_pdf import COPIES, MOST_FORMS_OF_EACH_COPY, render_dum
from renderers.dum_xml import filled, render_dum_xml
from renderers.form_records import DumDocument, OfficeBoxes
from renderers.labels import box_titles, labels
from renderers.office_words import ACTS, parts_in_words
from schemas.declaration import text_of
from schemas.form import Field
from schemas.law import parse
from tests.checkout import CHECKOUT
from tests.documents.tooling import codes_in, run

from .samples import (
    BOXES,
    EMPTIEST,
    EXAMPLES,
    IMPORT,
    LONG,
    SEAL,
    document,
    printed,
    squeezed,
    text_of_pdf,
    with_articles,
)

pytestmark = pytest.mark.outside


LANGUAGES = ("fr", "en", "ar")
DESTINATIONS = {
    1: "Service de la Recette",
    2: "Bon à enlever ou à embarquer (B.A.E.)",
    3: "Service de la visite",
    4: "Service de la valeur",
    5: "Office des Changes",
    6: "Redevable",
}
PRINTABLE = [path for path in EXAMPLES if path.name != "faulty.xml"]


def values(record: DumDocument, language: str) -> set[str]:
    """All values of a document's declaration, as the form says them; the office's lines in their parts."""
    found: set[str] = set()

    def collect(node: etree._Element, field: Field) -> None:
        for child in node:
            collect(child, field.by_tag[str(child.tag)])
        if field.name in ACTS:
            for part in parts_in_words(field.name, text_of(node), language, record.law):
                found.update(map(squeezed, filter(None, part)))
        elif field.kind != "group":
            found.add(squeezed(said(text_of(node), field)).removesuffix("MAD"))  # in a table the column's head says it

    root = filled(record.declaration, record.boxes)
    for node in root:
        collect(node, fields_by_name()[etree.QName(node).localname])
    return found


def missing(record: DumDocument, language: str, folder: Path) -> list[str]:
    """The values that are not in the text of the PDF; of those with Arabic in them only the words in Latin letters."""
    text = squeezed(text_of_pdf(printed(record, (1,), language), folder))
    raw = squeezed(text_of_pdf(printed(record, (1,), language), folder, "-raw"))
    absent = []
    for value in values(record, language):
        parts = [part for part in re.split("[\u0600-\u06ff]+", value) if part] or [value]
        absent += [part for part in parts if part not in text and part not in raw]
    return absent


@pytest.mark.parametrize("path", PRINTABLE, ids=lambda path: path.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_an_example_is_on_the_form(path: Path, language: str, tmp_path: Path) -> None:
    assert missing(document(path.read_bytes()), language, tmp_path) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_of_the_longest_is_lost_or_cut(language: str, tmp_path: Path) -> None:
    assert missing(LONG, language, tmp_path) == []


def test_a_lost_value_would_be_noticed(tmp_path: Path) -> None:
    other = replace(document(IMPORT.read_bytes()), boxes=replace(BOXES, values=("NICHT DA",)))
    text = squeezed(text_of_pdf(printed(document(IMPORT.read_bytes())), tmp_path))
    assert "NICHTDA" in {value for value in values(other, "fr") if value not in text}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("declaration", [EMPTIEST, IMPORT.read_bytes()], ids=["emptiest", "import"])
def test_all_boxes_are_on_the_form_with_their_titles(declaration: bytes, language: str, tmp_path: Path) -> None:
    pdf = printed(document(declaration, OfficeBoxes()), (1,), language)
    face, back = text_of_pdf(pdf, tmp_path, "-raw").split("\f")[:2]
    for box, titles in box_titles().items():
        page = back if box in "FGH" else face
        assert re.search(rf"(?<![0-9A-Za-z]){box}(?![0-9A-Za-z])", page), box
        if language != "ar":  # pdftotext turns Arabic words about
            assert squeezed(f"{box} {titles[language]}") in squeezed(page), box


def test_two_articles_stand_on_a_form_and_the_forms_are_numbered(tmp_path: Path) -> None:
    pages = _pages(printed(document(with_articles(5))), tmp_path)
    assert len(pages) == 6
    heads = [" ".join(re.findall(r"(Formule(?: additionnelle)? \d/\d · (?:Recto|Verso))", page)) for page in pages]
    assert heads == [
        "Formule 1/3 · Recto",
        "Formule 1/3 · Verso",
        "Formule additionnelle 2/3 · Recto",
        "Formule additionnelle 2/3 · Verso",
        "Formule additionnelle 3/3 · Recto",
        "Formule additionnelle 3/3 · Verso",
    ]
    goods = [re.findall(r"MARCHANDISE(\d{3})", page) for page in pages]
    assert goods == [["001", "002"], [], ["003", "004"], [], ["005"], []]
    assert all("BAHIA ARTS DE LA TABLE SARL" in page for page in pages[::2]), "the header is repeated"


def test_six_copies_with_their_destinations_or_one_alone(tmp_path: Path) -> None:
    record = document(EMPTIEST)
    pages = _pages(printed(record, COPIES), tmp_path)
    assert len(pages) == 12
    for number, destination in DESTINATIONS.items():
        for page in pages[2 * number - 2 : 2 * number]:
            assert f"Exemplaire {number} · {destination}" in page
    for number, destination in DESTINATIONS.items():
        alone = _pages(printed(record, (number,)), tmp_path)
        assert [f"Exemplaire {number} · {destination}" in page for page in alone] == [True, True]
    for wrong in ((), (0,), (1, 7)):
        with pytest.raises(ValueError, match="copies"):
            render_dum(record, render_dum_xml(record), SEAL, wrong)


def test_forty_duty_lines_go_on_where_the_box_says(tmp_path: Path) -> None:
    pages = _pages(printed(document(with_articles(1, 40))), tmp_path)
    assert len(pages) == 3
    reference = re.search(r"voir suite n° (\d+)", pages[0])
    assert reference is not None
    assert re.search(rf"Suite {reference[1]}\s+Article 1 · Case B", pages[2])
    amounts = [f"{10_000 + line},00" for line in range(40)]
    assert [each for each in amounts if each not in squeezed(pages[2])] == []


@pytest.mark.timeout(120)
def test_many_articles_share_their_additional_forms_between_copies_and_say_so(tmp_path: Path) -> None:
    count = 2 * MOST_FORMS_OF_EACH_COPY + 1
    record = document(with_articles(count))
    pages = _pages(printed(record, (1, 6)), tmp_path)
    assert len(pages) == 2 * 2 + 2 * MOST_FORMS_OF_EACH_COPY
    assert [("Exemplaire 1" in page, "Exemplaire 6" in page) for page in pages[:4]] == [(True, False)] * 2 + [
        (False, True)
    ] * 2
    assert all("Communes à tous les exemplaires" in page and "Exemplaire" not in page for page in pages[4:])
    assert all("imprimées une fois pour tous les exemplaires" in " ".join(pages[n].split()) for n in (1, 3))
    found = [number for page in pages[4:] for number in re.findall(r"MARCHANDISE(\d{3})", page)]
    assert found == [f"{number:03}" for number in range(3, count + 1)]
    alone = _pages(printed(record, (3,)), tmp_path)
    assert len(alone) == 2 * (MOST_FORMS_OF_EACH_COPY + 1)
    assert all("Communes" not in page for page in alone)


@pytest.mark.timeout(180)
def test_999_articles_on_six_copies_are_printed(tmp_path: Path) -> None:
    pdf = render_dum(*_inputs(document(with_articles(999))))
    pages = _pages(pdf, tmp_path)
    assert len(pages) == 6 * 2 + 499 * 2
    assert "MARCHANDISE999" in pages[-2]


def test_the_signed_xml_is_inside_byte_for_byte_and_the_bytes_repeat() -> None:
    record = document(IMPORT.read_bytes())
    content = render_dum_xml(record)
    pdf = render_dum(record, content, SEAL, (1,))
    assert pdf == render_dum(record, content, SEAL, (1,))
    with pikepdf.open(BytesIO(pdf)) as opened:
        (name,) = opened.attachments
        assert name == f"{record.number}.dum.xml"
        assert opened.attachments[name].get_file().read_bytes() == content


def test_each_page_says_what_it_is_and_only_a_specimen_that_it_is_one(tmp_path: Path) -> None:
    for language in LANGUAGES:
        for page in _pages(printed(document(with_articles(3)), (1,), language), tmp_path):
            if language != "ar":
                assert squeezed(labels(language)["not_official"]) in squeezed(page)
                assert labels(language)["specimen"] in page
    for page in _pages(printed(document(with_articles(3), specimen=False)), tmp_path):
        assert "SPÉCIMEN" not in page
        assert squeezed(labels("fr")["not_official"]) in squeezed(page)


def test_markup_in_values_stays_text(tmp_path: Path) -> None:
    hostile = '#panic("x") $ \\ ` * _ @a <b> // ]'
    boxes = replace(BOXES, decisions=(hostile,), visas=(("#set", date(2026, 7, 2)),))
    assert squeezed(hostile) in squeezed(text_of_pdf(printed(document(EMPTIEST, boxes)), tmp_path))


def _inputs(record: DumDocument) -> tuple[DumDocument, bytes, str]:
    return record, render_dum_xml(record), SEAL


def _pages(pdf: bytes, folder: Path) -> list[str]:
    path = folder / "form.pdf"
    path.write_bytes(pdf)
    return run("pdftotext", "-layout", path, "-").stdout.split("\f")[:-1]


def test_places_lie_side_by_side_and_fill_their_side() -> None:
    text = (CHECKOUT / "renderers" / "templates" / "print_layout.csv").read_text(encoding="utf-8")
    rows = parse(text)
    for side in ({"face", "article 1", "article 2", "foot"}, {"back"}):
        places = [[float(row[key]) for key in ("x", "y", "width", "height")] for row in rows if row["panel"] in side]
        for number, (x, y, width, height) in enumerate(places):
            for x2, y2, width2, height2 in places[number + 1 :]:
                assert x + width <= x2 or x2 + width2 <= x or y + height <= y2 or y2 + height2 <= y
        bottom = max(y + height for _, y, _, height in places)
        assert sum(width * height for _, _, width, height in places) == pytest.approx(194 * bottom)
    assert {row["box"] for row in rows} == set(box_titles())


def test_the_code_is_read_from_a_picture_of_the_back(tmp_path: Path) -> None:
    (tmp_path / "form.pdf").write_bytes(printed(document(EMPTIEST)))
    run("pdftoppm", "-r", "150", "-f", "2", "-gray", "-png", tmp_path / "form.pdf", tmp_path / "page")
    (image,) = tmp_path.glob("page*.png")
    (code,) = codes_in(image)
    assert code.text == SEAL
    corners = code.position
    across = abs(corners.top_right.x - corners.top_left.x) + 1  # it stands upside down
    assert across / 150 * 25.4 >= 42, "millimetres of the code itself"


def test_no_side_of_the_longest_runs_over_onto_another_page(tmp_path: Path) -> None:
    """Two forms of two pages each, then the continuations."""
    for language, side in (("fr", "Verso"), ("en", "Back"), ("ar", "الظهر")):
        pages = text_of_pdf(printed(LONG, (1,), language), tmp_path, "-raw").split("\f")
        assert [number for number, page in enumerate(pages) if side in page] == [1, 3], language
