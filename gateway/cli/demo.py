"""`dumgate demo`: the main job on the examples, from an empty folder to signed receipts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import configured, refused


def command(
    examples: Annotated[Path, typer.Option(help="Folder with the example declarations.", exists=True)] = Path(
        "examples"
    ),
    folder: Annotated[Path, typer.Option(help="Where the demonstration runs; made anew each time.")] = Path("demo"),
) -> None:
    """Start a gateway in an empty folder, drop and post the example declarations with their scanned PDFs, pay what is
    due, and show what came of each; then stop it. The documents stay in the folder to be looked at.
    """
    from gateway.demo import run
    from gateway.signing.material import KeyMaterialError

    configured()  # a setting of the environment that is wrong is told
    try:
        ended = run(examples, folder)
    except KeyMaterialError as error:
        refused("demo", error)
    raise typer.Exit(ended)
