"""`dumgate partners scope`: what changes once offices are held to their bureaux."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.laws import said
from gateway.cli.partners_told import AsJson, look, warn_of_no_bureau
from gateway.cli.show import Language, console
from gateway.cli.told import show_columns, worded

if TYPE_CHECKING:
    from gateway.dossier.acts.past_acts import PastAct
    from gateway.partners import Partners

HEADS = ("office", "act", "number", "of", "bureau", "on")


def scope(
    days: Annotated[int, typer.Option(help="How many days to look back.", min=1, max=36500)] = 90,
    language: Language = "fr",
    as_json: AsJson = False,
) -> None:
    """List the acts of the last days that are refused once `office_scope` is `enforced`, and offices without a bureau.

    Looked at with the bureaux that each office has now. It changes nothing.

    Exit code 0: shown, also where there is nothing to show.

    Example: `dumgate partners scope --days 30`
    """

    def show(known: Partners) -> None:
        from gateway.access import Action, has_no_bureau, may
        from gateway.dossier.acts.past_acts import would_be_refused

        offices = {each.id: each for each in known.all() if each.closed_at is None and may(each, Action.ACT)}
        without = [each for each in offices.values() if has_no_bureau(each)]
        found = would_be_refused(known.engine, offices, known.clock(), days)
        if as_json:
            told_of = {
                "office_scope": known.office_scope(),
                "days": days,
                "without_bureaux": [each.id for each in without],
            }
            typer.echo(json.dumps({**told_of, "acts": [_plain(each) for each in found]}))
            return
        typer.echo(said(f"partners.scope.{known.office_scope()}", language))
        if found:
            _show(found, language)
        told = {"count": str(len(found)), "days": str(days)}
        typer.echo(said("partners.scope.acts" if found else "partners.scope.nothing", language, **told))
        warn_of_no_bureau(without, language)

    look(show)


def _plain(act: PastAct) -> dict[str, object]:
    return {**asdict(act), "on": act.on.isoformat()}


def _show(found: list[PastAct], language: str) -> None:
    rows = []
    for each in found:
        of, act = each.dum_number or each.declaration or "", worded("act", each.kind, language)
        rows.append([each.office, act, each.number, of, each.bureau or "", each.on.isoformat()])
    show_columns(console(), [said(f"partners.scope.head.{each}", language) for each in HEADS], rows)
