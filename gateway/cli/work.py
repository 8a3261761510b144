"""`dumgate work`: what is still to do, what waits and why, and the dead letters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.configured import DataFolder, configured, database_told, ledger_shown, use_data
from gateway.cli.laws import said, stop
from gateway.cli.show import Language, console, language_of
from gateway.cli.told import SECOND, clean, instant, show_columns, worded

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from gateway.ledger.tables import WorkRow

app = typer.Typer(no_args_is_help=True, help="Work that is not done: what waits, and dead letters.")

Number = Annotated[int, typer.Argument(help="Number of the piece of work, as `dumgate work list` shows it.")]

COLUMNS = ("number", "kind", "partner", "submission", "state", "since", "tries", "error")
TIMES = ("due_at", "waits_since", "added_at")


@app.callback()
def _which(data: DataFolder = None) -> None:
    """Work that is not done: what waits, and dead letters. Works while the service runs, and while it does not."""
    use_data(data)


@app.command(name="list")
def list_work(
    language: Language = "fr",
    dead: Annotated[bool, typer.Option("--dead", help="Only dead letters: what is not tried again by itself.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    most: Annotated[int, typer.Option(help="How many are shown, the oldest first.", min=1, max=100_000)] = 200,
) -> None:
    """List work that is not done, the oldest first: what it is, whose, what it waits for and since when.

    Exit code 0: nothing is dead. 1: something is. 2: the database cannot be read.

    Example: `dumgate work list --dead --language en`
    """
    from gateway.work.dead_letters import undone

    spoken = language_of(language)
    with ledger_shown("work", configured()) as engine:
        stands, rows = undone(engine, most, dead)
    total = stands.dead if dead else stands.dead + stands.pending
    if as_json:
        typer.echo(json.dumps({"total": total, "work": [_facts(row) for row in rows]}, ensure_ascii=False))
    elif rows:
        shown = [said(f"work.head.{each}", spoken) for each in COLUMNS]
        show_columns(console(), shown, [_line(row, spoken) for row in rows])
        told = "work.some" if total > len(rows) else "work.all"
        console().print(said(told, spoken, count=str(len(rows)), total=str(total)), style="dim")
    else:
        typer.echo(said("work.none", spoken))
    raise typer.Exit(1 if stands.dead else 0)


@app.command()
def retry(
    number: Annotated[int | None, typer.Argument(help="Number of the piece of work; or give --all or --kind.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that waits or is dead.")] = False,
    kind: Annotated[str | None, typer.Option(help="All of one kind, as `work list --json` names it: read, …")] = None,
    language: Language = "fr",
) -> None:
    """Do work that waits or is dead again, at once: after an upgrade, or when what was away is back.

    A service that runs begins it within a second, one that does not run when it is started.

    Exit code 0: done. 2: nothing waits or is dead that was meant.

    Example: `dumgate work retry --kind read`
    """
    from gateway.work.dead_letters import retry_all, retry_one

    spoken = language_of(language)
    if sum((number is not None, everything, kind is not None)) != 1:
        stop("work.which", spoken)
    with _ledger() as engine:
        count = retry_all(engine, kind) if number is None else retry_one(engine, number)
    if not count:
        stop("work.nothing", spoken)
    typer.echo(said("work.retried", spoken, count=str(count)))


@app.command()
def forget(
    number: Number,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    language: Language = "fr",
) -> None:
    """End a dead piece of work for good. What follows from it is said first, and asked; who did it is recorded.

    Exit code 0: forgotten. 1: you said no. 2: it is not dead.

    Example: `dumgate work forget 1234`
    """
    from getpass import getuser

    from gateway.clock import ahead, casablanca_now
    from gateway.work.dead_letters import NotDead, dead_one
    from gateway.work.dead_letters import forget as forget_one

    spoken, settings = language_of(language), configured()
    clock = ahead(casablanca_now, settings.days_ahead)
    try:
        user = getuser()
    except (KeyError, OSError):
        user = "?"
    with _ledger() as engine:
        try:
            row = dead_one(engine, number)
            typer.echo(f"{number}: {worded('work.kind', row.kind, spoken)}, {clean(row.submission or row.key)}")
            typer.echo(said(f"work.forget.{_follows(row)}", spoken))
            if not yes and not typer.confirm(said("work.forget.sure", spoken)):
                raise typer.Exit(1)
            forget_one(engine, number, clock(), f"cli:{user}"[:40])
        except NotDead:
            stop("work.not_dead", spoken, number=str(number))
    typer.echo(said("work.forgotten", spoken, number=str(number)))


@contextmanager
def _ledger() -> Iterator[Engine]:
    """The database alone, where there is one: a key or a store that is away stops none of these commands."""
    from gateway.ledger.opening import open_database

    settings = configured()
    with ledger_shown("work", settings):
        pass
    with database_told("work", settings):
        engine = open_database(settings.database_url)
        try:
            yield engine
        finally:
            engine.dispose()


def _follows(row: WorkRow) -> str:
    """What follows from forgetting: the words that say it."""
    from gateway.work.work_rows import OPERATOR

    if row.waits_for == OPERATOR:
        return "answered"
    if row.kind.startswith("deliver-"):
        return "delivery"
    return row.kind if row.kind in ("issue", "notice", "last-notice", "contrl") else "answer"


def _facts(row: WorkRow) -> dict[str, Any]:
    names = ("id", "kind", "key", "partner", "submission", "state", "waits_for", "attempts", "faults", "error")
    return {**{name: getattr(row, name) for name in names}, **{name: _moment(getattr(row, name)) for name in TIMES}}


def _moment(seconds: float | None) -> str | None:
    from schemas.days import in_casablanca

    return in_casablanca(datetime.fromtimestamp(seconds, UTC)).isoformat() if seconds else None


def _line(row: WorkRow, language: str) -> list[str]:
    state = said(f"work.state.{row.state}", language)
    reason = worded("work.part", row.waits_for, language) if row.waits_for else ""
    since = instant(_moment(row.waits_since or row.added_at), SECOND)
    kind = worded("work.kind", row.kind, language)
    told = f"{state}: {reason}" if reason else state
    error = clean(row.error)[:100] if row.error else ""
    shown = (clean(row.partner), clean(row.submission or row.key), told, since, str(row.attempts), error)
    return [str(row.id), kind, *shown]
