"""Where each box of the form stands, on paper and on the page alike: one table, `templates/print_layout.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from schemas.law import parse


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a box in mm, from the top left of the boxes of its side, which are 194 mm wide."""

    box: str
    x: float
    y: float
    width: float
    height: float


@lru_cache
def form_places() -> Mapping[str, tuple[Place, ...]]:
    """The places by panel (face, article 1, article 2, foot, back), in the order in which boxes are read aloud."""
    text = files("renderers").joinpath("templates/print_layout.csv").read_text(encoding="utf-8")
    panels: dict[str, tuple[Place, ...]] = {}
    for row in parse(text):
        place = Place(row["box"], *(float(row[key]) for key in ("x", "y", "width", "height")))
        panels[row["panel"]] = (*panels.get(row["panel"], ()), place)
    return panels
