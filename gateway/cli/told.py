"""How the command line tells what stands in the ledger: names with values, columns, and the instant asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.laws import stop
from gateway.cli.show import language_of

if TYPE_CHECKING:
    from rich.console import Console

AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="As it was recorded by this instant, 2026-11-24T10:00:00+00:00, or by the end of a day, 2026-11-24. "
        "(What another day's law says is another question: --law-of of validate and replay.)",
    ),
]
MINUTE, SECOND = 16, 19
"""How much of an instant is shown: its characters."""


def label(key: str, language: str, **values: str) -> str:
    """The words `show.<key>`. Raises KeyError where there are none."""
    from schemas.words import phrase

    return phrase(f"show.{key}", **values)[language_of(language)]


def worded(kind: str, code: str, language: str) -> str:
    """A code in words; as it is where there are none for it."""
    from schemas.words import catalogue, phrase

    message = f"{kind}.{code}"
    return phrase(message)[language_of(language)] if message in catalogue("fr") else code


def past(as_of: str, language: str) -> dict[str, str]:
    """What to ask with: nothing, or the instant. Says what an instant looks like where it is none; exit code 2."""
    from gateway.history.as_of import NoInstant, instant_of

    try:
        return {"as_of": instant_of(as_of).isoformat()} if as_of else {}
    except NoInstant:
        stop("show.no_instant", language, value=as_of)


def instant(text: str | None, length: int = MINUTE) -> str:
    """An instant of the ledger as people read it, in Casablanca; as it is where the calendar ends before it there."""
    from schemas.days import in_casablanca

    moment = datetime.fromisoformat(text) if text else None
    try:
        return in_casablanca(moment).isoformat(" ")[:length] if moment else ""
    except OverflowError:
        return (text or "").replace("T", " ")


def figure(text: str) -> str:
    """A quantity without zeros behind it."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def clean(value: object) -> str:
    """A value on one line: what came from outside moves no cursor."""
    from schemas.words import shown

    return "" if value is None else shown(str(value), 300)


def show_pairs(out: Console, pairs: Sequence[tuple[str, Any]], language: str) -> None:
    """Names with their values, one a line; those without a value are left out."""
    given = [(label(key, language), clean(value)) for key, value in pairs]
    show_columns(out, [], [[f"{name}:", value] for name, value in given if value])


def show_columns(out: Console, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns under their heads, each as wide as its longest value: nothing is cut."""
    from rich.cells import cell_len

    lines = [list(heads), *rows] if heads else [list(each) for each in rows]
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(lines[0]))] if lines else []
    for number, line in enumerate(lines):
        padded = "  ".join(
            text + " " * (width - cell_len(text)) for text, width in zip(line, widths, strict=True)
        ).rstrip()
        out.print(f"  {padded}", style="dim" if heads and number == 0 else None)


def show_table(out: Console, title: str, names: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """A title (may be empty) and its rows; nothing where there are no rows. `names` are the heads by key."""
    if rows and title:
        out.print(title, style="bold")
    if rows:
        show_columns(out, list(names.values()), [[clean(each) for each in row] for row in rows])


def heads(language: str, *keys: str) -> dict[str, str]:
    """The heads of columns."""
    return {key: label(key, language) for key in keys}
