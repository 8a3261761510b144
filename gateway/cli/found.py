"""A declaration by what people know of it: the number of its DUM, its id, or the declarant's reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.client import fetch
from gateway.cli.laws import stop
from gateway.cli.told import clean
from gateway.dossier.states import OVER

if TYPE_CHECKING:
    import httpx

Name = Annotated[
    str, typer.Argument(help="Number of the DUM, id of the declaration (dec_...), or the declarant's reference.")
]
NUMBER = re.compile("[0-9]{17}[A-Z]")


def found(client: httpx.Client, name: str, language: str) -> dict[str, Any]:
    """The declaration as it stands now. Exits with code 2 where there is none, or several under one reference."""
    if name.startswith("dec_"):
        view: dict[str, Any] = fetch(client, "GET", f"/v1/declarations/{name}", language=language).json()
        return view
    number = "".join(name.split()).upper()
    asked = {"dum_number": number} if NUMBER.fullmatch(number) else {"reference": name}
    answer = fetch(client, "GET", "/v1/declarations", params=asked, language=language)
    views: list[dict[str, Any]] = answer.json()["declarations"]
    registered = [each for each in views if each["dum_number"] and each["life"] not in OVER]
    chosen = registered or views
    if not chosen:
        stop("show.none", language, name=name)
    if len(chosen) > 1:
        for each in chosen:
            typer.echo(f"{each['id']}  {each['dum_number'] or ''}  {clean(each['life'] or each['state'])}", err=True)
        stop("show.several", language, name=name)
    return chosen[0]
