"""The score card on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.certify.card import Card, name_of, say, sentence, what_came, why
from renderers.visible_text import visible

if TYPE_CHECKING:
    from rich.console import Console

MOST_LOST = 40
"""Vectors that are shown; the page and the JSON have all."""
BAR = 20
"""Cells of the bar of a row."""


def show_card(out: Console, card: Card, language: str) -> None:
    """Print a card: heads, points by family and by kind, then the vectors that lost."""
    out.print(say(language, "title"), style="bold")
    for key, value in (("against", visible(card.against)), ("at", f"{card.at:%Y-%m-%d %H:%M}"), ("kit", card.kit)):
        out.print(f"{say(language, key)}: {value}")
    if card.stopped:
        reason = why(language, card.stopped, card.detail)
        out.print(say(language, "incomplete", reason=reason), style="bold yellow")
    if card.stopped or len(card.results) < card.total:
        out.print(say(language, "done", count=str(len(card.results)), total=str(card.total)))
    for attribute in ("family", "kind", "form"):
        _show_table(out, card, attribute, language)
    for result in card.lost[:MOST_LOST]:
        out.print(f"✗ {visible(result.vector.file)}", style="bold red")
        out.print(f"  {sentence(result.vector.reason[language])}", style="dim")
        for head, words in what_came(result, language):
            out.print(f"  {head}: {words}")
    if len(card.lost) > MOST_LOST:
        out.print(f"… +{len(card.lost) - MOST_LOST}")
    style = "bold green" if card.points == card.total else "bold red"
    out.print(f"{say(language, 'points')}: {card.points} / {card.total}", style=style)
    out.print(say(language, "no-certificate"), style="italic")


def _show_table(out: Console, card: Card, attribute: str, language: str) -> None:
    from rich.table import Table

    table = Table(title=say(language, f"by-{attribute}"), title_justify="left", box=None, pad_edge=False)
    table.add_column(say(language, attribute))
    table.add_column(say(language, "points"), justify="right")
    table.add_column("")
    for score in card.by(attribute):
        full = BAR * score.points // score.total
        style = "green" if score.points == score.total else "red"
        bar = "█" * full + "░" * (BAR - full)
        table.add_row(name_of(attribute, score.name, language), f"{score.points}/{score.total}", bar, style=style)
    out.print(table)
