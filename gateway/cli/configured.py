"""The settings for a command: a wrong one is told in words, not as a traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from gateway.cli.show import language_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from gateway.settings import Settings

DataFolder = Annotated[
    Path | None, typer.Option(help="Data folder of the gateway. Default: var.", envvar="DUMGATE_DATA")
]
"""The option of every group of commands that works on the data of a gateway."""

LONGEST_REASON = 2_000


def use_data(data: Path | None) -> None:
    """From here on this process works on that data folder, where one is given."""
    if data is not None:
        os.environ["DUMGATE_DATA"] = str(data)


def configured(**given: Any) -> Settings:
    """The settings, those of the command line first. Exits with code 2 where one is wrong."""
    from pydantic import ValidationError

    from gateway.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for each in error.errors():
            name = "_".join(str(part) for part in each["loc"])
            if each["type"] == "extra_forbidden":
                told = f"{name} in dumgate.toml is no setting"
            else:
                told = f"the setting DUMGATE_{name.upper()} is wrong: {each['msg']}"
            typer.echo(f"dumgate: {told}. See docs/settings.md.", err=True)
        raise typer.Exit(2) from error


def refused(command: str, error: Exception) -> NoReturn:
    """Say in one line why a command cannot go on: names of files in it move no cursor. Exits with code 2.

    What has words in three languages is said in that of the environment.
    """
    from gateway.worded import WordedError
    from schemas.words import shown

    said = error.words[language_of(os.environ.get("LANG", ""))] if isinstance(error, WordedError) else str(error)
    typer.echo(f"dumgate {command}: {shown(said, LONGEST_REASON)}", err=True)
    raise typer.Exit(2) from error


@contextmanager
def database_told(command: str, settings: Settings) -> Iterator[None]:
    """Say in one line what is wrong with the database, where that ends the command. Exits with code 2."""
    from gateway.ledger.refusal import DatabaseRefused, told

    try:
        with told(settings.database_url):
            yield
    except DatabaseRefused as error:
        refused(command, error)


@contextmanager
def ledger_shown(command: str, settings: Settings) -> Iterator[Engine]:
    """The ledger to look at: nothing is made in it, and nothing upgraded. Exits with code 2 where there is none."""
    from gateway.ledger.inspection import looked_into
    from gateway.ledger.refusal import told_at_opening
    from gateway.logs import set_up_logs

    set_up_logs()
    with database_told(command, settings):
        with told_at_opening(settings.database_url):
            engine = looked_into(settings.database_url)
        try:
            yield engine
        finally:
            engine.dispose()


def read_file(file: Path, limit: int) -> bytes:
    """The bytes of a file, one more than the limit at the most. Exits with code 2 where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(limit + 1)
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(2) from error
