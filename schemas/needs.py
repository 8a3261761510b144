"""What a régime asks of each box: the rows of its family's table, and those of the régime itself in their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, cast

from schemas.form import Field, form
from schemas.law import LawOfDay, Row

Asked = Literal["required", "allowed", "forbidden"]
ARTICLE = "GoodsItem"


@dataclass(frozen=True, slots=True)
class Need:
    """One row: what is asked of one element, what it must hold, and whether that refuses.

    `path` leads from the declaration, or from an article, to the element by its words in snake case.
    """

    box: str
    path: tuple[str, ...]
    element: Field
    asked: Asked
    holds: tuple[str, ...]
    source: str
    refuses: bool


@dataclass(frozen=True, slots=True)
class Needs:
    """What one régime asks of the declaration and of each of its articles."""

    regime: Row
    family: Row
    of_declaration: list[Need] = field(default_factory=list)
    of_article: list[Need] = field(default_factory=list)
    by_box: dict[str, Need] = field(default_factory=dict)

    def holds(self, box: str) -> tuple[str, ...]:
        """What a box must hold: the words of the column `holds`, nothing where the table says nothing."""
        return self.by_box[box].holds if box in self.by_box else ()

    def asked(self, box: str) -> Asked:
        """Whether a box is required, allowed or forbidden."""
        return self.by_box[box].asked if box in self.by_box else "allowed"


@lru_cache(maxsize=512)
def needs_of(law: LawOfDay, regime: str) -> Needs | None:
    """What a régime asks; None for a code that the list does not know."""
    row = law.row("regimes", regime)
    family = row and law.row("regime_families", row["family"])
    if not row or not family:
        return None
    found = Needs(row, family)
    for each in _rows(law, family["code"], regime).values():
        path, element = _element(each["box"], each["element"])
        is_confirmed = all(one["status"] == "confirmed" for one in (each, row, family))
        asked, holds = cast("Asked", each["need"]), tuple(each["holds"].split("|")) if each["holds"] else ()
        inside = path[0] == "goods_item"
        need = Need(each["box"], path[inside:], element, asked, holds, each["source"], is_confirmed)
        (found.of_article if inside else found.of_declaration).append(need)
        if not each["element"]:
            found.by_box[need.box] = need
    return found


def _rows(law: LawOfDay, family: str, regime: str) -> dict[tuple[str, str], Row]:
    """The rows by box and element: first those of the family, then those of the régime over them."""
    rows = [row for row in law.asks(family) if row["regime"] in ("", regime)]
    return {(row["box"], row["element"]): row for row in sorted(rows, key=lambda row: row["regime"])}


@lru_cache
def _element(box: str, element: str) -> tuple[tuple[str, ...], Field]:
    """The path in snake case and the definition of a box's main element, or of one named from the declaration."""
    root = form("dum").root
    if not element:
        article = next(child for child in root.children if child.name == ARTICLE)
        for above, parent in (((), root), ((article.attribute,), article)):
            for child in parent.children:
                if child.box == box:
                    return (*above, child.attribute), child
        raise KeyError(box)
    found, path = root, []
    for name in element.split("/"):
        found = next(child for child in found.children if child.name == name)
        path.append(found.attribute)
    return tuple(path), found
