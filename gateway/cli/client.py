"""The command line as a client of a gateway's HTTP service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import httpx

    from parsers.source_map import SourceText

Url = Annotated[str, typer.Option("--url", envvar="DUMGATE_URL", help="Address of the gateway.")]
Key = Annotated[str, typer.Option("--key", envvar="DUMGATE_KEY", help="Your key (sk_...).", show_default=False)]

DEFAULT_URL = "http://127.0.0.1:8030"


def connect(url: str, key: str) -> httpx.Client:
    """A client with the key in its headers. Exits with code 2 where no key was given."""
    import httpx

    if not key:
        typer.echo("Give your key with --key, or in the environment variable DUMGATE_KEY.", err=True)
        raise typer.Exit(2)
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60)


def fetch(
    client: httpx.Client,
    method: str,
    path: str,
    *,
    language: str = "fr",
    file: str = "",
    source: SourceText | None = None,
    **given: Any,
) -> httpx.Response:
    """One request. Exits with code 2 and the findings in words where it is refused, or nobody answers.

    `file` and `source` are what was sent: findings are shown in it, and where they refuse it the exit code is 1.
    """
    import httpx

    from gateway.cli.show import console, show_findings

    try:
        answer = client.request(method, path, **given)
    except httpx.HTTPError as error:
        typer.echo(f"No answer from {client.base_url}: {error}", err=True)
        raise typer.Exit(2) from error
    if answer.status_code >= 400:
        try:
            findings = answer.json()["findings"]
        except (ValueError, KeyError, TypeError):
            typer.echo(f"{answer.status_code} from {client.base_url}{path}", err=True)
        else:
            show_findings(console(stderr=True), file or path, findings, language, source)
        raise typer.Exit(1 if source is not None and answer.status_code == 422 else 2)
    return answer
