"""`dumgate submit`: send a declaration with its PDFs to a gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.client import DEFAULT_URL, Key, Url
from gateway.cli.configured import configured
from gateway.cli.show import Language, language_of


def command(
    file: Annotated[
        Path, typer.Argument(help="The declaration: DUM XML, or EDIFACT (CUSDEC).", exists=True, dir_okay=False)
    ],
    url: Url = DEFAULT_URL,
    key: Key = "",
    language: Language = "fr",
    wait: Annotated[bool, typer.Option(help="Wait for the response and print what came of it.")] = True,
) -> None:
    """Send a declaration to a gateway, with the PDF files that it names and that lie beside it.

    Prints the submission's id. The same file again gives the same answer: it is safe to repeat after a failure.

    Exit code 0: accepted (and, when waiting, not refused). 1: refused. 2: not sent, or the gateway could not judge it.

    Example: `dumgate submit examples/import.xml --key sk_test_...`
    """
    from gateway.cli.client import connect, fetch
    from gateway.cli.status import follow
    from gateway.judging.files_beside import named_files

    content = file.read_bytes()
    parts = [("declaration", (file.name, content, "application/xml"))]
    for path in named_files(file, content, configured()):
        parts.append(("attachment", (path.name, path.read_bytes(), "application/pdf")))
    with connect(url, key) as client:
        submission = fetch(client, "POST", "/v1/submissions", files=parts).json()["id"]
        typer.echo(submission)
        code = follow(client, submission, language_of(language)) if wait else 0
        if code:
            raise typer.Exit(code)
