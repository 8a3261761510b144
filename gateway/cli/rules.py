"""`dumgate rules`: what a change of the tables does to declarations."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import DataFolder, configured, use_data
from gateway.cli.laws import law_words, laws_told, outcome_words, said, show_difference, stop, stored_of
from gateway.cli.show import Language, console

if TYPE_CHECKING:
    from gateway.judging.replay.judged_again import Compared, Summary
    from gateway.judging.replay.stored_documents import Document
    from gateway.settings import Settings
    from schemas.law import LawOfDay

app = typer.Typer(no_args_is_help=True, help="What a change of the tables does to declarations.")

LAW = "TABLES or TABLES@DATE: a folder of tables, current, shipped, or 8 digits or more of the digest of kept tables."


@app.callback()
def _which(data: DataFolder = None) -> None:
    """What a change of the tables does to declarations. Works while the service runs, and keeps nothing."""
    use_data(data)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help=f"{LAW} DATE: a day as 2026-11-24. Default: today.")],
    new: Annotated[str, typer.Argument(help="The other law, named likewise.")],
    over: Annotated[
        Path | None,
        typer.Option(help="Judge the XML files of this folder in place of what is stored.", file_okay=False),
    ] = None,
    language: Language = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Judge every stored declaration by OLD and by NEW, and show those whose verdict or findings differ.

    Exit code 0: nothing differs. 1: something does. 2: it cannot be told, or a declaration cannot be read.

    Example: `dumgate rules diff current my-tables`
    """
    from gateway.clock import casablanca_today
    from gateway.judging.replay.judged_again import Summary, compared
    from gateway.judging.replay.two_laws import law_named

    settings, today, summary = configured(), casablanca_today(), Summary()
    with ExitStack() as stack:
        stack.enter_context(laws_told(language))
        laws = law_named(old, settings, today), law_named(new, settings, today)
        documents, total = _documents(over, settings, language, stack)
        found = compared(_followed(documents, total, language), *laws, settings)
        (_print_json if as_json else _print_text)(_counted(found, summary), laws, summary, language)
    if over is not None and not summary.judged + summary.unread:
        stop("replay.no-files", language, folder=str(over))
    raise typer.Exit(2 if summary.unread else 0 if summary.unchanged == summary.judged else 1)


def _documents(
    over: Path | None, settings: Settings, language: str, stack: ExitStack
) -> tuple[Iterator[Document], int | None]:
    """What is judged, and how many there are, where that is known before."""
    from gateway.judging.replay.stored_documents import files_below

    if over is not None:
        return files_below(over, settings), None
    stored = stack.enter_context(stored_of(settings, language))
    return stored.documents(), stored.count()


def _counted(found: Iterable[Compared], summary: Summary) -> Iterator[Compared]:
    """Those that differ or could not be read; all are counted."""
    for each in found:
        summary.add(each)
        if each.difference is None or not each.difference.same:
            yield each


def _followed(documents: Iterator[Document], total: int | None, language: str) -> Iterator[Document]:
    """The documents, with a bar on the terminal that says how far it is."""
    from rich.progress import Progress

    errors = console(stderr=True)
    # what is printed meanwhile passes the bar only where both are on the terminal
    both = sys.stdout.isatty()
    with Progress(console=errors, transient=True, redirect_stdout=both, disable=not errors.is_terminal) as bar:
        yield from bar.track(documents, total=total, description=said("replay.judging", language))


def _print_text(found: Iterator[Compared], laws: tuple[LawOfDay, LawOfDay], summary: Summary, language: str) -> None:
    from schemas.words import shown

    out = console()
    for head, law in zip(("replay.old", "replay.new"), laws, strict=True):
        out.print(f"{said(head, language)}: {law_words(_noted(law), language)}", style="bold")
    for one in found:
        document, change = one.document, one.difference
        named = (document.name, document.dum_number, document.reference)
        out.print("  ".join(shown(name, 300) for name in named if name), style="bold", end="  ")
        if change is None:
            out.print(said("replay.unread", language), style="bold red")
            continue
        outcomes = dict.fromkeys(outcome_words(each, language) for each in (change.then, change.now))
        out.print(" → ".join(outcomes))
        show_difference(out, change, language)
    counts = {name: str(count) for name, count in summary.as_dict().items()}
    out.print(said("replay.summary", language, **counts), style="bold")


def _print_json(found: Iterator[Compared], laws: tuple[LawOfDay, LawOfDay], summary: Summary, _language: str) -> None:
    """One JSON object, written as it is found: memory does not grow with what differs."""
    heads = ", ".join(f'"{name}": {_json(_noted(law))}' for name, law in zip(("old", "new"), laws, strict=True))
    typer.echo(f'{{{heads}, "differences": [', nl=False)
    for number, each in enumerate(found):
        document, change = each.document, each.difference
        named = {"name": document.name, "dum_number": document.dum_number, "reference": document.reference}
        told = {**named, "difference": change.as_dict() if change else None}
        typer.echo(f"{',' if number else ''}\n{_json(told)}", nl=False)
    typer.echo(f'], "summary": {_json(summary.as_dict())}}}')


def _noted(law: LawOfDay) -> dict[str, str]:
    return {"tables": law.law.digest, "day": law.day.isoformat()}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
