"""How `dumgate lists` speaks: faults of tables, changes between two folders, and its few sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from gateway.cli.show import console, language_of

if TYPE_CHECKING:
    from gateway.law_tables.check_tables import Checked
    from gateway.law_tables.diff import Change

SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}
NAMED_BY = ("code", "regime", "box", "element", "name", "from")
"""Columns that name a row: they stand before its colon already."""


def say(key: str, language: str, **facts: str) -> str:
    """One sentence of the catalogue, `tables.<key>`."""
    from schemas.words import phrase, shown

    return phrase(f"tables.{key}", **{name: shown(fact, 300) for name, fact in facts.items()})[language_of(language)]


def stop(key: str, language: str, **facts: str) -> NoReturn:
    """End the command with a sentence and exit code 2."""
    typer.echo(f"dumgate: {say(key, language, **facts)}", err=True)
    raise typer.Exit(2)


def show_faults(folder: Path, checked: Checked, language: str) -> None:
    """Print the faults of a folder, each with its place and what to do; or that there are none."""
    from schemas.words import shown

    out, faults = console(), checked.faults
    for fault in faults.found:
        place = ":".join(filter(None, (shown(str(folder / fault.path), 300), str(fault.line or ""))))
        out.print(place, style="dim", end=f"  [{shown(fault.column)}]\n" if fault.column else "\n")
        out.print(f"  {fault.message(language_of(language))}")
        out.print(f"  → {fault.fix(language_of(language))}", style="green")
    if faults.total:
        told = say("faulty", language, shown=str(len(faults.found)), total=str(faults.total))
        out.print(told, style="bold red")
    else:
        out.print(say("sound", language, files=str(len(checked.files))), style="bold green")


def show_changes(changes: Sequence[Change], language: str) -> None:
    """Print changes file by file, a line per row: `+` added, `-` removed, `~` changed with the cells that differ."""
    out, path = console(), ""
    for change in changes:
        if change.path != path:
            path = change.path
            out.print(path, style="bold")
        sign, style = SIGNS[change.kind]
        state = say("altered" if change.kind == "changed" else change.kind, language)
        begins = f" ({change.begins})" if change.begins else ""
        out.print(f"  {sign} {change.key}{begins}: {state}", style=style, end="  ")
        out.print("; ".join(_cells(change)), style="dim")


def _cells(change: Change) -> list[str]:
    if change.kind == "changed":
        return [f"{name}: {before or '-'} → {now or '-'}" for name, (before, now) in change.columns.items()]
    return [f"{name}: {before or now}" for name, (before, now) in change.columns.items() if name not in NAMED_BY]
