"""`dumgate legal-hour`: what bears another day or year than by the legal hour of today's zone data."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import configured
from gateway.cli.laws import laws_told, said, stored_of
from gateway.cli.show import Language, console, language_of
from gateway.cli.told import SECOND, instant, show_columns, worded
from gateway.documents.kind_names import document_names

if TYPE_CHECKING:
    from gateway.history.legal_days import Misdated

COLUMNS = ("what", "of", "number", "stated", "legal", "recorded")


def command(
    language: Language = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder of the gateway. Default: var.")] = None,
) -> None:
    """List what was issued or worked out under another day or year than by the legal hour: numbers, days of
    registration and issue, due dates, last notices (DASF), deadlines.

    Morocco is at UTC since 20 September 2026; a gateway with older zone data wrote an hour more. The days of then are
    compared with those of today's zone data, and what follows from a day is worked out again by the tables in force.
    What is listed is not changed; a database of an earlier version is brought up to date first. docs/legal-hour.md
    says what to do with each kind. Works while the service runs.

    Exit code 0: nothing is listed. 1: something is. 2: the data cannot be read.

    Example: `dumgate legal-hour --language en`
    """
    from gateway.history.misdated import misdated
    from gateway.judging.replay.two_laws import law_named
    from schemas.zone import zone_release

    settings = configured(data=data)
    with laws_told(language), stored_of(settings, language) as stored:
        from gateway.clock import casablanca_today

        found = list(misdated(stored.engine, law_named("current", settings, casablanca_today()).law))
    if as_json:
        rows = [asdict(each) for each in found]
        typer.echo(json.dumps({"zone_data": zone_release(), "total": len(rows), "found": rows}, ensure_ascii=False))
    elif found:
        _show(found, language)
    else:
        typer.echo(said("hour.none", language, release=zone_release()))
    raise typer.Exit(1 if found else 0)


def _show(found: list[Misdated], language: str) -> None:
    out, spoken = console(), language_of(language)
    rows = [
        [
            said(f"hour.{each.what}", spoken),
            worded("kind" if each.of in document_names() else "hour.of", each.of, spoken),
            each.number,
            each.stated,
            each.legal,
            instant(each.recorded_at, SECOND),
        ]
        for each in found
    ]
    show_columns(out, [said(f"hour.head.{each}", spoken) for each in COLUMNS], rows)
    out.print(said("hour.found", spoken, count=str(len(found))), style="bold yellow")
