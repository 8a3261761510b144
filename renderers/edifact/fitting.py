"""Long texts over short components: cut so that they come back the same.

Read again, a full component goes on in the next one, and after any other comes a blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """A component for a part of a value: its place among the parts, row, turn, element, component, and its format."""

    order: tuple[int, int, int]
    row: int
    turn: int
    element: int
    component: int
    most: int
    kind: str
    how: str


def fits(text: str, cell: Cell) -> bool:
    """Whether a text may stand in a component: of a number the digits count, without mark and sign."""
    if cell.kind == "n":
        return NUMBER.fullmatch(text) is not None and sum(each.isdigit() for each in text) <= cell.most
    return len(text) <= cell.most and (cell.kind != "a" or not any(each.isdigit() for each in text))


def spread(text: str, cells: list[Cell]) -> list[tuple[Cell, str]] | None:
    """A text over components, in whole words where they are enough; None where it is too long."""
    if len(cells) == 1:
        return [(cells[0], text)]
    for cut in (_at_blank, _anywhere):
        parts, rest = [], text
        for cell in cells:
            if not rest:
                break
            part, rest = (rest, "") if len(rest) <= cell.most else cut(rest, cell.most)
            parts.append((cell, part))
        if not rest:
            return parts
    return None


def _at_blank(text: str, most: int) -> tuple[str, str]:
    blank = text.rfind(" ", 1, most)
    return (text[:blank], text[blank + 1 :]) if blank > 0 else _anywhere(text, most)


def _anywhere(text: str, most: int) -> tuple[str, str]:
    """Cut at the last character: where that is a blank it goes, since one comes back after a component not full."""
    return (text[: most - 1], text[most:]) if text[most - 1] == " " else (text[:most], text[most:])
