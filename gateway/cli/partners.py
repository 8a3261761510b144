"""`dumgate partners`: who may do what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import keys
from gateway.cli.configured import DataFolder, use_data
from gateway.cli.mandates import SCOPE_HELP
from gateway.cli.partners_scope import scope
from gateway.cli.partners_told import (
    OPERATOR,
    PartnerName,
    folders_of_new,
    list_partners,
    look,
    run,
    show_terms,
    warn_of_offices,
)

if TYPE_CHECKING:
    from gateway.service import Gateway

app = typer.Typer(no_args_is_help=True, help="Partners, their roles and keys. Works while the service runs.")


@app.callback()
def _which(data: DataFolder = None) -> None:
    """Partners, their roles and keys. Works while the service runs."""
    use_data(data)


for each in (keys.key, keys.keys, keys.end, keys.revoke):
    app.command()(each)
app.command(name="list")(list_partners)
app.command()(scope)


@app.command()
def add(
    partner: Annotated[str, typer.Argument(help="Id: small letters, digits, hyphens; also the name of its folders.")],
    role: Annotated[list[str] | None, typer.Option(help="partner, office or archivist; may be repeated.")] = None,
    office: Annotated[
        list[str] | None, typer.Option(help="Customs office (its code) that an office acts for; may be repeated.")
    ] = None,
) -> None:
    """Add a partner and print his key, once: it is kept as a hash only.

    `partner` sends declarations and reads his own; `office` acts on and reads what is of its customs offices;
    `archivist` reads all.

    Example: `dumgate partners add bureau-309 --role office --office 309 --office 300`
    """

    def make(gateway: Gateway) -> None:
        roles = role or ["partner"]
        key = gateway.partners.add(partner, roles, gateway.clock(), office or ())
        warn_of_offices(gateway, gateway.partners.known(partner), office or ())
        typer.echo(key)
        folders_of_new(gateway, partner)

    run(make)


@app.command()
def close(partner: PartnerName) -> None:
    """Close a partner: his keys open nothing and his folder is not looked at, from now on.

    Files in it stay where they are. What was accepted before is judged, and its answers are delivered.
    """
    run(lambda gateway: gateway.partners.close(partner, gateway.clock()))


@app.command()
def reopen(partner: PartnerName) -> None:
    """Open a closed partner again, as he was: his keys that are neither revoked nor ended, and his folder."""
    run(lambda gateway: gateway.partners.reopen(partner, gateway.clock()))


@app.command()
def role(
    partner: PartnerName,
    add: Annotated[list[str] | None, typer.Option(help="Role to give; may be repeated.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="Role to take away; may be repeated.")] = None,
) -> None:
    """Give a partner roles and take them away, and show those that he has then; the last one is taken by closing him.

    Example: `dumgate partners role bureau-309 --add archivist --remove office`
    """

    if not (add or remove):
        look(lambda partners: typer.echo(", ".join(partners.known(partner).roles)))
        return

    def change(gateway: Gateway) -> None:
        changed = gateway.partners.change_roles(partner, add or (), remove or (), gateway.clock())
        typer.echo(", ".join(changed.roles))

    run(change)


@app.command()
def office(
    partner: PartnerName,
    add: Annotated[list[str] | None, typer.Option(help="Code of a customs office to give; may be repeated.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="Code to take away; may be repeated.")] = None,
) -> None:
    """Say for which customs offices (bureaux) an office partner acts, and show them.

    What is of others is refused where `office_scope` is `enforced`; `dumgate partners scope` tells what that would be.

    Example: `dumgate partners office bureau-309 --add 300 --remove 309`
    """

    if not (add or remove):
        look(lambda partners: typer.echo(", ".join(partners.known(partner).offices)))
        return

    def change(gateway: Gateway) -> None:
        changed = gateway.partners.change_offices(partner, add or (), remove or (), gateway.clock())
        warn_of_offices(gateway, changed, add or ())
        typer.echo(", ".join(changed.offices))

    run(change)


@app.command()
def attach(
    partner: PartnerName,
    company: Annotated[str, typer.Option(help="Id of the company whose his keys and his folder are.")],
    scope: Annotated[list[str], typer.Option(help=SCOPE_HELP)],
) -> None:
    """Say whose a partner is: from now on he may for this company, and for those that gave it a mandate, what the scope
    says. Attached again, the new scope holds.

    Example: `dumgate partners attach acme --company bahia --scope follow --scope documents --scope send`
    """

    def change(gateway: Gateway) -> None:
        from gateway.people import Attachments

        Attachments(gateway.engine).attach(partner, company, scope, gateway.clock(), OPERATOR)

    run(change)


@app.command()
def detach(partner: PartnerName) -> None:
    """Say that a partner is no company's any more: he reads what he sent."""

    def change(gateway: Gateway) -> None:
        from gateway.people import Attachments

        Attachments(gateway.engine).detach(partner, gateway.clock(), OPERATOR)

    run(change)


@app.command()
def edifact(
    partner: Annotated[str, typer.Argument(help="Id of the partner.")],
    association: Annotated[
        list[str] | None, typer.Option(help="Association code (0057) that is taken; may be repeated.")
    ] = None,
    tests: Annotated[
        bool | None, typer.Option(help="Judge test interchanges (0035 = 1) outside a sandbox; never registered.")
    ] = None,
    contrl: Annotated[
        str | None, typer.Option(help="CONTRL for each interchange (always), or where it asks for one (asked).")
    ] = None,
    latin1: Annotated[bool | None, typer.Option(help="Read bytes above 127 under UNOA and UNOB as Latin-1.")] = None,
    identification: Annotated[
        str | None, typer.Option(help="What he calls himself in UNB (0004); empty: anything.")
    ] = None,
    qualifier: Annotated[str | None, typer.Option(help="The qualifier (0007) of that.")] = None,
    answer_to: Annotated[
        str | None, typer.Option(help="To whom CONTRL and CUSRES are addressed (0010); empty: back to the sender.")
    ] = None,
    answer_qualifier: Annotated[str | None, typer.Option(help="The qualifier (0007) of that.")] = None,
    answer_routing: Annotated[str | None, typer.Option(help="The routing address (0014) of that.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the texts in CUSRES: fr, en or ar.")] = None,
) -> None:
    """Show what is agreed with a partner for EDIFACT; with options, agree something else.

    Example: `dumgate partners edifact atlas --identification ATLAS --qualifier ZZZ --contrl asked`
    """
    given = {name: value for name, value in locals().items() if name not in ("partner", "association")}
    changed = {name: value for name, value in given.items() if value is not None}
    if association:
        changed["associations"] = tuple(association)

    if not changed:
        look(lambda partners: show_terms(partners.known(partner).edifact))
        return

    def agree(gateway: Gateway) -> None:
        from gateway.edifact_terms import TermsError
        from gateway.partners import PartnerError

        known = gateway.partners.known(partner)
        try:
            terms = replace(known.edifact, **changed)
        except TermsError as error:
            raise PartnerError("terms", reason=str(error)) from error
        gateway.partners.agree(partner, terms, gateway.clock())
        show_terms(terms)

    run(agree)
