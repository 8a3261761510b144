"""`dumgate lists`: the tables of the law as folders that are copied, edited, checked, compared and put in force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import DataFolder, configured, use_data
from gateway.cli.lists_shown import say, show_changes, show_faults, stop
from gateway.cli.show import Language

if TYPE_CHECKING:
    from schemas.law import Law

app = typer.Typer(no_args_is_help=True, help="The tables of the law: code lists, régimes, rules, tolerances.")

Folder = Annotated[Path, typer.Argument(help="A folder of tables.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.callback()
def _which(data: DataFolder = None) -> None:
    """The tables of the law: code lists, régimes, rules, tolerances. Works while the service runs."""
    use_data(data)


@app.command()
def check(
    folder: Folder,
    language: Language = "fr",
    as_json: AsJson = False,
    write_manifest: Annotated[
        bool, typer.Option("--write-manifest", help="Bring the folder's manifest up to date, where nothing is wrong.")
    ] = False,
) -> None:
    """Check a folder of tables: every fault with file, line and column, what is wrong, and what to do.

    A file edited since the manifest is no fault: it is told. Exit code 0: nothing is wrong. 1: faults.

    Example: `dumgate lists check my-tables --language en`
    """
    from gateway.clock import casablanca_today
    from gateway.law_tables import manifest
    from gateway.law_tables.check_tables import check_folder

    checked = check_folder(folder)
    if as_json:
        faults = [fault.as_dict() for fault in checked.faults.found]
        told = {"sound": checked.sound, "total": checked.faults.total, "faults": faults, "changed": checked.changed}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        show_faults(folder, checked, language)
    if checked.sound:
        if write_manifest:
            version = manifest.write_manifest(folder, casablanca_today())
            typer.echo(say("manifest", language, version=version), err=as_json)
        elif checked.changed and not as_json:
            typer.echo(say("changed", language, files=", ".join(checked.changed[:5])))
    raise typer.Exit(0 if checked.sound else 1)


@app.command()
def diff(
    folder: Folder,
    other: Annotated[
        Path | None, typer.Argument(help="The folder to compare with. Default: the tables in force.")
    ] = None,
    language: Language = "fr",
    as_json: AsJson = False,
) -> None:
    """Show what FOLDER has otherwise than the tables in force, or than OTHER: rows added, removed and changed.

    Exit code 0, also where there are differences. 2: a folder cannot be read.

    Example: `dumgate lists diff my-tables`
    """
    from gateway.law_tables.diff import differences

    now = _read(folder, language)
    before = _read(other, language) if other is not None else _in_force(language).files()
    changes = list(differences(before, now))
    if as_json:
        typer.echo(json.dumps({"changes": [change.as_dict() for change in changes]}, ensure_ascii=False))
    elif changes:
        show_changes(changes, language)
    else:
        typer.echo(say("same", language))


@app.command()
def copy(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")], language: Language = "fr"
) -> None:
    """Write the tables in force to a new folder, to be edited there.

    Exit code 0: written. 2: the folder is there already, or cannot be written.

    Example: `dumgate lists copy my-tables`
    """
    from gateway.clock import casablanca_today
    from gateway.law_tables.installing import home_of
    from gateway.law_tables.manifest import renewed
    from gateway.law_tables.table_reading import MANIFEST

    law = _in_force(language)
    files = law.files()
    manifest = renewed(home_of(configured().data, law), files, casablanca_today())
    try:
        folder.mkdir(parents=True)
        for path, content in {**files, MANIFEST: manifest}.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)
    except FileExistsError:
        stop("exists", language, folder=str(folder))
    except OSError as problem:
        stop("unwritten", language, problem=str(problem.strerror))
    typer.echo(say("copied", language, folder=str(folder), files=str(len(files))))


@app.command()
def install(
    folder: Annotated[Path | None, typer.Argument(help="A folder of tables.")] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="Go back to the tables of the program.")] = False,
    language: Language = "fr",
) -> None:
    """Check a folder of tables, keep it in the data folder, and put it in force; or go back to those of the program.

    A running service takes it by itself. Earlier tables are kept: what was judged by them can be judged by them again.

    Exit code 0: in force. 1: faulty, nothing changed. 2: wrong use, or it cannot be written.

    Example: `dumgate lists install my-tables`
    """
    from gateway.clock import casablanca_now
    from gateway.law_tables.check_tables import check_folder
    from gateway.law_tables.installing import SHIPPED, home_of, point_at
    from gateway.law_tables.installing import install as put_in_force
    from gateway.law_tables.manifest import version_of

    data = configured().data
    try:
        if shipped and folder is None:
            point_at(data, SHIPPED, casablanca_now())
        elif folder is not None and not shipped:
            checked = check_folder(folder)
            if not checked.sound:
                show_faults(folder, checked, language)
                typer.echo(say("refused", language), err=True)
                raise typer.Exit(1)
            put_in_force(data, checked.files, folder, casablanca_now())
        else:
            stop("which", language)
    except OSError as problem:
        stop("unwritten", language, problem=f"{problem.filename or data}: {problem.strerror}")
    law = _in_force(language)
    typer.echo(say("installed", language, version=version_of(home_of(data, law)), digest=law.digest))


@app.command()
def show(language: Language = "fr", as_json: AsJson = False) -> None:
    """Say which tables are in force, since when, and which others are kept.

    Example: `dumgate lists show --language en`
    """
    from gateway.law_tables.installing import home_of, pointer, versions
    from gateway.law_tables.manifest import version_of
    from schemas import law as tables

    data, law = configured().data, _in_force(language)
    since, kept, own = pointer(data).since, versions(data), tables.shipped().digest
    kept.setdefault(own, version_of(home_of(data, tables.shipped())))
    if as_json:
        rows = [
            {"digest": digest, "version": version, "in_force": digest == law.digest, "shipped": digest == own}
            for digest, version in kept.items()
        ]
        typer.echo(json.dumps({"in_force": law.digest, "since": since or None, "tables": rows}, ensure_ascii=False))
        return
    for digest, version in kept.items():
        state = [say("current" if digest == law.digest else "kept", language)]
        if digest == law.digest:
            state.append(say("since", language, since=since) if since else say("always", language))
        if digest == own:
            state.append(say("program", language))
        typer.echo(f"{version}  {digest}  {', '.join(state)}")


def _in_force(language: str) -> Law:
    from gateway.law_tables.in_force import law_in_force
    from gateway.law_tables.installing import DamagedTables, OutdatedTables

    try:
        return law_in_force(configured())
    except OutdatedTables as problem:
        stop("outdated", language, missing=str(problem))
    except DamagedTables as problem:
        stop("damaged", language, folder=str(problem))


def _read(folder: Path, language: str) -> dict[str, bytes]:
    """The tables of a folder; exits with 2 and the faults where one cannot be read."""
    from gateway.law_tables.check_tables import Checked
    from gateway.law_tables.table_faults import Faults
    from gateway.law_tables.table_reading import read_folder, read_table

    faults = Faults()
    files = read_folder(folder, faults)
    for path, content in files.items():
        read_table(path, content, None, faults)
    if faults.total:
        show_faults(folder, Checked(files, faults, []), language)
        raise typer.Exit(2)
    return files
