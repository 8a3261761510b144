"""The form as a drawing whose boxes show what was declared, those with findings marked: what stands where.

It is data for `form_drawing.html.j2`. Each box stands where the printed form has it (`form_places.py`); a row grows
where its boxes need more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from renderers.declared_boxes import Continued, Filling, articles_in, declared_boxes
from renderers.form_places import Place, form_places
from renderers.labels import box_titles
from schemas.findings import Finding

FIRST_ARTICLE, BACK = "article 1", "back"
FIRST_FORM = (1, 2)
"""The articles that the form itself has room for."""
MOST_STRIPS = 10
"""Articles further on that are drawn; of more, the number is said."""
HIGHEST_ROW = 20.0
"""The height in mm that a row has at the most where nothing fills it: on paper the rest is for the pen."""


@dataclass(slots=True)
class Mark:
    """What the findings say of one box: `numbers` (from 1, as the page lists them) of the findings in it, the gravest
    first; `related` of those that only relate to it."""

    refused: list[int] = field(default_factory=list)
    warned: list[int] = field(default_factory=list)
    related: list[int] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """How the box is drawn: refused, warned or related."""
        return "refused" if self.refused else "warned" if self.warned else "related"

    @property
    def target(self) -> int:
        """The number of the finding that the box leads to."""
        return (self.refused or self.warned or self.related)[0]

    @property
    def count(self) -> int:
        """How many findings are in the box itself."""
        return len(self.refused) + len(self.warned)


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """One box of the drawing. `area` is its place in the grid of its panel, `anchor` its id, `filling` what was
    declared in it, None for nothing."""

    box: str
    area: str
    anchor: str
    article: int | None
    title: str
    filling: Filling | None
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Panel:
    """One band of the form: `name` is face, article, foot or back. `columns` and `rows` are the tracks of its grid;
    it is `further` where it is no part of the first form."""

    name: str
    article: int | None
    further: bool
    columns: str
    rows: str
    boxes: tuple[DrawnBox, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is in it, neither a value nor a mark."""
        return not any(box.filling or box.mark for box in self.boxes)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All panels in reading order, what had no room in them, how many articles with findings are not drawn and how many
    without, and of the findings by number the anchor of the box that they are in."""

    panels: tuple[Panel, ...]
    continued: tuple[Continued, ...]
    articles_left_out: int
    articles_without_findings: int
    anchors: Mapping[int, str]


def form_drawing(findings: Sequence[Finding], language: str, declared: etree._Element | None = None) -> Drawing | None:
    """The drawing for findings in the order in which the page lists them, with what was `declared`, a DUM; None where
    nothing was, and none of them is in a box."""
    marks = _marks(findings)
    if not marks and declared is None:
        return None
    further = sorted({article for _, article in marks if article is not None} - set(FIRST_FORM))
    filled, continued = declared_boxes(declared, (*FIRST_FORM, *further[:MOST_STRIPS]), language)

    def panel(name: str, article: int | None = None) -> Panel:
        places = form_places()[name if article not in further else FIRST_ARTICLE]
        columns, rows = _tracks(places)
        boxes = tuple(
            DrawnBox(
                place.box,
                _area(place, columns, rows),
                _anchor(place.box, article),
                article,
                box_titles()[place.box][language],
                filled.get((place.box, article)),
                marks.get((place.box, article)),
            )
            for place in places
        )
        heights = (f"minmax(calc({min(each, HIGHEST_ROW):g} * var(--mm)), auto)" for each in _sizes(rows))
        widths = " ".join(f"minmax(0, {each:g}fr)" for each in _sizes(columns))
        shown = "article" if article else name
        return Panel(shown, article, article in further, widths, " ".join(heights), boxes)

    panels = [panel("face"), *(panel(f"article {each}", each) for each in FIRST_FORM), panel("foot"), panel(BACK)]
    panels += [panel("article", each) for each in further[:MOST_STRIPS]]
    sound = set(range(1, articles_in(declared) + 1)) - {*FIRST_FORM, *further}
    return Drawing(tuple(panels), continued, max(0, len(further) - MOST_STRIPS), len(sound), _anchors(panels))


def _anchor(box: str, article: int | None) -> str:
    """The anchor of a box on its page: box-6, box-33-7."""
    return f"box-{box}" if article is None else f"box-{box}-{article}"


def _tracks(places: Sequence[Place]) -> tuple[list[float], list[float]]:
    """The edges of boxes in mm, across and down, from the first to the last: between two of them is a track."""
    across = {edge for place in places for edge in (place.x, place.x + place.width)}
    down = {edge for place in places for edge in (place.y, place.y + place.height)}
    return sorted(across), sorted(down)


def _sizes(edges: Sequence[float]) -> list[float]:
    return [end - begin for begin, end in pairwise(edges)]


def _area(place: Place, columns: Sequence[float], rows: Sequence[float]) -> str:
    """Row and column where a box begins, and where it ends, as CSS has it: lines counted from 1."""
    begins = (rows.index(place.y), columns.index(place.x))
    ends = (rows.index(place.y + place.height), columns.index(place.x + place.width))
    return " / ".join(str(edge + 1) for edge in (*begins, *ends))


def _marks(findings: Sequence[Finding]) -> dict[tuple[str, int | None], Mark]:
    """The marks by box and article (None for the boxes that stand once)."""
    of_articles = {place.box for place in form_places()[FIRST_ARTICLE]}
    drawn = {place.box for places in form_places().values() for place in places}
    marks: dict[tuple[str, int | None], Mark] = {}

    def note(box: str, finding: Finding, kind: str, number: int) -> None:
        # a box of articles named without an article is meant in each of them: the first form shows it
        articles = (finding.article,) if finding.article is not None else FIRST_FORM
        for article in articles if box in of_articles else (None,):
            getattr(marks.setdefault((box, article), Mark()), kind).append(number)

    for number, finding in enumerate(findings, start=1):
        if finding.box in drawn and finding.box is not None:
            note(finding.box, finding, finding.severity, number)
        for box in dict.fromkeys(finding.related_boxes):
            if box in drawn and box != finding.box:
                note(box, finding, "related", number)
    return marks


def _anchors(panels: Sequence[Panel]) -> dict[int, str]:
    """Where each finding is, by its number: the box of its own first, then those that it relates to."""
    found: dict[int, str] = {}
    marked = [box for panel in panels for box in panel.boxes if box.mark is not None]
    for kinds in (("refused", "warned"), ("related",)):
        for box in marked:
            for kind in kinds:
                for number in getattr(box.mark, kind):
                    found.setdefault(number, box.anchor)
    return found
