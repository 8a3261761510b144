"""`dumgate certify`: the kit of test vectors against a gateway, and the score card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.client import Key
from gateway.cli.show import Language, console, language_of

if TYPE_CHECKING:
    from threading import Event

    from gateway.certify.card import Card
    from gateway.certify.compare_answers import Result
    from gateway.certify.kit import Kit
    from gateway.certify.running import Door

HTTP_PATIENCE, FOLDER_PATIENCE = 120.0, 300.0
"""Seconds for one vector. A folder's may wait two minutes for an attachment that never comes."""
KIT = Path("examples/vectors")


class Form(StrEnum):
    """What of the kit is sent."""

    ALL = "all"
    XML = "xml"
    EDIFACT = "edifact"


def command(
    against: Annotated[str, typer.Option(help="Address of the gateway (http://...), or the partner's inbox folder.")],
    kit: Annotated[Path, typer.Option(help="Folder of the kit.")] = KIT,
    key: Key = "",
    outbox: Annotated[
        Path | None, typer.Option(help="The partner's outbox; by default ../../outbox/NAME beside his inbox.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write the card as pages: FILE.fr.html, FILE.en.html, FILE.ar.html.")
    ] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="Write the card as JSON.")] = None,
    only: Annotated[str, typer.Option(help="One family alone, e.g. transit.")] = "",
    form: Annotated[Form, typer.Option(help="XML alone, EDIFACT alone (twins and interchanges), or all.")] = Form.ALL,
    sender: Annotated[
        str, typer.Option(help="Send EDIFACT by another than KIT:ZZZ, where one was agreed with the partner.")
    ] = "",
    recipient: Annotated[
        str, typer.Option(help="Send EDIFACT to another than DUMGATE:ZZZ: the gateway's own ID:QUALIFIER.")
    ] = "",
    patience: Annotated[
        float | None, typer.Option(help="Seconds for one vector; by default 120, through a folder 300.", min=1)
    ] = None,
    language: Language = "fr",
) -> None:
    """Send the kit of test vectors to a gateway, and compare verdicts and findings with those expected.

    Each is sent with fresh numbers and as a question for a verdict: nothing is registered. The score card gives a point
    for each vector whose verdict and findings (code, box, article, line), and of an interchange the CONTRL, are exactly
    right. It is no certificate of any administration.

    Exit code 0: all right. 1: points were lost. 2: it could not be run to its end.

    Example: `dumgate certify --against http://127.0.0.1:8030 --key sk_test_... --html card.html`
    """
    from threading import Event

    from gateway.certify.answers import UnusableError
    from gateway.certify.card import Card, why
    from gateway.certify.fresh import Numbers
    from gateway.certify.fresh_edifact import Parties
    from gateway.certify.kit import KitError, read_kit
    from gateway.certify.running import certify
    from gateway.certify.terminal import show_card
    from gateway.clock import casablanca_now

    for file in filter(None, (html, as_json)):
        if file.name in ("", "..") or not file.parent.is_dir():
            typer.echo(
                f"The card cannot be written to {file}: there is no such folder, or it is no name of a file.", err=True
            )
            raise typer.Exit(2)
    stop = Event()
    is_http = against.lower().startswith(("http://", "https://"))
    try:
        parties = Parties(sender, recipient)
        whole = read_kit(kit).for_door("http" if is_http else "folder")
        of_form = whole if form is Form.ALL else whole.of_form(form)
        chosen = of_form.of_family(only) if only else of_form
        door = _door(against, is_http, key, outbox, patience, stop)
        door.check()
    except KitError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from problem
    except UnusableError as problem:
        typer.echo(why(language_of(language), problem.key, problem.detail), err=True)
        raise typer.Exit(2) from problem
    try:
        with _progress(chosen) as tell:
            run = certify(chosen, door, Numbers(), stop, tell, parties)
    finally:
        door.close()
    known = {"against": against, "kit": chosen.version, "only": only, "form": "" if form is Form.ALL else form.value}
    card = Card.of(run, at=casablanca_now(), total=len(chosen.vectors), **known)
    show_card(console(), card, language_of(language))
    _write(card, html, as_json)
    raise typer.Exit(2 if card.stopped else 0 if card.points == card.total else 1)


def _door(against: str, is_http: bool, key: str, outbox: Path | None, patience: float | None, stop: Event) -> Door:
    from gateway.certify.by_folder import FolderDoor
    from gateway.certify.by_http import HttpDoor

    if is_http:
        return HttpDoor(against, key, patience or HTTP_PATIENCE, stop)
    return FolderDoor(Path(against), outbox, patience or FOLDER_PATIENCE, stop)


@contextmanager
def _progress(kit: Kit) -> Iterator[Callable[[Result], None]]:
    """A bar on standard error while it is a terminal; nothing elsewhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    out = console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task, lost = bar.add_task("", total=len(kit.vectors)), 0

        def tell(result: Result) -> None:
            nonlocal lost
            lost += not result.is_right
            bar.update(task, advance=1, description=f"✗ {lost}" if lost else "✓")

        yield tell


def _write(card: Card, html: Path | None, as_json: Path | None) -> None:
    """The card as files. Exits with code 2 where one cannot be written."""
    import json

    from gateway.certify.page import card_html
    from schemas.vocabulary import LANGUAGES

    files: dict[Path, bytes] = {}
    if html is not None:
        files |= {html.with_suffix(f".{each}.html"): card_html(card, each) for each in LANGUAGES}
    if as_json is not None:
        files[as_json] = json.dumps(card.as_dict(), ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    for path, content in files.items():
        try:
            path.write_bytes(content)
        except OSError as error:
            typer.echo(f"{path}: {error.strerror}", err=True)
            raise typer.Exit(2) from error
        typer.echo(f"→ {path}", err=True)
