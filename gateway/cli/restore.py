"""`dumgate restore`: a backup put back into an empty gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import DataFolder, configured
from gateway.cli.laws import said, stop
from gateway.cli.show import Language, language_of


def command(
    source: Annotated[Path, typer.Argument(help="The folder of a backup.")],
    data: DataFolder = None,
    inbox: Annotated[Path | None, typer.Option(help="Watched folder. Default: inbox.")] = None,
    language: Language = "fr",
) -> None:
    """Verify a backup, then put everything back: into the data folder and the database of the settings, both empty.

    Nothing is written where a file of the backup is missing or changed. The gateway gives no number afterwards until
    you say from where each series goes on: `dumgate series`, then `dumgate series continue`.

    Exit code 0: restored. 2: refused, or broken off.

    Example: `dumgate restore /backup/2026-11-30 --data var`
    """
    from gateway.backup.backup_manifest import BackupError
    from gateway.backup.restoring import restore
    from gateway.cli.progress import Progress
    from gateway.ledger.lease import AlreadyRunning
    from gateway.ledger.mark import MarkUnwritable
    from gateway.ledger.refusal import DatabaseRefused
    from gateway.service import hold, lock

    settings, spoken = configured(data=data, inbox=inbox), language_of(language)
    progress = Progress(spoken)
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = lock(settings.data), hold(settings)
        restored = restore(settings, source, progress)
        for each in held:
            each.close()
    except (BackupError, AlreadyRunning, MarkUnwritable, DatabaseRefused) as error:
        typer.echo(f"dumgate: {error.words[spoken]}", err=True)
        raise typer.Exit(2) from error
    except OSError as error:
        stop("restore.failed", spoken, file=str(error.filename or source), reason=str(error.strerror))
    finally:
        progress.end()
    manifest = restored.manifest
    typer.echo(said("restore.made", spoken, made_at=manifest.made_at, files=str(manifest.files)))
    for path in restored.left:
        typer.echo(said("restore.left", spoken, file=path), err=True)
    if not manifest.keys:
        typer.echo(said("restore.without_keys", spoken), err=True)
    for mark in restored.old_marks:
        typer.echo(said("restore.old_mark", spoken, mark=str(mark)), err=True)
    typer.echo(said("restore.next", spoken))
