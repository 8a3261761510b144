"""`dumgate status`: what came of a submission."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.client import DEFAULT_URL, Key, Url
from gateway.cli.show import Language, console, language_of, show_findings
from gateway.cli.told import instant

if TYPE_CHECKING:
    import httpx
    from rich.console import Console


def command(
    submission: Annotated[str, typer.Argument(help="Id of the submission (sub_...).")],
    url: Url = DEFAULT_URL,
    key: Key = "",
    language: Language = "fr",
    wait: Annotated[bool, typer.Option(help="Wait until it is answered.")] = False,
) -> None:
    """Show what came of a submission: outcome, DUM number, what is due, documents, and every finding.

    Exit code 0: not refused. 1: refused. 2: not found, the gateway does not answer, or it could not judge it.
    """
    from gateway.cli.client import connect

    with connect(url, key) as client:
        code = follow(client, submission, language_of(language), 60 if wait else 0)
        if code:
            raise typer.Exit(code)


def show_waiting(out: Console, waiting: dict[str, Any] | None, language: str) -> None:
    """What work waits for, since when, and what is to be done; nothing where none waits."""
    if waiting:
        out.print(f"  {instant(waiting['since'])}  {waiting['message'][language]}", style="yellow")
        for number in waiting["documents"]:
            out.print(f"  {number}", style="yellow")


def follow(client: httpx.Client, submission: str, language: str = "fr", seconds: float = 60) -> int:
    """Print a submission's state, waiting up to `seconds` for its answer; the exit code: 1 where a declaration is
    refused, 2 where one could not be judged."""
    from gateway.cli.client import fetch

    until = time.monotonic() + seconds
    view = fetch(client, "GET", f"/v1/submissions/{submission}").json()
    while view["state"] != "answered" and time.monotonic() < until:
        time.sleep(0.3)
        view = fetch(client, "GET", f"/v1/submissions/{submission}").json()
    out = console()
    if view["state"] != "answered":
        out.print(f"{submission}: {view['state']}", style="yellow")
    show_waiting(out, view.get("waiting"), language)
    for each in view["declarations"]:
        out.print(f"{each['id']}: {each['outcome']} / {each['state']}", style="bold")
        for name in ("declarant_reference", "dum_number", "due", "paid"):
            if each[name] is not None:
                out.print(f"  {name}: {each[name]}")
        for document in each["documents"]:
            out.print(f"  {document['kind']}: {document['number']}  {document['pdf_url']}")
        if each["findings_total"] and each["findings_url"]:
            findings = fetch(client, "GET", each["findings_url"]).json()["findings"]
            show_findings(out, each["id"], findings, language)
    outcomes = {each["outcome"] for each in view["declarations"]}
    return 2 if "not_judged" in outcomes else int("refused" in outcomes)
