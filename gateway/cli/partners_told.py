"""`dumgate partners list`, and what all commands about partners share: how they run, what they warn of."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import configured, database_told, ledger_shown, refused
from gateway.cli.laws import said
from gateway.cli.show import Language, language_of
from gateway.cli.told import instant

if TYPE_CHECKING:
    from gateway.edifact_terms import EdifactTerms
    from gateway.partners import Partner, Partners
    from gateway.service import Gateway

OPERATOR = "cli"
"""Who changes partners, companies and mandates on the command line, in the log."""

PartnerName = Annotated[str, typer.Argument(help="Id of the partner.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def list_partners(language: Language = "fr", as_json: AsJson = False) -> None:
    """List the partners with their roles, the customs offices that they act for, and whether they are closed."""

    def show(known: Partners) -> None:
        from gateway.access import has_no_bureau

        found = known.all()
        if as_json:
            typer.echo(json.dumps({"partners": [_plain(each) for each in found]}))
            return
        for each in found:
            told = [each.id, ", ".join(each.roles)]
            if each.offices:
                told.append(said("partners.list.offices", language, offices=", ".join(each.offices)))
            if each.closed_at:
                told.append(said("partners.list.closed", language, since=instant(each.closed_at.isoformat())))
            typer.echo("  ".join(told))
        warn_of_no_bureau([each for each in found if has_no_bureau(each)], language)

    look(show)


def _plain(partner: Partner) -> dict[str, object]:
    closed_at = partner.closed_at.isoformat() if partner.closed_at else None
    return {"id": partner.id, "roles": partner.roles, "offices": partner.offices, "closed_at": closed_at}


def show_terms(terms: EdifactTerms) -> None:
    """Print what is agreed for EDIFACT, a term a line."""
    for name, value in asdict(terms).items():
        shown = ", ".join(value) if isinstance(value, tuple) else {True: "yes", False: "no"}.get(value, value)
        typer.echo(f"{name.replace('_', '-')}: {shown}".rstrip())


def warn_of_no_bureau(partners: Sequence[Partner], language: str) -> None:
    """Say of each of these offices that it has no bureau, what that means, and what to do."""
    for each in partners:
        typer.echo(f"dumgate partners: {said('partners.no_bureau', language, partner=each.id)}", err=True)


def warn_of_offices(gateway: Gateway, partner: Partner, offices: Sequence[str]) -> None:
    """Say which codes the list of customs offices does not have today; they are taken. And that an office has none."""
    from gateway.access import has_no_bureau
    from schemas.days import day_of

    warn_of_no_bureau([partner] if has_no_bureau(partner) else [], _language())
    known = gateway.law.on(day_of(gateway.clock())).codes("offices")
    for each in dict.fromkeys(offices):
        if each not in known:
            typer.echo(f"dumgate partners: {said('partners.office_unknown', _language(), office=each)}", err=True)


def folders_of_new(gateway: Gateway, partner: str) -> None:
    """Make the folders of a partner who was added now, where his roles have some.

    Exits with code 2 where they cannot be made: he is added all the same, which is said.
    """
    from gateway.partners.partner_folders import with_folders
    from gateway.service import make_folders
    from gateway.store.modes import NoSuchGroup

    if not with_folders([gateway.partners.known(partner)]):
        return
    try:
        make_folders(gateway.settings, partner)
    except NoSuchGroup as error:
        failure: Exception = error
        reason = said("folder.no_group", _language(), group=gateway.settings.folder_group).rstrip(".")
    except OSError as error:
        failure, reason = error, f"{error.filename}: {error.strerror or type(error).__name__}"
    else:
        return
    typer.echo(f"dumgate partners: {said('partners.folders', _language(), partner=partner, reason=reason)}", err=True)
    raise typer.Exit(2) from failure


def look(show: Callable[[Partners], None]) -> None:
    """Show something of the partners, where nothing is made; why it cannot be is told in one line, exit code 2."""
    from gateway.clock import ahead, casablanca_now
    from gateway.partners import Partners
    from gateway.service import ADMINISTRATIONS

    settings = configured()
    specimen = ADMINISTRATIONS[settings.administration]().specimen
    with ledger_shown("partners", settings) as engine, _told():
        show(Partners(engine, specimen, ahead(casablanca_now, settings.days_ahead)))


def run(act: Callable[[Gateway], None]) -> None:
    """Do something with a gateway; why it cannot be done is told in one line, exit code 2."""
    from gateway.logs import set_up_logs
    from gateway.service import open_gateway
    from gateway.signing.material import KeyMaterialError

    set_up_logs()
    settings = configured()
    try:
        gateway = open_gateway(settings)
    except KeyMaterialError as error:
        refused("partners", error)
    try:
        with database_told("partners", settings), _told():
            act(gateway)
    finally:
        gateway.close()


@contextmanager
def _told() -> Iterator[None]:
    """Say why something asked of the partners is not done. Exits with code 2."""
    from gateway.partners import PartnerError

    try:
        yield
    except PartnerError as error:
        typer.echo(f"dumgate partners: {error.words[language_of(_language())]}", err=True)
        raise typer.Exit(2) from error


def _language() -> str:
    return os.environ.get("LANG", "")
