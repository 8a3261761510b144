"""The form as data: every box once, where the print has it; marks on the right boxes of the right article."""

from __future__ import annotations

from collections import Counter

import pytest

from renderers.form_drawing import MOST_STRIPS, Drawing, Panel, form_drawing
from renderers.form_places import Place, form_places
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
        (each.box, each.article): (each.mark.kind, each.mark.target, each.mark.count)
        for panel in drawing.panels
        for each in panel.boxes
        if each.mark is not None
    }


def panels() -> tuple[Panel, ...]:
    return drawn(finding("XSD06", box="33", article=7)).panels


def cells(area: str) -> set[tuple[int, int]]:
    """The cells of its grid that a box covers."""
    top, left, bottom, right = (int(each) for each in area.split(" / "))
    return {(row, column) for row in range(top, bottom) for column in range(left, right)}


def edges(sizes: str) -> list[float]:
    """Where the tracks of a grid begin and end, by their parts of the whole width in mm."""
    ends = [0.0]
    for each in sizes.removeprefix("minmax(0, ").removesuffix("fr)").split("fr) minmax(0, "):
        ends.append(ends[-1] + float(each))
    return ends


def test_every_box_is_drawn_once_and_those_of_articles_once_per_article() -> None:
    *form, further = panels()
    expected = Counter({(box, None): 1 for box in box_titles() if box not in ARTICLE_BOXES})
    expected.update((box, article) for box in ARTICLE_BOXES for article in (1, 2))
    assert Counter((each.box, each.article) for panel in form for each in panel.boxes) == expected
    assert [panel.name for panel in form] == ["face", "article", "article", "foot", "back"]
    assert Counter((each.box, each.article) for each in further.boxes) == Counter((b, 7) for b in ARTICLE_BOXES)
    anchors = [each.anchor for panel in panels() for each in panel.boxes]
    assert len(anchors) == len(set(anchors))


def test_boxes_stand_where_the_print_has_them() -> None:
    printed = [*form_places().values(), form_places()["article 1"]]
    for panel, places in zip(panels(), printed, strict=True):
        across = edges(panel.columns)
        for each, place in zip(panel.boxes, places, strict=True):
            _, left, _, right = (int(part) - 1 for part in each.area.split(" / "))
            assert (each.box, across[left], across[right]) == (place.box, place.x, place.x + place.width)
        assert across[-1] == 194  # the whole width of the sheet
        for one, its in zip(panel.boxes, places, strict=True):
            for other, others in zip(panel.boxes, places, strict=True):
                above = its.y + its.height <= others.y
                assert above == (int(one.area.split(" / ")[2]) <= int(other.area.split(" / ")[0])), (one, other)


def test_boxes_lie_side_by_side_and_fill_their_panel() -> None:
    for panel in panels():
        covered = Counter(cell for each in panel.boxes for cell in cells(each.area))
        assert set(covered.values()) == {1}, panel.name
        assert len(covered) == panel.columns.count("fr") * panel.rows.count("auto")


def test_bands_of_the_face_follow_each_other_down_the_sheet() -> None:
    def span(places: tuple[Place, ...]) -> tuple[float, float]:
        return min(each.y for each in places), max(each.y + each.height for each in places)

    spans = [span(form_places()[name]) for name in ("face", "article 1", "article 2", "foot")]
    assert [end for _, end in spans[:-1]] == [begin for begin, _ in spans[1:]]


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
    assert drawing.anchors == {1: "box-6", 2: "box-6", 3: "box-33-2", 4: "box-7", 5: "box-F"}


def test_articles_further_on_get_a_panel_each_up_to_a_number() -> None:
    drawing = drawn(*(finding("XSD06", box="31", article=number) for number in (1, *range(40, 20, -1))))
    further = [panel for panel in drawing.panels if panel.further]
    assert [panel.article for panel in further] == list(range(21, 21 + MOST_STRIPS))
    assert drawing.articles_left_out == 20 - MOST_STRIPS
    assert drawing.anchors[1] == "box-31-1"
    assert drawing.anchors[21] == "box-31-21"
    assert 2 not in drawing.anchors  # article 40 is not drawn: nothing to lead to


def test_no_drawing_where_nothing_was_read_and_no_finding_is_in_a_box() -> None:
    assert form_drawing((), "fr") is None
    assert form_drawing((finding("PDF02", file="a.pdf"), finding("XSD06", box="99")), "fr") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_faulty_example_is_marked_where_its_findings_are(language: str) -> None:
    findings = response().findings
    drawing = drawn(*findings, language=language)
    wrong = {(each.box, each.article) for each in findings if each.box is not None}
    own = {place for place, (_, _, count) in marked(drawing).items() if count}
    assert own == wrong
    assert all(each.title == box_titles()[each.box][language] for panel in drawing.panels for each in panel.boxes)
