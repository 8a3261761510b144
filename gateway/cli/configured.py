"""The settings for a command: a wrong one is told in words, not as a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from gateway.settings import Settings


def configured(**given: Any) -> Settings:
    """The settings, those of the command line first. Exits with code 2 where one is wrong."""
    from pydantic import ValidationError

    from gateway.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for each in error.errors():
            name = "DUMGATE_" + "_".join(str(part) for part in each["loc"]).upper()
            typer.echo(f"dumgate: the setting {name} is wrong: {each['msg']}. See docs/settings.md.", err=True)
        raise typer.Exit(2) from error
