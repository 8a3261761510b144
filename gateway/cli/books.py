"""`dumgate account`, `claim` and `credit`: how these stand, or stood at an instant."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.client import DEFAULT_URL, Key, Url
from gateway.cli.show import Language, console, language_of
from gateway.cli.told import AsOf, instant, label, past, show_pairs


def account(
    number: Annotated[str, typer.Argument(help="Number of the account: that of the DUM that opened it.")],
    as_of: AsOf = "",
    url: Url = DEFAULT_URL,
    key: Key = "",
    language: Language = "fr",
) -> None:
    """Show a regime account: what came in, what was charged to it by what, what is left, and its certificates.

    Exit code 0: shown. 2: not found, or the gateway does not answer.

    Example: `dumgate account 60702320260000001B`
    """
    from gateway.cli.dossier import show_account

    show_account(console(), _asked(f"/v1/accounts/{number}", as_of, url, key, language), language_of(language))


def claim(
    number: Annotated[str, typer.Argument(help="Number of the claim: that of its first assessment.")],
    as_of: AsOf = "",
    url: Url = DEFAULT_URL,
    key: Key = "",
    language: Language = "fr",
) -> None:
    """Show a claim: what is owed, until when, what was paid of it, and its last notice.

    Exit code 0: shown. 2: not found, or the gateway does not answer.

    Example: `dumgate claim SPECIMEN-301L20260000001 --as-of 2026-11-24`
    """
    from gateway.cli.dossier import show_claim

    show_claim(console(), _asked(f"/v1/claims/{number}", as_of, url, key, language), language_of(language))


def credit(
    number: Annotated[str, typer.Argument(help="Number of the removal credit account, as in box 27.")],
    as_of: AsOf = "",
    url: Url = DEFAULT_URL,
    key: Key = "",
    language: Language = "fr",
) -> None:
    """Show a removal credit account: its ceiling, what is used of it and what is left, and its term.

    Exit code 0: shown. 2: not found, or the gateway does not answer.

    Example: `dumgate credit 301000456`
    """
    spoken = language_of(language)
    view = _asked(f"/v1/credits/{number}", as_of, url, key, language)
    out = console()
    out.print(f"{label('credit', spoken)} {view['number']}", style="bold")
    pairs = [("holder", view["holder"]), ("ceiling", view["ceiling"]), ("used", view["used"])]
    show_pairs(out, [*pairs, ("free", view["left"]), ("term", view["term_days"])], spoken)


def _asked(path: str, as_of: str, url: str, key: str, language: str) -> dict[str, Any]:
    from gateway.cli.client import connect, fetch

    spoken = language_of(language)
    asked = past(as_of, spoken)
    with connect(url, key) as client:
        view: dict[str, Any] = fetch(client, "GET", path, params=asked, language=spoken).json()
    if asked:
        console().print(label("as_of", spoken, at=instant(asked["as_of"])), style="dim")
    return view
