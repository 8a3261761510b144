"""The form as data: every box once, in its place, its title whole; marks on the right boxes of the right article."""

from __future__ import annotations

from collections import Counter

import pytest

from renderers.form_drawing import MOST_STRIPS, Drawing, DrawnBox, Panel, broken, form_drawing
from renderers.labels import box_titles
from schemas.findings import Finding, finding

from .judged import LANGUAGES, response

ARTICLE_BOXES = {*map(str, range(28, 39)), "B"}


def drawn(*findings: Finding, language: str = "fr") -> Drawing:
    drawing = form_drawing(findings, language)
    assert drawing is not None
    return drawing


def marked(drawing: Drawing) -> dict[tuple[str, int | None], tuple[str, int, int]]:
    """Kind, target and count of each mark by box and article."""
    return {
        (box.place.box, box.article): (box.mark.kind, box.mark.target, box.mark.count)
        for panel in drawing.panels
        for box in panel.boxes
        if box.mark is not None
    }


def overlap(one: DrawnBox, other: DrawnBox) -> bool:
    a, b = one.place, other.place
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def panels() -> tuple[Panel, ...]:
    return drawn(finding("XSD06", box="33", article=7)).panels


def test_every_box_is_drawn_once_and_those_of_articles_once_per_article() -> None:
    face, back, strip = panels()
    expected = Counter({(box, None): 1 for box in box_titles() if box not in ARTICLE_BOXES})
    expected.update((box, article) for box in ARTICLE_BOXES for article in (1, 2))
    assert Counter((each.place.box, each.article) for panel in (face, back) for each in panel.boxes) == expected
    assert {each.place.box for each in back.boxes} == {"F", "G", "H"}
    assert Counter((each.place.box, each.article) for each in strip.boxes) == Counter((b, 7) for b in ARTICLE_BOXES)


def test_boxes_lie_side_by_side_and_fill_their_panel() -> None:
    for panel in panels():
        for place, one in enumerate(panel.boxes):
            assert not any(overlap(one, other) for other in panel.boxes[place + 1 :]), one
        covered = sum(each.place.width * each.place.height for each in panel.boxes)
        assert covered == panel.width * panel.height, panel.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_whole_and_stay_within_their_boxes(language: str) -> None:
    for panel in drawn(finding("XSD06", box="33", article=7), language=language).panels:
        for each in panel.boxes:
            assert "".join(each.lines).replace(" ", "") == box_titles()[each.place.box][language].replace(" ", "")
            assert len(each.lines) * 13 + 6 <= each.place.height, each


def test_lines_break_after_blanks_and_slashes_and_leave_long_words_whole() -> None:
    assert broken("Exportateur/Expéditeur", 80, 11) == ("Exportateur/", "Expéditeur")
    assert broken("a b c", 1000, 11) == ("a b c",)
    assert broken("x" * 50 + " y", 20, 11) == ("x" * 50, "y")
    assert broken("", 20, 11) == ()


def test_marks_stand_on_the_box_of_the_article_and_lead_to_the_gravest_finding() -> None:
    drawing = drawn(
        finding("XSD06", box="6", severity="warned"),
        finding("XSD06", box="6", severity="refused"),
        finding("XSD06", box="33", article=2),
        finding("XSD06", box="7", related_boxes=("6", "33", "31", "7")),
        finding("XSD06", related_boxes=("F",)),
    )
    assert marked(drawing) == {
        ("6", None): ("refused", 2, 2),
        ("33", 2): ("refused", 3, 1),
        ("7", None): ("refused", 4, 1),
        ("33", 1): ("related", 4, 0),
        ("31", 1): ("related", 4, 0),
        ("31", 2): ("related", 4, 0),
        ("F", None): ("related", 5, 0),
    }
    assert drawing.anchors == {1: "form", 2: "form", 3: "form", 4: "form", 5: "form-back"}


def test_articles_further_on_get_a_strip_each_up_to_a_number() -> None:
    drawing = drawn(*(finding("XSD06", box="31", article=number) for number in (1, *range(40, 20, -1))))
    strips = [panel for panel in drawing.panels if panel.name == "article"]
    assert [panel.article for panel in strips] == list(range(21, 21 + MOST_STRIPS))
    assert drawing.articles_left_out == 20 - MOST_STRIPS
    assert drawing.anchors[1] == "form"
    assert drawing.anchors[21] == "form-article-21"
    assert 2 not in drawing.anchors  # article 40 is not drawn: nothing to go back to


def test_no_drawing_where_no_finding_is_in_a_box() -> None:
    assert form_drawing((), "fr") is None
    assert form_drawing((finding("PDF02", file="a.pdf"), finding("XSD06", box="99")), "fr") is None


def test_the_faulty_example_is_marked_where_its_findings_are() -> None:
    findings = response().findings
    drawing = form_drawing(findings, "fr")
    assert drawing is not None
    wrong = {(each.box, each.article) for each in findings if each.box is not None}
    own = {place for place, (_, _, count) in marked(drawing).items() if count}
    assert own == wrong
