"""`dumgate series`: from where the numbers go on after a restore, and the gaps that were ever left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import DataFolder, configured, refused, use_data
from gateway.cli.laws import said, stop
from gateway.cli.show import Language, console, language_of
from gateway.cli.told import instant, show_columns

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from gateway.backup.series_continued import Knowledge
    from gateway.settings import Settings

app = typer.Typer(help="The series of numbers: what is known of each, where it goes on, and its gaps.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
OldMark = Annotated[
    list[Path] | None,
    typer.Option("--old-mark", help="The file of a mark from before a restore; may be repeated."),
]
OldData = Annotated[
    list[Path] | None,
    typer.Option("--old-data", help="A data folder from before a restore: its mark and its store; may be repeated."),
]
Outbox = Annotated[Path | None, typer.Option(help="Folder of the answers. Default: outbox.")]
Report = Annotated[Path | None, typer.Option(help="A new file for all that is known beyond the ledger, JSON by line.")]
COLUMNS = ("series", "ledger", "mark", "store", "outbox", "proposed")


@app.callback(invoke_without_command=True)
def _default(
    context: typer.Context,
    data: DataFolder = None,
    outbox: Outbox = None,
    old_mark: OldMark = None,
    old_data: OldData = None,
    report: Report = None,
    language: Language = "fr",
    as_json: AsJson = False,
) -> None:
    """List each series with the highest number that the ledger, the mark, the store and the partners' outboxes know,
    and the number that it should go on from.

    Only documents that this gateway signed count. Answers and submissions that the ledger does not know are counted,
    and stand in the report. Changes nothing; works while the service runs.

    Exit code 0: nobody knows more than the ledger. 1: somebody does. 2: it cannot be read.

    Example: `dumgate series --report beyond.jsonl`
    """
    use_data(data)
    if context.invoked_subcommand is not None:
        return
    spoken = language_of(language)
    with _ledger(configured(outbox=outbox), spoken) as (settings, engine):
        found = _known(engine, settings, old_mark, old_data, report, spoken)
    beyond = any(each.gap for each in found.series.values()) or bool(found.documents)
    if as_json:
        typer.echo(json.dumps(_as_dict(found), ensure_ascii=False))
    else:
        _show(found, spoken)
    raise typer.Exit(1 if beyond else 0)


@app.command(name="continue")
def go_on(
    accept_proposed: Annotated[
        bool, typer.Option("--accept-proposed", help="Each series goes on behind the highest number that is known.")
    ] = False,
    from_: Annotated[
        list[str] | None,
        typer.Option("--from", help="SERIES=NUMBER: the next number of a series; may be repeated."),
    ] = None,
    why: Annotated[str, typer.Option(help="What happened; it stands in the event of each gap.")] = "restored",
    outbox: Outbox = None,
    old_mark: OldMark = None,
    old_data: OldData = None,
    report: Report = None,
    language: Language = "fr",
    as_json: AsJson = False,
) -> None:
    """Let the series go on behind what is known, and open the gateway for numbers: after a restore, or where a start
    was refused because the ledger is behind its mark.

    Numbers that the ledger does not know are a gap: an event for each series, listed for ever by `dumgate series gaps`.
    No service may run meanwhile.

    Exit code 0: open. 2: refused, nothing changed.

    Example: `dumgate series continue --accept-proposed --from dum:309:010:2026=120`
    """
    from gateway.backup.backup_manifest import BackupError
    from gateway.backup.series_continued import continue_from
    from gateway.clock import ahead, casablanca_now
    from gateway.ledger.lease import AlreadyRunning
    from gateway.ledger.mark import Mark, MarkDamaged, MarkUnwritable
    from gateway.service import hold, lock

    spoken, settings = language_of(language), configured(outbox=outbox)
    said_by_hand = _numbers(from_ or [], spoken)
    mark = Mark(settings.mark_file)
    try:
        held = lock(settings.data), hold(settings)
        with _ledger(settings, spoken, make=True) as (_, engine):
            closed = False
            try:
                state = mark.read().state
                if state == "restoring":
                    stop("mark.restoring", spoken, mark=str(mark.file))
                closed = state == "restored"
            except FileNotFoundError:
                pass
            except MarkDamaged:
                stop("mark.damaged", spoken, mark=str(mark.file))
            found = _known(engine, settings, old_mark, old_data, report, spoken)
            proposed = {each.name: each.highest + 1 for each in found.series.values() if each.gap}
            unsaid = found.series if closed else proposed  # after a restore nobody may know more, and it has to be said
            if not accept_proposed and not said_by_hand and unsaid:
                stop("series.say", spoken, series=", ".join(sorted(unsaid)))
            wanted = (proposed if accept_proposed else {}) | said_by_hand
            made = continue_from(engine, mark, wanted, found, why, ahead(casablanca_now, settings.days_ahead)())
        for each in held:
            each.close()
    except (BackupError, AlreadyRunning, MarkUnwritable) as error:
        typer.echo(f"dumgate: {error.words[spoken]}", err=True)
        raise typer.Exit(2) from error
    if as_json:
        told = {"gaps": [asdict(each) for each in made], **_as_dict(found)}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for gap in made:
        typer.echo(said("series.gap", spoken, series=gap.series, first=str(gap.first), last=str(gap.last)))
    _tell_beyond(found, spoken)
    typer.echo(said("series.open", spoken))


@app.command()
def gaps(language: Language = "fr", as_json: AsJson = False) -> None:
    """List every gap that was ever left in a series: its numbers, when, why and by whom.

    Example: `dumgate series gaps --language en`
    """
    from gateway.backup.series_continued import gaps as gaps_of

    spoken = language_of(language)
    with _ledger(configured(), spoken) as (_, engine):
        found = gaps_of(engine)
    if as_json:
        typer.echo(json.dumps({"gaps": [asdict(each) for each in found]}, ensure_ascii=False))
    elif found:
        names = [said(f"series.head.{name}", spoken) for name in ("series", "first", "last", "at", "why", "actor")]
        rows = [
            [each.series, str(each.first), str(each.last), instant(each.at), each.why, each.actor] for each in found
        ]
        show_columns(console(), names, rows)
    else:
        typer.echo(said("series.no_gaps", spoken))


@contextmanager
def _ledger(settings: Settings, language: str, make: bool = False) -> Iterator[tuple[Settings, Engine]]:
    """The ledger. Where it is gone or empty an empty one: in its place to `make` it, else in a folder that goes."""
    from gateway.ledger.opening import open_database
    from gateway.logs import set_up_logs

    if not settings.data.is_dir() and not settings.database.get_secret_value():
        stop("replay.nothing", language, folder=str(settings.data))
    set_up_logs()
    with TemporaryDirectory(prefix="dumgate-series-") as beside:
        engine = open_database(settings.database_url) if make else _there(settings)
        engine = engine or open_database(f"sqlite:///{Path(beside) / 'empty.sqlite'}")
        try:
            yield settings, engine
        finally:
            engine.dispose()


def _there(settings: Settings) -> Engine | None:
    """The ledger to look at; None where it is gone or empty."""
    from gateway.ledger.inspection import looked_into
    from gateway.ledger.refusal import DatabaseRefused, told_at_opening

    try:
        with told_at_opening(settings.database_url):
            return looked_into(settings.database_url)
    except DatabaseRefused as refusal:
        if refusal.key in ("database.missing", "database.empty"):
            return None
        refused("series", refusal)


def _known(
    engine: Engine,
    settings: Settings,
    marks: list[Path] | None,
    old: list[Path] | None,
    report: Path | None,
    language: str,
) -> Knowledge:
    from gateway.backup.backup_manifest import BackupError
    from gateway.backup.restoring import OLD
    from gateway.backup.series_continued import known
    from gateway.cli.progress import Progress

    progress = Progress(language)
    beside = settings.mark_file.parent.glob(f"{settings.mark_file.name}{OLD}-*")
    kept = [each for each in sorted(beside) if not each.name.endswith(("-wal", "-shm"))]
    for each in old or []:
        if not (each / "mark.sqlite").is_file() and not (each / "store").is_dir():
            stop("series.no_data", language, folder=str(each))
    try:
        marks = [*kept, *(marks or []), *(mark for each in old or [] if (mark := each / "mark.sqlite").is_file())]
        return known(engine, settings, marks, [each / "store" for each in old or []], progress, report)
    except FileExistsError:
        stop("series.report_exists", language, file=str(report))
    except BackupError as error:
        typer.echo(f"dumgate: {error.words[language]}", err=True)
        raise typer.Exit(2) from error
    finally:
        progress.end()


def _numbers(given: list[str], language: str) -> dict[str, int]:
    found = {}
    for each in given:
        name, _, number = each.rpartition("=")
        if not name or not number.isdecimal() or len(number) > 9:
            stop("series.no_number", language, value=each)
        found[name] = int(number)
    return found


def _as_dict(found: Knowledge) -> dict[str, object]:
    rows = [
        {**asdict(each), "proposed": each.highest + 1} for each in sorted(found.series.values(), key=lambda s: s.name)
    ]
    beyond = {"documents": found.documents, "submissions": sorted(found.submissions), "unproven": found.unproven}
    return {"series": rows, "beyond": beyond, "first": [each.as_dict() for each in found.first]}


def _show(found: Knowledge, language: str) -> None:
    rows = [
        [each.name, *(str(n) for n in (each.ledger, each.mark, each.store, each.outbox, each.highest + 1))]
        for each in sorted(found.series.values(), key=lambda s: s.name)
    ]
    show_columns(console(), [said(f"series.head.{name}", language) for name in COLUMNS], rows)
    _tell_beyond(found, language)


def _tell_beyond(found: Knowledge, language: str) -> None:
    out = console()
    if found.documents:
        missing = said("series.missing", language, submissions=str(len(found.submissions)))
        text = said("series.beyond", language, documents=str(found.documents), missing=missing)
        out.print(text, style="bold yellow")
    for each in found.first:
        what = ", ".join([*(f"{name} {last}" for name, last in each.numbers.items()), each.submission or ""]).strip(
            ", "
        )
        mark = "" if each.proven else f"  ({said('series.unproven', language)})"
        out.print(f"  {what}  {said('series.file', language, file=str(each.file))}{mark}")
