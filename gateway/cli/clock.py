"""`dumgate clock`: whether the clock is believed, and the operator's word that it is right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import DataFolder, configured, ledger_shown, refused, use_data
from gateway.cli.laws import said
from gateway.cli.show import Language
from gateway.cli.told import SECOND, instant

if TYPE_CHECKING:
    from gateway.service import Gateway
    from gateway.settings import Settings
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
    settings = configured()
    state = _state(settings)
    if as_json:
        plain = {**asdict(state), "now": state.now.isoformat(), "last": state.last and state.last.isoformat()}
        typer.echo(json.dumps(plain))
    else:
        for line in _told(state, settings.clock_jump, language):
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
    from gateway.timekeeping.state import confirm_clock

    settings = configured()
    state = _state(settings)
    for line in _told(state, settings.clock_jump, language):
        typer.echo(line, err=True)
    if not yes and not typer.confirm(said("clock.ask", language, value=_shown(state.now.isoformat())), err=True):
        raise typer.Exit(1)
    with _gateway(settings) as gateway:
        at = gateway.clock()
        confirm_clock(gateway.engine, at)
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


def _state(settings: Settings) -> ClockState:
    """How it stands with the clock; nothing is made or written. It runs ahead as that of the last service does."""
    from datetime import timedelta

    from gateway.clock import casablanca_now
    from gateway.service import ADMINISTRATIONS
    from gateway.timekeeping.guard import ClockGuard
    from gateway.timekeeping.state import as_last_service, clock_state

    with ledger_shown("clock", settings) as engine:
        specimen = ADMINISTRATIONS[settings.administration]().specimen
        clock = as_last_service(settings, engine, casablanca_now) if specimen else casablanca_now
        return clock_state(engine, ClockGuard(engine, timedelta(days=settings.clock_jump), clock))


@contextmanager
def _gateway(settings: Settings) -> Iterator[Gateway]:
    """A gateway whose clock runs as many days ahead as that of the last service, where nothing else is set."""
    from gateway.logs import set_up_logs
    from gateway.service import open_gateway
    from gateway.signing.material import KeyMaterialError
    from gateway.timekeeping.state import as_last_service

    set_up_logs()
    try:
        gateway = open_gateway(settings)
    except KeyMaterialError as error:
        refused("clock", error)
    try:
        if gateway.specimen and "days_ahead" not in gateway.settings.model_fields_set:
            gateway.clock = as_last_service(gateway.settings, gateway.engine, gateway.clock)
        yield gateway
    finally:
        gateway.close()
