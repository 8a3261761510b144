"""The printed form as an eye sees it: no line over another, all in its box, nothing cut while there is room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import pypdfium2  # type: ignore[import-untyped]
import pytest

from renderers.dum_pdf import render_dum
from renderers.dum_xml import render_dum_xml
from renderers.form_records import DumDocument
from schemas.law import parse
from schemas.vocabulary import LANGUAGES
from schemas.words import family
from tests.checkout import CHECKOUT
from tests.documents.examples import assessment
from tests.documents.ink import Letter, letters_of, overlaps_between_lines

from .samples import BOXES, EMPTIEST, EXAMPLES, IMPORT, LONG, SEAL, document

MILLIMETRE = 72 / 25.4
LEFT, ABOVE, WIDTH = 8.0, 24.4, 194.0
"""Where the boxes of a side begin on the page, and how wide they are together, in millimetres."""
HANGS_OVER = 0.3
"""Points: as much as a line of a frame is thick."""
PRINTED: Mapping[str, DumDocument] = {
    **{path.stem: document(path.read_bytes()) for path in EXAMPLES if path.name != "faulty.xml"},
    "emptiest": document(EMPTIEST),
    "assessed": document(IMPORT.read_bytes(), replace(BOXES, assessed=assessment())),
    "cancelled": replace(document(IMPORT.read_bytes()), cancelled=True),
}


@lru_cache(maxsize=64)
def printed_once(name: str, language: str) -> bytes:
    """The form as it is issued: once, without a destination."""
    record = LONG if name == "longest" else PRINTED[name]
    return render_dum(record, render_dum_xml(record), SEAL, None, language)


def text_of_pages(pdf: bytes) -> list[str]:
    """The text of each page, as it is drawn."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in opened]
    finally:
        opened.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*PRINTED, "longest"])
def test_no_line_lies_over_another(name: str, language: str) -> None:
    found = [overlaps_between_lines(letters) for _, letters in letters_of(printed_once(name, language))]
    assert [each for each in found if each] == []


def test_a_tail_on_a_value_would_be_seen() -> None:
    tail = Letter("م", 100, 95, 104, 104, line=100)
    value = Letter("0", 101, 90, 105, 94, line=90)
    assert overlaps_between_lines([tail, value]) == []
    assert overlaps_between_lines([tail, replace(value, top=96)]) == ["م 0 at 100, 100"]
    assert overlaps_between_lines([tail, replace(value, top=96, line=97)]) == [], "a mark of one line"


def _across_a_frame(letters: list[Letter], height: float, panels: tuple[str, ...], mirrored: bool) -> list[str]:
    """The letters that lie in a box by their middle, and beyond its frame by some of their ink."""
    found = []
    layout = (CHECKOUT / "renderers" / "templates" / "print_layout.csv").read_text(encoding="utf-8")
    for row in [row for row in parse(layout) if row["panel"] in panels]:
        x, y, width, deep = (float(row[key]) for key in ("x", "y", "width", "height"))
        x = WIDTH - x - width if mirrored else x
        left, right = (LEFT + x) * MILLIMETRE, (LEFT + x + width) * MILLIMETRE
        top = height - (ABOVE + y) * MILLIMETRE
        bottom = top - deep * MILLIMETRE
        for each in letters:
            if left < (each.left + each.right) / 2 < right and bottom < (each.bottom + each.top) / 2 < top:
                inside = min(each.left - left, right - each.right, each.bottom - bottom, top - each.top)
                if inside < -HANGS_OVER:
                    found.append(f"{each.text} in box {row['box']}: {inside:.1f}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*PRINTED, "longest"])
def test_all_ink_stays_in_its_box(name: str, language: str) -> None:
    pages = letters_of(printed_once(name, language))
    for panels in (("face", "article 1", "article 2", "foot"), ("back",)):
        height, letters = next(pages)
        assert _across_a_frame(letters, height, panels, language == "ar") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PRINTED)
def test_nothing_of_an_example_is_cut(name: str, language: str) -> None:
    pages = text_of_pages(printed_once(name, language))
    assert [page for page in pages if "…" in page or "..." in page] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_cut_says_where_it_goes_on_and_begins_in_its_box(language: str) -> None:
    """Words stand before each: no box is left empty while there is room for one."""
    face, back, *_ = text_of_pages(printed_once("longest", language))
    see = family("printed_form", language)["see_continued"]
    tables = 3  # B of both articles, and C
    assert (face + back).count(see) > 10
    assert (face + back).count(f"… {see}") == (face + back).count(see) - tables


def test_a_document_without_attachments_has_no_heading_for_them() -> None:
    heading = family("printed_form", "fr")["attachments"]
    assert heading in text_of_pages(printed_once("import", "fr"))[1]
    assert heading not in text_of_pages(printed_once("emptiest", "fr"))[1]
