"""The pages of the service: settings, commands, and the description of its HTTP interface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from referencekit.page_text import MADE, cell, plain, row, table

HELP_COLUMNS = 88


def rights_part() -> list[str]:
    """Which role may do what, with which kinds of things and whose: the table of rights."""
    from gateway.access.rights import RIGHTS

    lines = table("role", "may", "with", "whose")
    return lines + [row(f"`{right.role}`", right.action, ", ".join(right.kinds), right.whose) for right in RIGHTS]


def settings_page() -> str:
    """Every setting with its environment variable, default and meaning."""
    from gateway.settings import Settings

    lines = [
        "# Settings",
        MADE,
        "Each has a default that works on one machine. Set it as an environment variable, or under its name in",
        "small letters in `dumgate.toml` in the working folder (`port = 8031`). The environment wins over the",
        "file, an option of the command line over both. An unknown name in the file is refused at start. Sizes are",
        "bytes, times seconds.",
        "",
        "| variable | in the file | default | meaning |",
        "|---|---|---|---|",
    ]
    prefix = Settings.model_config["env_prefix"]
    for name, setting in Settings.model_fields.items():
        default = "" if setting.default in (None, "", ()) else f"`{setting.default}`"
        meaning = cell(plain(setting.description or ""))
        lines.append(f"| `{prefix}{name.upper()}` | `{name}` | {default} | {meaning} |")
    lines += [
        "",
        "`dumgate submit`, `status`, `dossier`, `history`, `account`, `claim`, `credit`, `act` and `print` are clients",
        "and take two variables of their own: `DUMGATE_URL` (address of the gateway) and `DUMGATE_KEY` (your key). The",
        "language on the command line follows `LANG`.",
    ]
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """The help text of every command, plain, at a fixed width."""
    lines = ["# Commands", MADE, "What `dumgate COMMAND --help` says, plain."]
    for path, text in commands():
        lines += ["", f"## {path}", "", "```text", text.rstrip(), "```"]
    return "\n".join(lines) + "\n"


def commands() -> Iterator[tuple[str, str]]:
    """Every command (`dumgate partners add`) with its help text."""
    import typer

    from gateway.cli import app

    yield from _help(typer.main.get_command(app), "dumgate", None)


def _help(command: Any, name: str, parent: Any) -> Iterator[tuple[str, str]]:
    command.rich_markup_mode = None  # no frames and no colours
    context = command.context_class(
        command, info_name=name, parent=parent, terminal_width=HELP_COLUMNS, max_content_width=HELP_COLUMNS
    )
    yield context.command_path, command.get_help(context)
    for each in getattr(command, "commands", {}):
        yield from _help(command.commands[each], each, context)


def openapi_document() -> str:
    """The description that the service publishes at /openapi.json, with the settings as they are by default, and the
    routes that an operator may switch on."""
    description = application().openapi()
    return json.dumps(description, ensure_ascii=False, indent=1) + "\n"


def application() -> Any:
    """The HTTP application, for its description alone: it has no database behind it."""
    from gateway.doors.http.app import create_app
    from gateway.settings import Settings

    return create_app(SimpleNamespace(settings=Settings.model_construct(public_status=True)))  # type: ignore[arg-type]
