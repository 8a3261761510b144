"""The command line: `dumgate COMMAND --help` teaches each command. Heavy imports stay inside the commands."""

from __future__ import annotations

import typer

from gateway.cli import certify, demo, lists, partners, replay, rules, serve, status, submit, validate, verify

app = typer.Typer(
    name="dumgate",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Customs e-document gateway: goods declarations (DUM) in by folder or HTTP, signed receipts out.",
)
for module in (validate, serve, submit, status, replay, verify, demo, certify):
    app.command(name=module.__name__.rpartition(".")[2])(module.command)
app.add_typer(partners.app, name="partners")
app.add_typer(lists.app, name="lists")
app.add_typer(rules.app, name="rules")


def main() -> None:
    """Entry point of the console script."""
    app(prog_name="dumgate")
