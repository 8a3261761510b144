"""`dumgate mandates`: what a company lets another one do for it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import DataFolder, use_data
from gateway.cli.dates import BEGIN, END, beginning, ending
from gateway.cli.partners_told import OPERATOR, AsJson, look, run
from gateway.cli.show import Language
from gateway.cli.told import worded
from schemas.vocabulary import FLOWS, SCOPE

if TYPE_CHECKING:
    from gateway.partners import Partners
    from gateway.people import Mandate
    from gateway.service import Gateway

app = typer.Typer(no_args_is_help=True, help="Mandates between companies. Works while the service runs.")

MandateName = Annotated[str, typer.Argument(help="Id of the mandate, as `dumgate mandates list` shows it.")]
SCOPE_HELP = f"What it allows: {', '.join(SCOPE)}; may be repeated."


@app.callback()
def _which(data: DataFolder = None) -> None:
    """Mandates between companies. Works while the service runs."""
    use_data(data)


@app.command()
def give(
    company: Annotated[str, typer.Argument(help="Id of the company that gives it.")],
    holder: Annotated[str, typer.Argument(help="Id of the company that gets it, as a broker.")],
    scope: Annotated[list[str], typer.Option(help=SCOPE_HELP)],
    office: Annotated[
        list[str] | None, typer.Option(help="Customs office (box 4) that it is limited to; may be repeated.")
    ] = None,
    flow: Annotated[str, typer.Option(help=f"What it is limited to: {', '.join(FLOWS)}.")] = "",
    since: Annotated[str, typer.Option(help=BEGIN + " None: now.")] = "",
    until: Annotated[str, typer.Option(help=END + " None: until further notice.")] = "",
    basis: Annotated[str, typer.Option(help="What it was given by: a procuration, a contract.")] = "",
) -> None:
    """Give a mandate, and print its id. It is in force once it was taken up. What it says is never changed: end it, and
    give another one.

    Example: `dumgate mandates give bahia transit --scope follow --scope documents --until 2027-01-31`
    """

    def make(gateway: Gateway) -> None:
        from gateway.people import Mandates, Wanted

        dates = (beginning(since), ending(until) if until else None)
        wanted = Wanted(company, holder, scope, office or (), flow, *dates, basis)
        typer.echo(Mandates(gateway.engine).give(wanted, gateway.clock(), OPERATOR).id)

    run(make)


@app.command(name="take-up")
def take_up(mandate: MandateName) -> None:
    """Say that whom a mandate was given to accepts it: from now on it is in force, or from its first day on."""

    def change(gateway: Gateway) -> None:
        from gateway.people import Mandates

        Mandates(gateway.engine).take_up(mandate, gateway.clock(), OPERATOR)

    run(change)


@app.command()
def end(mandate: MandateName, reason: Annotated[str, typer.Option(help="Why; it is kept in the log.")]) -> None:
    """End a mandate now: for every key and folder at once."""

    def change(gateway: Gateway) -> None:
        from gateway.people import Mandates

        Mandates(gateway.engine).end(mandate, reason, gateway.clock(), OPERATOR)

    run(change)


@app.command(name="list")
def list_mandates(
    company: Annotated[str, typer.Option(help="Of a company alone: those that it gave and was given.")] = "",
    language: Language = "fr",
    as_json: AsJson = False,
) -> None:
    """List the mandates: who gave what to whom, its limits, from when until when, and how it stands."""

    def show(partners: Partners) -> None:
        from gateway.ledger.instants import utc_text
        from gateway.people import Mandates

        now = utc_text(partners.clock())
        found = Mandates(partners.engine).all(company)
        if as_json:
            plain = [{**asdict(each), "state": each.state(now)} for each in found]
            typer.echo(json.dumps({"mandates": plain}, ensure_ascii=False))
            return
        for each in found:
            typer.echo(_told(each, now, language))

    look(show)


def _told(mandate: Mandate, now: str, language: str) -> str:
    limits = ", ".join([*mandate.offices, *filter(None, [mandate.flow])])
    dates = f"{mandate.since} – {mandate.until or ''}".rstrip()
    parts = [mandate.id, f"{mandate.company} → {mandate.holder}", ", ".join(mandate.scope), limits, dates]
    return "  ".join(filter(None, [*parts, worded("mandate", mandate.state(now), language), mandate.basis]))
