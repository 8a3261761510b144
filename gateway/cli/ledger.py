"""`dumgate ledger complete`: what earlier versions did not keep is read once from what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from gateway.cli.configured import DataFolder, use_data
from gateway.cli.laws import said
from gateway.cli.partners_told import OPERATOR, run
from gateway.cli.show import Language, language_of

if TYPE_CHECKING:
    from gateway.service import Gateway

app = typer.Typer(no_args_is_help=True, help="The ledger itself. Works while the service runs.")
MOST_NAMED = 20


@app.callback()
def _which(data: DataFolder = None) -> None:
    """The ledger itself. Works while the service runs."""
    use_data(data)


@app.command()
def complete(language: Language = "fr") -> None:
    """Read from the stored bodies who stands in the declarations of before 0.3, so that companies find them.

    Needed once after the upgrade; done again, it changes nothing.

    Exit code 0: all are complete. 1: some bodies cannot be read; they are named. 2: the ledger cannot be opened.
    """
    run(lambda gateway: _complete(gateway, language))


def _complete(gateway: Gateway, language: str) -> None:
    from gateway.cli.progress import Progress
    from gateway.pipeline.completing import complete

    progress = Progress(language_of(language))
    made = complete(gateway.engine, gateway.store, gateway.law, gateway.clock(), OPERATOR, progress)
    progress.end()
    typer.echo(said("ledger.completed", language, count=str(made.completed)))
    if made.unread:
        named = ", ".join(made.unread[:MOST_NAMED]) + (", …" if len(made.unread) > MOST_NAMED else "")
        typer.echo(said("ledger.unread", language, count=str(len(made.unread)), declarations=named), err=True)
        raise typer.Exit(1)
