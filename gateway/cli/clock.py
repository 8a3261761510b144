"""`dumgate clock`: whether the clock is believed, and the operator's word that it is right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import DataFolder, configured, refused, use_data
from gateway.cli.laws import said
from gateway.cli.show import Language
from gateway.cli.told import SECOND, instant

if TYPE_CHECKING:
    from gateway.service import Gateway
    from gateway.timekeeping.state import ClockState

app = typer.Typer(help="Whether the clock is believed. Works while the service runs.")

SYNCHRONISED = {True: "yes", False: "no", None: "unknown"}


@app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    language: Language = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    data: DataFolder = None,
) -> None:
    """Show the time, the last recorded instant, whether anything is held back for it, why, and what to do.

    A clock more than DUMGATE_CLOCK_JUMP days past the last recorded instant, or behind it, holds back last notices and
    ends of deadlines. docs/clock.md says when it goes on.

    Exit code 0: nothing is held back. 1: something is. 2: the data cannot be read.
    """
    use_data(data)
    if context.invoked_subcommand is not None:
        return
    with _gateway() as gateway:
        from gateway.timekeeping.state import clock_state

        state, most = clock_state(gateway), gateway.settings.clock_jump
    if as_json:
        plain = {**asdict(state), "now": state.now.isoformat(), "last": state.last and state.last.isoformat()}
        typer.echo(json.dumps(plain))
    else:
        for line in _told(state, most, language):
            typer.echo(line)
    raise typer.Exit(1 if state.held else 0)


@app.command()
def confirm(
    language: Language = "fr",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Say that the clock is right, after showing what is so: what it held back goes on.

    Exit code 0: confirmed. 1: not confirmed. 2: the data cannot be read.

    Example: `dumgate clock confirm --yes`
    """
    with _gateway() as gateway:
        from gateway.timekeeping.state import clock_state, confirm_clock

        state = clock_state(gateway)
        for line in _told(state, gateway.settings.clock_jump, language):
            typer.echo(line, err=True)
        if not yes and not typer.confirm(said("clock.ask", language, value=_shown(state.now.isoformat())), err=True):
            raise typer.Exit(1)
        at = confirm_clock(gateway)
    typer.echo(said("clock.confirmed", language, value=_shown(at.isoformat())))


def _told(state: ClockState, most: int, language: str) -> Iterator[str]:
    yield said("clock.now", language, value=_shown(state.now.isoformat()))
    if state.last is None:
        yield said("clock.nothing", language)
    else:
        yield said("clock.last", language, value=_shown(state.last.isoformat()))
    yield said(f"clock.synchronised.{SYNCHRONISED[state.synchronised]}", language)
    if state.days_ahead:
        yield said("clock.days_ahead", language, days=str(state.days_ahead))
    if state.went_back:
        yield said("clock.went_back", language, days=str(state.days_ahead), before=str(state.days_before))
    if state.held is None:
        yield said("clock.free", language)
        return
    yield said(f"clock.{state.held}", language, days=str(most))
    if state.far:
        yield said("clock.far", language)
    yield said("clock.remedy", language)


def _shown(moment: str) -> str:
    return instant(moment, SECOND)


@contextmanager
def _gateway() -> Iterator[Gateway]:
    """A gateway whose clock runs as many days ahead as that of the last service, where nothing else is set."""
    from gateway.logs import set_up_logs
    from gateway.service import open_gateway
    from gateway.signing.material import KeyMaterialError
    from gateway.timekeeping.state import as_last_service

    set_up_logs()
    try:
        gateway = open_gateway(configured())
    except KeyMaterialError as error:
        refused("clock", error)
    try:
        if gateway.specimen and "days_ahead" not in gateway.settings.model_fields_set:
            gateway.clock = as_last_service(gateway.settings, gateway.engine, gateway.clock)
        yield gateway
    finally:
        gateway.close()
