"""The command line: `dumgate COMMAND --help` teaches each command. Heavy imports stay inside the commands."""

from __future__ import annotations

import os

import typer

from gateway.cli import (
    act,
    backup,
    books,
    certify,
    check,
    clock,
    companies,
    convert,
    demo,
    dossier,
    history,
    ledger,
    legal_hour,
    lists,
    mandates,
    partners,
    printing,
    replay,
    restore,
    rules,
    series,
    serve,
    signer,
    status,
    submit,
    validate,
    verify,
    work,
)
from gateway.cli.show import language_of
from gateway.garbage import look_rarely
from gateway.worded import WordedError
from schemas.zone import OldZoneData

app = typer.Typer(
    name="dumgate",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Customs e-document gateway: goods declarations (DUM) in by folder or HTTP, signed receipts out.",
)
for module in (validate, convert, serve, check, submit, status, dossier, history, act, replay, verify, demo, certify):
    app.command(name=module.__name__.rpartition(".")[2])(module.command)
for module in (backup, restore):
    app.command(name=module.__name__.rpartition(".")[2])(module.command)
for each in (books.account, books.claim, books.credit):
    app.command()(each)
app.command(name="print")(printing.command)
app.command(name="legal-hour")(legal_hour.command)
app.add_typer(partners.app, name="partners")
app.add_typer(companies.app, name="companies")
app.add_typer(mandates.app, name="mandates")
app.add_typer(clock.app, name="clock")
app.add_typer(ledger.app, name="ledger")
app.add_typer(lists.app, name="lists")
app.add_typer(rules.app, name="rules")
app.add_typer(series.app, name="series")
app.add_typer(signer.app, name="signer")
app.add_typer(work.app, name="work")


def main() -> None:
    """Entry point of the console script. Zone data that are too old end every command that needs the hour; a ledger
    that is not the marked one, every command that would write to it."""
    look_rarely()
    try:
        app(prog_name="dumgate")
    except OldZoneData as error:
        typer.echo(f"dumgate: {error.words[language_of(os.environ.get('LANG', ''))]}", err=True)
        raise SystemExit(2) from error
    except WordedError as error:
        typer.echo(f"dumgate: {error.words[language_of(os.environ.get('LANG', ''))]}", err=True)
        raise SystemExit(2) from error
