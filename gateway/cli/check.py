"""`dumgate check`: is everything of this installation whole, and what is to be done where it is not."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import configured, database_told, refused
from gateway.cli.laws import said
from gateway.cli.show import Language, console, language_of

if TYPE_CHECKING:
    from rich.console import Console

    from gateway.checking.check_report import Checked
    from gateway.settings import Settings

MARKS = {"right": ("✓", "green"), "wrong": ("✗", "bold red"), "unknown": ("?", "bold yellow")}
STYLES = {"wrong": "red", "unknown": "yellow", "noted": "cyan"}
SECONDS_BETWEEN_WORDS = 0.5


def command(
    language: Language = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs; docs/operating.md.")] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="database, mark, disk, keys, clock, folders, work, temporaries, series, store, or projections, which "
            "is done only on demand; may be repeated."
        ),
    ] = None,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Begin the store anew where a check of it was broken off.")
    ] = False,
    sweep: Annotated[bool, typer.Option("--sweep", help="Remove what killed writes left an hour ago.")] = False,
    heal_from: Annotated[
        Path | None,
        typer.Option(
            help="A store, or a backup with one: copy from it what is missing or damaged here.", metavar="FOLDER"
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Play the log into the tables again first; the service must be stopped.")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder of the gateway. Default: var.")] = None,
) -> None:
    """Check the database and its mark, the disks, the keys, the clock, the folders, the work, what was left behind, the
    series of numbers, and every stored file; each fault with what to do.

    Works whether the service runs or not; run it as the user of the service. Nothing is changed without an option that
    says so. The store is read whole: broken off, the next check goes on there.

    Exit code 0: all is right. 1: something is wrong. 2: something could not be checked.

    Example: `dumgate check --only database --only keys`
    """
    from gateway.checking.all_checks import CHECKS, exit_code, run
    from gateway.checking.installation import NoInstallation, looked_at
    from gateway.checking.mending import retry_for_store
    from gateway.clock import casablanca_now
    from gateway.logs import set_up_logs

    set_up_logs()
    spoken = language_of(language)
    if unknown := [name for name in only or () if name not in CHECKS]:
        typer.echo(
            f"dumgate check: {said('check.no_such', spoken, name=unknown[0], names=', '.join(CHECKS))}", err=True
        )
        raise typer.Exit(2)
    settings = configured(data=data)
    out = console()
    done: list[Checked] = []
    told: Callable[[Checked], None] = (lambda _: None) if as_json else (lambda each: _show(out, each, spoken))
    try:
        mended = _mend(settings, sweep, rebuild)
        with looked_at(settings, casablanca_now()) as found:
            given = found.with_options(from_start, heal_from, _Progress(spoken))
            for each in run(given, only or ()):
                done.append(each)
                told(each)
        if any(each.facts.get("healed") for each in done):
            with database_told("check", settings):
                mended["work_due"] = retry_for_store(settings)
    except NoInstallation as nothing:
        refused("check", nothing)
    code = exit_code(done)
    if as_json:
        checks = [each.as_dict() for each in done]
        typer.echo(json.dumps({"exit_code": code, "mended": mended, "checks": checks}, ensure_ascii=False))
    else:
        _show_end(out, done, mended, spoken)
    raise typer.Exit(code)


def _mend(settings: Settings, sweep: bool, rebuild: bool) -> dict[str, int]:
    """What was asked to be mended before the checks, and how much of it was."""
    from gateway.checking import check_temporaries, mending
    from gateway.service import AlreadyRunning

    mended: dict[str, int] = {}
    if rebuild:
        try:
            with database_told("check", settings):
                mended["events_played"] = mending.rebuild_projections(settings)
        except AlreadyRunning as error:
            refused("check", error)
    if sweep:
        mended["temporaries_removed"] = check_temporaries.sweep(settings)
    return mended


class _Progress:
    """Where people look at it: one line at the terminal that is written over and over, and removed in the end."""

    def __init__(self, language: str) -> None:
        self._language, self._told = language, 0.0

    def __call__(self, name: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if done >= total:
            sys.stderr.write("\r\033[K")
        elif time.monotonic() - self._told > SECONDS_BETWEEN_WORDS:
            self._told = time.monotonic()
            label = said(f"check.name.{name}", self._language)
            sys.stderr.write(f"\r\033[K{label}: {done} / {total}")
        sys.stderr.flush()


def _show(out: Console, checked: Checked, language: str) -> None:
    mark, style = MARKS[checked.state]
    title, state = said(f"check.name.{checked.name}", language), said(f"check.state.{checked.state}", language)
    out.print(f"{mark} {title}: {state}", style=style)
    for each in checked.faults:
        out.print(f"    {each.message[language]}", style=STYLES[each.severity])
        out.print(f"    → {each.remedy[language]}", style="green")
    if more := checked.not_shown():
        out.print(f"    {said('check.more', language, count=str(more))}")


def _show_end(out: Console, done: Sequence[Checked], mended: dict[str, int], language: str) -> None:
    for name, count in mended.items():
        out.print(said(f"check.mended.{name}", language, count=str(count)))
    healed = sum(each.facts.get("healed", 0) for each in done)
    if healed:
        out.print(said("check.mended.healed", language, count=str(healed)))
