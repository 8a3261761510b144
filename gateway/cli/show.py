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


SEVERITIES = {"fr": ("Refus", "Avertissement"), "en": ("Refused", "Warning"), "ar": ("مانع", "تنبيه")}


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
    for each in findings:
        refuses = each["severity"] == "refused"
        style = "bold red" if refuses else "bold yellow"
        severity = SEVERITIES[language][0 if refuses else 1]
        place = f"{file}:{each['line']}:{each['column']}" if each["line"] else each["file"] or file
        box = f" [{each['box']}]" if each["box"] else ""
        out.print(f"{severity} {each['code']}{box}", style=style, end="  ")
        out.print(place, style="dim")
        out.print(f"  {each['message'][language]}")
        if source is not None and each["line"]:
            _show_line(out, source, each["line"], each["column"])
        out.print(f"  → {each['fix'][language]}", style="green")


def _show_line(out: Console, source: SourceText, line: int, column: int, width: int = 100) -> None:
    text = source.line(line)
    begin = max(0, column - 1 - width // 2)
    shown = "".join(each if each.isprintable() else " " for each in text[begin : begin + width])
    out.print(f"    {shown}", style="cyan")
    out.print(" " * (4 + column - 1 - begin) + "^", style="bold red")
