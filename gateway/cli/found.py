"""A declaration by what people know of it: the number of its DUM, its id, or the declarant's reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.client import fetch
from gateway.cli.laws import stop
from gateway.cli.told import clean, label, worded
from gateway.dossier.states import LODGED, OVER

if TYPE_CHECKING:
    import httpx

Name = Annotated[
    str, typer.Argument(help="Number of the DUM, id of the declaration (dec_...), or the declarant's reference.")
]
NUMBER = re.compile("[0-9]{17}[A-Z]")


def found(client: httpx.Client, name: str, language: str) -> dict[str, Any]:
    """The declaration as it stands now. Exits with code 2 where there is none, or several under one reference.

    Of what shares a reference, the declaration in force is meant, else the one that waits for its registration, else
    the newest that is no request.
    """
    if name.startswith("dec_"):
        view: dict[str, Any] = fetch(client, "GET", f"/v1/declarations/{name}", language=language).json()
        return view
    number = "".join(name.split()).upper()
    asked = {"dum_number": number} if NUMBER.fullmatch(number) else {"reference": name}
    answer = fetch(client, "GET", "/v1/declarations", params=asked, language=language)
    views: list[dict[str, Any]] = answer.json()["declarations"]
    own = [each for each in views if each["dum_number"] or not each["asked"]]
    live = [each for each in own if each["dum_number"] and each["life"] not in OVER]
    live = live or [each for each in own if each["life"] == LODGED]
    if len(live) > 1:
        _tell(live, language)
        stop("show.several", language, name=name)
    if live:
        return live[0]
    rest = own or _meant(client, views, language) or views
    if not rest:
        stop("show.none", language, name=name)
    newest, *others = rest
    if others:
        typer.echo(label("same_reference", language, name=clean(name)), err=True)
        _tell(others, language)
    return newest


def _meant(client: httpx.Client, requests: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """The declarations that requests are about, where so many share a reference that none is among those found."""
    names = dict.fromkeys(each["about"] for each in requests if each["about"])
    return [fetch(client, "GET", f"/v1/declarations/{name}", language=language).json() for name in names]


def _tell(views: list[dict[str, Any]], language: str) -> None:
    for each in views:
        life = worded("life", each["life"], language) if each["life"] else worded("state", each["state"], language)
        typer.echo(f"{each['id']}  {each['dum_number'] or ''}  {life}", err=True)
