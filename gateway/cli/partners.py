"""`dumgate partners`: who may do what."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import DataFolder, configured, refused, use_data

if TYPE_CHECKING:
    from gateway.service import Gateway

app = typer.Typer(no_args_is_help=True, help="Partners, their roles and keys. Works while the service runs.")


@app.callback()
def _which(data: DataFolder = None) -> None:
    """Partners, their roles and keys. Works while the service runs."""
    use_data(data)


@app.command()
def add(
    partner: Annotated[str, typer.Argument(help="Id: small letters, digits, hyphens; also the name of its folders.")],
    role: Annotated[list[str] | None, typer.Option(help="partner, office or archivist; may be repeated.")] = None,
) -> None:
    """Add a partner and print his key, once: it is kept as a hash only.

    `partner` sends declarations and reads his own; `office` records payments and reads all; `archivist` reads all.
    """

    def make(gateway: Gateway) -> None:
        from gateway.service import make_folders

        roles = role or ["partner"]
        typer.echo(gateway.partners.add(partner, roles, gateway.clock()))
        if "partner" in roles:
            make_folders(gateway.settings, partner)

    _run(make)


@app.command()
def key(
    partner: Annotated[str, typer.Argument(help="Id of the partner.")],
    label: Annotated[str, typer.Option(help="What the key is for.")] = "further",
) -> None:
    """Give a partner a further key and print it, once; both are valid until one is revoked."""
    _run(lambda gateway: typer.echo(gateway.partners.add_key(partner, label, gateway.clock())))


@app.command()
def keys(partner: Annotated[str, typer.Argument(help="Id of the partner.")]) -> None:
    """List a partner's keys: the id to revoke one by, and what it is for."""

    def show(gateway: Gateway) -> None:
        for each in gateway.partners.keys(partner):
            typer.echo(f"{each.id}  {each.label}  {'active' if each.active else 'revoked'}")

    _run(show)


@app.command()
def revoke(
    partner: Annotated[str, typer.Argument(help="Id of the partner.")],
    key_id: Annotated[str, typer.Argument(help="Id of the key, as `dumgate partners keys` shows it.")],
) -> None:
    """Close a key for ever."""
    _run(lambda gateway: gateway.partners.revoke_key(partner, key_id, gateway.clock()))


@app.command(name="list")
def list_partners() -> None:
    """List the partners with their roles."""

    def show(gateway: Gateway) -> None:
        for partner in gateway.partners.all():
            typer.echo(f"{partner.id}  {', '.join(partner.roles)}")

    _run(show)


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

    def agree(gateway: Gateway) -> None:
        from gateway.edifact_terms import TermsError
        from gateway.partners import PartnerError

        known = gateway.partners.find(partner)
        if known is None:
            raise PartnerError(f"There is no partner {partner}.")
        try:
            terms = replace(known.edifact, **changed)
        except TermsError as error:
            raise PartnerError(str(error)) from error
        if changed:
            gateway.partners.agree(partner, terms, gateway.clock())
        for name, value in asdict(terms).items():
            shown = ", ".join(value) if isinstance(value, tuple) else {True: "yes", False: "no"}.get(value, value)
            typer.echo(f"{name.replace('_', '-')}: {shown}".rstrip())

    _run(agree)


def _run(act: object) -> None:
    from gateway.logs import set_up_logs
    from gateway.partners import PartnerError
    from gateway.service import open_gateway
    from gateway.signing.material import KeyMaterialError

    set_up_logs()
    try:
        gateway = open_gateway(configured())
    except KeyMaterialError as error:
        refused("partners", error)
    try:
        act(gateway)  # type: ignore[operator]
    except PartnerError as error:
        refused("partners", error)
    finally:
        gateway.close()
