"""The form as a drawing whose boxes with findings are marked: what is drawn where, as data for `form_drawing.svg.j2`.

The layout is our own (`templates/form_layout.csv`). Positions and sizes are units of which the form is 800 wide.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from renderers.labels import box_titles
from schemas.findings import Finding

FACE, BACK, FIRST_ARTICLE = "face", "back", "article 1"
FIRST_FORM = (1, 2)
"""The articles that the form itself has room for."""
MOST_STRIPS = 10
"""Articles further on that are drawn; of more, the number is said."""

TITLE_INDENT = 28
LINE_HEIGHT = 13
_FONT_SIZE = {"ar": 13.0}
_NARROW = frozenset("iljtfrI.,'’:/()[] 1")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box is drawn, from the top left of its panel."""

    box: str
    x: int
    y: int
    width: int
    height: int


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
    """One box of the drawing; `lines` is its title, broken to fit."""

    place: Place
    article: int | None
    title: str
    lines: tuple[str, ...]
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing: the face, the back, or a strip of the boxes of one `article`."""

    name: str
    article: int | None
    width: int
    height: int
    boxes: tuple[DrawnBox, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All panels in reading order, how many articles with findings are not drawn, and the numbers of findings that a
    drawn box leads back to, each with its panel's anchor."""

    panels: tuple[Panel, ...]
    articles_left_out: int
    anchors: Mapping[int, str]


def form_drawing(findings: Sequence[Finding], language: str) -> Drawing | None:
    """The drawing for findings in the order in which the page lists them; None where none of them is in a box."""
    marks = _marks(findings)
    if not marks:
        return None
    places = _layout()
    further = sorted({article for _, article in marks if article is not None} - set(FIRST_FORM))
    face: list[tuple[Place, int | None]] = [(place, None) for place in places[FACE]]
    face += [(place, number) for number in FIRST_FORM for place in places[f"article {number}"]]
    back = [(place, None) for place in places[BACK]]
    panels = [_panel(FACE, None, face, marks, language), _panel(BACK, None, back, marks, language)]
    for number in further[:MOST_STRIPS]:
        strip = [(place, number) for place in places[FIRST_ARTICLE]]
        panels.append(_panel("article", number, strip, marks, language))
    return Drawing(tuple(panels), max(0, len(further) - MOST_STRIPS), _anchors(panels))


def anchor_of(panel: Panel) -> str:
    """The anchor of a panel on its page: form, form-article-7, form-back."""
    if panel.name == FACE:
        return "form"
    return f"form-{panel.name}" if panel.article is None else f"form-article-{panel.article}"


@lru_cache
def _layout() -> Mapping[str, tuple[Place, ...]]:
    """The places of each panel, those of each panel from its own top left."""
    text = files("renderers").joinpath("templates/form_layout.csv").read_text(encoding="utf-8")
    panels: dict[str, list[Place]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        place = Place(row["box"], int(row["x"]), int(row["y"]), int(row["width"]), int(row["height"]))
        panels.setdefault(row["panel"], []).append(place)
    return {name: tuple(places) for name, places in panels.items()}


def _marks(findings: Sequence[Finding]) -> dict[tuple[str, int | None], Mark]:
    """The marks by box and article (None for the boxes that stand once)."""
    of_articles = {place.box for place in _layout()[FIRST_ARTICLE]}
    drawn = {place.box for places in _layout().values() for place in places}
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


def _panel(
    name: str,
    article: int | None,
    places: Sequence[tuple[Place, int | None]],
    marks: Mapping[tuple[str, int | None], Mark],
    language: str,
) -> Panel:
    top = min(place.y for place, _ in places)
    boxes = tuple(
        _drawn(Place(place.box, place.x, place.y - top, place.width, place.height), number, marks, language)
        for place, number in places
    )
    width = max(box.place.x + box.place.width for box in boxes)
    return Panel(name, article, width, max(box.place.y + box.place.height for box in boxes), boxes)


def _drawn(place: Place, article: int | None, marks: Mapping[tuple[str, int | None], Mark], language: str) -> DrawnBox:
    title = box_titles()[place.box][language]
    lines = broken(title, place.width - TITLE_INDENT - 10, _FONT_SIZE.get(language, 11.0))
    most = max(1, (place.height - 6) // LINE_HEIGHT)
    if len(lines) > most:
        lines = (*lines[: most - 1], f"{lines[most - 1].rstrip()}…")
    return DrawnBox(place, article, title, lines, marks.get((place.box, article)))


def broken(text: str, width: float, size: float) -> tuple[str, ...]:
    """`text` in lines of at most `width` at a font size, broken after blanks and slashes; a longer word stays whole."""
    lines = [""]
    for piece in re.findall(r"[^\s/]*(?:/|\s+|$)", text):
        if lines[-1] and _width(lines[-1] + piece.rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return tuple(line.strip() for line in lines if line.strip())


def _width(text: str, size: float) -> float:
    """About how wide a sans-serif font sets `text`; rather too much than too little."""
    return size * sum(_share(each) for each in text)


def _share(character: str) -> float:
    """The width of a character as a share of the font's size."""
    if character >= "\u0600":  # Arabic is set narrower
        return 0.46
    return 0.36 if character in _NARROW else 0.88 if character in "mwMW" else 0.6


def _anchors(panels: Sequence[Panel]) -> dict[int, str]:
    found: dict[int, str] = {}
    for panel in panels:
        for box in panel.boxes:
            if box.mark is not None:
                for number in (*box.mark.refused, *box.mark.warned, *box.mark.related):
                    found.setdefault(number, anchor_of(panel))
    return found
