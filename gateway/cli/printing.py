"""`dumgate print`: the printed form of a declaration, as a signed PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gateway.cli.client import DEFAULT_URL, Key, Url
from gateway.cli.found import Name
from gateway.cli.show import Language, console, language_of
from gateway.cli.told import label


def command(
    name: Name,
    copy: Annotated[
        list[int] | None, typer.Option("--copy", help="A copy, 1 to 6; may be given again. Default: all.", min=1, max=6)
    ] = None,
    titles: Annotated[
        Literal["fr", "en", "ar"], typer.Option("--titles", help="Language of the titles of the boxes.")
    ] = "fr",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write. Default: the number and .pdf.")
    ] = None,
    url: Url = DEFAULT_URL,
    key: Key = "",
    language: Language = "fr",
) -> None:
    """Print the form of a registered declaration: the six copies of its newest edition, or some, as a signed PDF.

    Each page says of which document it is a print.

    Exit code 0: written. 2: not found, not registered, or the gateway does not answer.

    Example: `dumgate print 30101020260000001S --copy 1 --copy 6 --titles ar -o form.pdf`
    """
    from gateway.cli.client import connect, fetch
    from gateway.cli.found import found

    spoken = language_of(language)
    with connect(url, key) as client:
        view = found(client, name, spoken)
        asked = {"copy": copy or [], "language": titles}
        pdf = fetch(client, "GET", f"/v1/declarations/{view['id']}/form", params=asked, language=spoken).content
    file = out or Path(f"{view['dum_number']}.pdf")
    try:
        file.write_bytes(pdf)
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(2) from error
    console().print(label("printed", spoken, file=str(file)))
