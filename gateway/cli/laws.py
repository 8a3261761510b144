"""How the command line asks for a law by its name, opens what is stored, and shows what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from gateway.cli.lists_shown import show_faults
from gateway.cli.show import language_of

if TYPE_CHECKING:
    from rich.console import Console

    from gateway.judging.replay.compare_verdicts import Difference
    from gateway.judging.replay.stored_documents import Stored
    from gateway.settings import Settings
    from schemas.findings import Finding

OUTCOMES = {"refused": "replay.refused", "draft": "replay.draft", "not_judged": "replay.not_judged"}
DIGITS_OF_A_DIGEST = 12


def said(key: str, language: str, **facts: str) -> str:
    """One sentence of the catalogue."""
    from schemas.words import phrase, shown

    return phrase(key, **{name: shown(fact, 300) for name, fact in facts.items()})[language_of(language)]


def stop(key: str, language: str, **facts: str) -> NoReturn:
    """End the command with a sentence and exit code 2."""
    typer.echo(f"dumgate: {said(key, language, **facts)}", err=True)
    raise typer.Exit(2)


@contextmanager
def laws_told(language: str) -> Iterator[None]:
    """Tell in words why a name names no law, with the faults of its folder, and end with exit code 2."""
    from gateway.judging.replay.two_laws import NoLaw

    try:
        yield
    except NoLaw as problem:
        if problem.checked is not None:
            show_faults(Path(problem.facts["folder"]), problem.checked, language)
        typer.echo(f"dumgate: {problem.words[language_of(language)]}", err=True)
        raise typer.Exit(2) from problem


@contextmanager
def stored_of(settings: Settings, language: str) -> Iterator[Stored]:
    """What a gateway has stored; nothing is made where there is none. Works while the service runs."""
    from gateway.judging.replay.stored_documents import Stored
    from gateway.ledger.inspection import must_be_there
    from gateway.ledger.opening import open_database
    from gateway.ledger.refusal import DatabaseRefused, told_at_opening
    from gateway.logs import set_up_logs
    from gateway.store.files import FileStore

    if not settings.database.get_secret_value() and not (settings.data / "gateway.sqlite").is_file():
        stop("replay.nothing", language, folder=str(settings.data))
    set_up_logs()
    try:
        with told_at_opening(settings.database_url):
            must_be_there(settings.database_url)
        engine = open_database(settings.database_url)
    except DatabaseRefused as refusal:
        typer.echo(f"dumgate: {refusal.words[language_of(language)]}", err=True)
        raise typer.Exit(2) from refusal
    try:
        yield Stored(engine, FileStore(settings.data / "store"), settings)
    finally:
        engine.dispose()


def outcome_words(outcome: str, language: str) -> str:
    """An outcome as the law alone gives it: refused, a draft, or nothing refuses it; or that it was not judged."""
    return said(OUTCOMES.get(outcome, "replay.passes"), language)


def law_words(law: Mapping[str, str], language: str) -> str:
    """The day and the tables of a law, as a verdict notes them; it may be that none was noted."""
    if not law:
        return said("replay.unnoted-law", language)
    return said("replay.by", language, day=law["day"], tables=law["tables"][:DIGITS_OF_A_DIGEST])


def show_difference(out: Console, difference: Difference, language: str) -> None:
    """Print the findings gone (-) and new (+), a line each, and how the outcome changes."""
    for sign, style, findings in (("-", "red", difference.gone), ("+", "green", difference.new)):
        for each in findings:
            out.print(f"  {sign} {finding_words(each, language)}", style=style)
    if not difference.complete:
        out.print(f"  {said('replay.incomplete', language)}", style="yellow")


def finding_words(each: Finding, language: str) -> str:
    """A finding on one line: severity, code, box, article, line and column, and what is wrong."""
    from schemas.words import family

    spoken = language_of(language)
    words = family("validate", spoken)
    parts = [words[f"severity.{each.severity}"], each.code]
    parts += [f"[{each.box}]"] if each.box else []
    parts += [f"{words['article']} {each.article}"] if each.article else []
    parts += [f"{each.position.line}:{each.position.column}"] if each.position else []
    return f"{' '.join(parts)}  {each.message(spoken)}"
