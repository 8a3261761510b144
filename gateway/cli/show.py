"""How the command line shows findings: severity, box, place, what and what to do, and the line with a caret."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from parsers.source_map import SourceText

Language = Annotated[
    str, typer.Option("--language", "-l", help="Language of the findings: fr, en or ar.", envvar="LANG")
]


LONGEST_LINE = 100
TAB = "    "
AROUND = 2_000
"""Bytes before and behind a place that are looked at: EDIFACT mostly is one long line."""


def language_of(wish: str) -> str:
    """fr, en or ar from an option or a locale such as fr_MA.UTF-8; French otherwise."""
    short = wish[:2].lower()
    return short if short in ("fr", "en", "ar") else "fr"


def console(stderr: bool = False) -> Console:
    """A rich console that shows values as they are: no markup, no emoji, no guessing at numbers."""
    from rich.console import Console

    class Forgiving(Console):
        """A console whose reader may close the pipe: that is no verdict, so it changes no exit code."""

        def on_broken_pipe(self) -> None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())

    return Forgiving(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=True)


def show_findings(
    out: Console, file: str, findings: Sequence[dict[str, Any]], language: str, source: SourceText | None = None
) -> None:
    """Print findings (as `Finding.as_dict` gives them), each with its source line where the bytes are at hand."""
    from schemas.edifact_faults import whole_place
    from schemas.findings import SegmentPlace
    from schemas.words import family

    words = family("validate", language)
    for each in findings:
        style = "bold red" if each["severity"] == "refused" else "bold yellow"
        severity = words[f"severity.{each['severity']}"]
        place = f"{file}:{each['line']}:{each['column']}" if each["line"] else each["file"] or file
        box = f" [{each['box']}]" if each["box"] else ""
        article = f" {words['article']} {each['article']}" if each["article"] else ""
        out.print(f"{severity} {each['code']}{box}{article}", style=style, end="  ")
        out.print(_printable(place), style="dim")
        if each.get("edifact"):
            out.print(f"  {_printable(whole_place(SegmentPlace(**each['edifact']))[language])}", style="dim")
        out.print(f"  {each['message'][language]}")
        if source is not None and each["line"]:
            _show_line(out, *_around(source, each))
        out.print(f"  → {each['fix'][language]}", style="green")


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def _around(source: SourceText, found: dict[str, Any]) -> tuple[str, int]:
    """The line that a finding stands in, and its column; of EDIFACT what is near it in the line."""
    if not found.get("edifact"):
        return source.line(found["line"]), found["column"]
    content, offset = source.content, found["offset"]
    begin, end = max(source.mark, offset - AROUND), min(len(content), offset + AROUND)
    begin = max(begin, content.rfind(b"\n", begin, offset) + 1, content.rfind(b"\r", begin, offset) + 1)
    ends = [content.find(each, offset, end) for each in (b"\r", b"\n")]
    end = min((each for each in ends if each >= 0), default=end)
    before = content[begin:offset].decode(source.codec, "replace")
    return before + content[offset:end].decode(source.codec, "replace"), len(before) + 1


def _show_line(out: Console, line: str, column: int) -> None:
    width = min(LONGEST_LINE, out.width - 7) if out.is_terminal else LONGEST_LINE  # beside the indent and two …
    text, before = excerpt(line, column, max(width, 20))
    out.print(f"    {text}", style="cyan")
    out.print(" " * (4 + before) + "^", style="bold red")


def excerpt(line: str, column: int, width: int) -> tuple[str, int]:
    """A line cut to about `width` cells of a terminal around a column (from 1, in characters), and the cells before
    that column's character. Cut ends show as …; wide characters take two cells, combining marks none, a tab four.
    """
    from rich.cells import cell_len

    cells = [TAB if each == "\t" else each if each.isprintable() else " " for each in line]
    widths = [cell_len(each) for each in cells]
    at = min(column - 1, len(cells))
    begin = at - _furthest(widths[:at][::-1], width // 2)
    while 0 < begin < at and widths[begin] == 0:  # a mark stands with the character before it
        begin += 1
    shown = _furthest(widths[begin:], width)
    left, right = "…" if begin else "", "…" if begin + shown < len(cells) else ""
    return left + "".join(cells[begin : begin + shown]) + right, len(left) + sum(widths[begin:at])


def _furthest(widths: Sequence[int], most: int) -> int:
    """How many characters, from the first, fit into `most` cells."""
    total = 0
    for count, width in enumerate(widths):
        total += width
        if total > most:
            return count
    return len(widths)
