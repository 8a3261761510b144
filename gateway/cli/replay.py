"""`dumgate replay`: a stored declaration judged again, by the law of any day, keeping nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import configured
from gateway.cli.laws import finding_words, law_words, laws_told, outcome_words, said, show_difference, stop, stored_of
from gateway.cli.show import Language, console, language_of, show_findings

if TYPE_CHECKING:
    from gateway.judging.replay.compare_verdicts import GivenVerdict
    from gateway.judging.replay.judged_again import Replay
    from gateway.judging.replay.stored_documents import JudgedRow, Stored
    from gateway.settings import Settings
    from schemas.law import LawOfDay


def command(
    number: Annotated[
        str, typer.Argument(help="DUM number, or id of the declaration (dec_...) or submission (sub_...).")
    ],
    law: Annotated[
        str,
        typer.Option(
            help="TABLES or TABLES@DATE. TABLES: a folder, current, shipped, or 8 digits or more of the digest of "
            "tables kept here. DATE: a day as 2026-11-24. Default: the tables in force, today."
        ),
    ] = "",
    as_judged: Annotated[
        bool, typer.Option("--as-judged", help="By the tables and the day that judged it then.")
    ] = False,
    language: Language = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder of the gateway. Default: var.")] = None,
) -> None:
    """Judge a stored declaration again: the verdict then, the verdict by the law asked for, and what differs.

    Nothing is kept, and nothing of the declaration changes. Works while the service runs.

    Exit code 0: the same verdict and findings. 1: they differ. 2: it cannot be judged.

    Example: `dumgate replay 30101020260000001S --law current@2026-01-01`
    """
    from gateway.judging.replay.judged_again import judged, replayed, unchangeable
    from gateway.judging.replay.stored_documents import verdict_of
    from gateway.store.files import Damaged

    if law and as_judged:
        stop("replay.both", language)
    settings = configured(data=data)
    with laws_told(language), stored_of(settings, language) as stored:
        row = _row(stored, number, language)
        by = _as_judged(row, settings, language) if as_judged else _law(law, settings)
        found = unchangeable(row)
        if found is None:
            try:
                sent = stored.load(row)
            except (OSError, Damaged):
                stop("replay.damaged", language, name=row.id)
            found = replayed(verdict_of(row), judged(*sent, by, settings, settings.max_findings))
    if as_json:
        named = {"declaration": row.id, "submission": row.submission, "dum_number": row.dum_number}
        typer.echo(json.dumps({**named, "judged_at": row.judged_at, **found.as_dict()}, ensure_ascii=False))
    else:
        _show(row, found, language)
    raise typer.Exit(0 if found.difference.same else 1)


def _row(stored: Stored, number: str, language: str) -> JudgedRow:
    row = stored.named(number)
    if row is None:
        stop("replay.waiting" if stored.is_waiting(number) else "replay.unknown", language, name=number)
    return row


def _law(name: str, settings: Settings) -> LawOfDay:
    from gateway.clock import casablanca_today
    from gateway.judging.replay.two_laws import law_named

    return law_named(name or "current", settings, casablanca_today())


def _as_judged(row: JudgedRow, settings: Settings, language: str) -> LawOfDay:
    from gateway.judging.replay.two_laws import day_of, law_of_digest

    if not row.law:
        stop("replay.unnoted", language, name=row.id)
    tables = law_of_digest(row.law["tables"], settings)
    if tables is None:
        stop("replay.not-kept", language, tables=row.law["tables"])
    return tables.on(day_of(row.law["day"]))


def _show(row: JudgedRow, found: Replay, language: str) -> None:
    out = console()
    _show_verdict("replay.then", row, found.then, language)
    _show_verdict("replay.now", row, found.now, language)
    out.print(said("replay.difference", language), style="bold")
    change = found.difference
    if change.then != change.now:
        out.print(f"  {outcome_words(change.then, language)} → {outcome_words(change.now, language)}")
    show_difference(out, change, language)
    for each in found.of_then:
        out.print(f"  {said('replay.of-then', language)}: {finding_words(each, language)}", style="dim")
    if change.same:
        out.print(f"  {said('replay.same', language)}", style="green")


def _show_verdict(head: str, row: JudgedRow, verdict: GivenVerdict, language: str) -> None:
    out, outcome = console(), outcome_words(verdict.outcome, language)
    out.print(f"{said(head, language)} ({law_words(verdict.law, language)}): {outcome}", style="bold")
    show_findings(out, row.body["name"], [each.as_dict() for each in verdict.findings], language_of(language))
