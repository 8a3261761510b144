"""`dumgate backup`: everything that a gateway needs, in one folder, while it works."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import DataFolder, configured
from gateway.cli.laws import said, stop
from gateway.cli.show import Language, language_of


def command(
    target: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.")],
    data: DataFolder = None,
    inbox: Annotated[Path | None, typer.Option(help="Watched folder. Default: inbox.")] = None,
    previous: Annotated[
        Path | None,
        typer.Option(help="An earlier backup on the same disk: stored files that it has are shared, not copied again."),
    ] = None,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Leave out the private keys; keep them in a safe of their own.")
    ] = False,
    language: Language = "fr",
) -> None:
    """Back up everything while the service works: claims, database, store, keys, tables, trust, mark.

    The files are readable by their owner alone. They hold the private keys: whoever has them can sign. A backup that
    was broken off has no manifest, and is none. Of PostgreSQL it is a pg_dump, which must be installed here.

    Exit code 0: made. 1: made, and stored files are damaged. 2: not made.

    Example: `dumgate backup /backup/2026-11-30`
    """
    from gateway.backup.backup_making import take
    from gateway.backup.backup_manifest import BackupError
    from gateway.cli.progress import Progress
    from gateway.clock import casablanca_now
    from gateway.ledger.refusal import DatabaseRefused

    settings, spoken = configured(data=data, inbox=inbox), language_of(language)
    progress = Progress(spoken)
    try:
        made = take(settings, target, casablanca_now(), progress, keys=not without_keys, previous=previous)
    except (BackupError, DatabaseRefused) as error:
        typer.echo(f"dumgate: {error.words[spoken]}", err=True)
        raise typer.Exit(2) from error
    except OSError as error:
        stop("backup.failed", spoken, file=str(error.filename or target), reason=str(error.strerror))
    finally:
        progress.end()
    typer.echo(said("backup.made", spoken, folder=str(target), files=str(made.files), bytes=str(made.bytes)))
    if made.damaged:
        typer.echo(said("backup.has_damaged", spoken, count=str(made.damaged)), err=True)
        raise typer.Exit(1)
