"""`dumgate act`: the office does something."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.client import DEFAULT_URL, Key, Url
from gateway.cli.show import Language, console, language_of
from gateway.cli.told import clean, label, worded


def command(
    file: Annotated[Path, typer.Argument(help="The act: XML after its XSD.", exists=True, dir_okay=False)],
    url: Url = DEFAULT_URL,
    key: Key = "",
    language: Language = "fr",
) -> None:
    """Do an act of the office: a payment, a visa, a release and so on. docs/acts.md has one of each.

    The same file again gives the same answer: it is safe to repeat after a failure. One that does not fit is refused:
    every finding says where, what, and what to do.

    Exit code 0: done. 1: refused. 2: not sent.

    Example: `dumgate act examples/acts/credit-account.xml --key sk_test_...`
    """
    from gateway.cli.client import connect, fetch
    from parsers.source_map import SourceText, codec_of

    spoken = language_of(language)
    content = file.read_bytes()
    source = SourceText(content, codec_of(content)[0] or "latin-1")
    with connect(url, key) as client:
        client.headers["Content-Type"] = "application/xml"
        answer = fetch(client, "POST", "/v1/acts", language=spoken, file=str(file), source=source, content=content)
    made = answer.json()
    made.pop("status_url", None)
    out = console()
    number = clean(made.pop("number"))
    kind = worded("act", made.pop("kind"), spoken)
    out.print(label("act_done", spoken, act=kind, number=number), style="bold green")
    for name, value in made.items():
        if value:
            out.print(f"  {name}: {clean(value)}")
