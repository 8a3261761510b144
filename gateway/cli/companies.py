"""`dumgate companies`: whom declarations concern, and what the boxes call them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import DataFolder, use_data
from gateway.cli.dates import BEGIN, END, beginning, ending
from gateway.cli.laws import said
from gateway.cli.partners_told import OPERATOR, AsJson, look, run
from gateway.cli.show import Language

if TYPE_CHECKING:
    from gateway.partners import Partners
    from gateway.people import Company
    from gateway.service import Gateway

app = typer.Typer(no_args_is_help=True, help="Companies, and what the boxes call them. Works while the service runs.")

CompanyName = Annotated[str, typer.Argument(help="Id of the company.")]
Value = Annotated[str, typer.Argument(help="ICE, 15 digits, or centre and number of the trade register: 81/518204.")]


@app.callback()
def _which(data: DataFolder = None) -> None:
    """Companies, and what the boxes call them. Works while the service runs."""
    use_data(data)


@app.command()
def add(
    company: Annotated[str, typer.Argument(help="Id: small letters, digits, hyphens.")],
    name: Annotated[str, typer.Option(help="What people call it.")],
    ice: Annotated[list[str] | None, typer.Option(help="Its ICE, 15 digits; may be repeated.")] = None,
    rc: Annotated[
        list[str] | None, typer.Option(help="Centre and number of the trade register, 81/518204; may be repeated.")
    ] = None,
) -> None:
    """Add a company. It stands in each declaration that has its ICE, else its entry in the register, in box 2, 8 or 9.

    Declarations of before are its own too. A name in a box names nobody.

    Example: `dumgate companies add bahia --name "BAHIA ARTS DE LA TABLE SARL" --ice 002841907000070 --rc 81/518204`
    """

    def make(gateway: Gateway) -> None:
        from gateway.people import Companies

        values = [*(ice or ()), *(rc or ())]
        _show(Companies(gateway.engine).add(company, name, values, gateway.clock(), OPERATOR))

    run(make)


@app.command()
def rename(company: CompanyName, name: Annotated[str, typer.Argument(help="The new name.")]) -> None:
    """Give a company another name."""

    def change(gateway: Gateway) -> None:
        from gateway.people import Companies

        _show(Companies(gateway.engine).rename(company, name, gateway.clock(), OPERATOR))

    run(change)


@app.command()
def identify(
    company: CompanyName, value: Value, since: Annotated[str, typer.Option(help=BEGIN + " None: ever since.")] = ""
) -> None:
    """Say what else boxes call a company, from a day on.

    Example: `dumgate companies identify bahia 01/73267 --since 2026-09-01`
    """

    def change(gateway: Gateway) -> None:
        from gateway.people import Companies

        known = Companies(gateway.engine)
        _show(known.identify(company, value, beginning(since), gateway.clock(), OPERATOR))

    run(change)


@app.command()
def end(company: CompanyName, value: Value, until: Annotated[str, typer.Option(help=END)]) -> None:
    """Say until when boxes called a company so. What was judged until then stays its own.

    Example: `dumgate companies end bahia 81/518204 --until 2026-08-31`
    """

    def change(gateway: Gateway) -> None:
        from gateway.people import Companies

        known = Companies(gateway.engine)
        _show(known.end_identifier(company, value, ending(until), gateway.clock(), OPERATOR))

    run(change)


@app.command(name="list")
def list_companies(language: Language = "fr", as_json: AsJson = False) -> None:
    """List the companies, what boxes call them from when until when, and whose keys are theirs."""

    def show(partners: Partners) -> None:
        from gateway.people import Attachments, Companies

        found = [(each, Attachments(partners.engine).of_company(each.id)) for each in Companies(partners.engine).all()]
        if as_json:
            plain = [{**asdict(company), "partners": attached} for company, attached in found]
            typer.echo(json.dumps({"companies": plain}, ensure_ascii=False))
            return
        for company, attached in found:
            _show(company)
            if attached:
                typer.echo(f"  {said('people.list.partners', language, partners=', '.join(attached))}")

    look(show)


def _show(company: Company) -> None:
    typer.echo(f"{company.id}  {company.name}")
    for each in company.identifiers:
        dates = filter(None, (each.since, each.until and f"– {each.until}"))
        typer.echo("  ".join(["", each.value, *dates]))
