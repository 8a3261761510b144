"""Writes the reference pages of docs/ from what the code itself says, so that they cannot say anything else.

`python scripts/reference.py` writes them; with `--check` it writes nothing and exits with 1 where one is stale.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

DOCS = Path(__file__).resolve().parent.parent / "docs"
LANGUAGES = {"fr": "Français", "en": "English", "ar": "العربية"}
MADE = "\n<!-- Made by scripts/reference.py: change its source, then run that again. -->\n"
HELP_COLUMNS = 88

GROUPS = {
    "XML": "The XML at the door: at most one, since nothing is known behind it",
    "XSD": "The structure, after the XSD",
    "LST": "Code lists: none is known to be complete, so they warn",
    "B": "What must hold between boxes",
    "ICE": "Identifiers",
    "OFF": "Boxes of the office",
    "MSG": "Message number and reference",
    "ATT": "Attachments against what the declaration names",
    "PDF": "Attached PDF files",
    "FLD": "The folder door",
    "API": "HTTP: the request itself",
    "PAY": "Payments recorded by the office",
}


def findings_page() -> str:
    """Every code of findings with severity, boxes, source, and its words in three languages."""
    from schemas.law import codes

    lines = [
        "# Findings",
        MADE,
        "Every fault and every warning has a code that never changes its meaning, a severity, and words in three",
        "languages. `refused` stands in the way of registration, `warned` does not. The box named first is the one",
        "at fault; where no rule can know which of several boxes is wrong, the others are related. `{…}` stands",
        "for the actual value. Sources are given in French; what rests only on derived or unconfirmed facts warns",
        "and never refuses.",
        "",
        "The codes are rows of `schemas/findings.csv`, the words stand in `schemas/words/`.",
    ]
    for prefix, title in GROUPS.items():
        lines += ["", f"## {title}"]
        for code in codes().values():
            if group_of(code.code) == prefix:
                lines += ["", f"### {code.code}", "", _facts_of(code), "", "| | what | what to do |", "|---|---|---|"]
                lines += [_words_row(code.code, language) for language in LANGUAGES]
    return "\n".join(lines) + "\n"


def group_of(code: str) -> str:
    """The group that a code belongs to: its letters, `B` for all codes of boxes."""
    letters = re.match("[A-Z]+", code)
    return letters[0] if letters and letters[0] in GROUPS else code[:1]


def _facts_of(code: Any) -> str:
    boxes = f" · box {code.boxes[0]}" if code.boxes else ""
    related = f", related {', '.join(code.boxes[1:])}" if len(code.boxes) > 1 else ""
    return f"**{code.severity}**{boxes}{related} · source: {code.source}"


def _words_row(code: str, language: str) -> str:
    from schemas.words import catalogue

    said = catalogue(language)
    return f"| {language} | {_cell(said[f'{code}.message'])} | {_cell(said[f'{code}.fix'])} |"


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
        default = "" if setting.default in (None, "") else f"`{setting.default}`"
        lines.append(f"| `{prefix}{name.upper()}` | `{name}` | {default} | {_cell(setting.description or '')} |")
    lines += [
        "",
        "`dumgate submit` and `dumgate status` are clients and take two variables of their own: `DUMGATE_URL`",
        "(address of the gateway) and `DUMGATE_KEY` (your key). The language of findings on the command line",
        "follows `LANG`.",
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
    """The description that the service publishes at /openapi.json, with the settings as they are by default."""
    description = application().openapi()
    return json.dumps(description, ensure_ascii=False, indent=1) + "\n"


def application() -> Any:
    """The HTTP application, for its description alone: it has no database behind it."""
    from gateway.api.app import create_app
    from gateway.settings import Settings

    return create_app(SimpleNamespace(settings=Settings.model_construct()))  # type: ignore[arg-type]


def form_page() -> str:
    """Every element of the DUM, in the order of the XSD."""
    from schemas.form import form

    lines = [
        "# The form, element by element",
        MADE,
        "The DUM as XML: namespace `urn:dumgate:dum:1`, elements in this order, no attributes",
        "(`schemas/xsd/dum.xsd`). The layout is this project's own, after the form of 1992; it is not an official",
        "schema. Masses are kg, amounts dirhams unless the title says otherwise, times those of Casablanca. *How",
        "many*: `1` required, `0–1` optional. The elements inside an optional one are required only where that one",
        "is there. A declaration may fill boxes 1–41 and propose B and C; A and D–H are the office's. Arabic",
        "titles marked ✻ have not been reviewed by a Moroccan reader yet.",
        "",
        "| box | element | fr | en | ar | how many | value | codes from |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_form_row(path, field) for path, field in elements(form("dum").root)]
    return "\n".join(lines) + "\n"


def elements(field: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """All elements below `field` with their paths, in the order of the document."""
    for child in field.children:
        path = f"{above}{child.name}"
        yield path, child
        yield from elements(child, f"{path}/")


def _form_row(path: str, field: Any) -> str:
    most = "∞" if field.maximum is None else field.maximum
    often = f"{field.minimum}" if field.minimum == most else f"{field.minimum}–{most}"
    value = "*(group)*" if field.kind == "group" else f"{field.kind}: {field.expected.get('en', '')}"
    arabic = field.titles.get("ar", "") + (" ✻" if unreviewed(field) else "")
    titles = [field.titles.get("fr", ""), field.titles.get("en", ""), arabic]
    cells = [field.box or "", f"`{path}`", *titles, often, value, field.codelist or ""]
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def unreviewed(field: Any) -> bool:
    """True where the XSD says that nobody has reviewed the Arabic title."""
    annotation = field.xsd.annotation
    parts = annotation.documentation if annotation is not None else []
    return any(part.get("{urn:dumgate:form}status") == "unreviewed" for part in parts)


def _cell(text: str) -> str:
    """A text in a cell of a table: no cell border, no tag in it."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


PAGES: Mapping[str, Callable[[], str]] = {
    "findings.md": findings_page,
    "settings.md": settings_page,
    "cli.md": cli_page,
    "openapi.json": openapi_document,
    "form.md": form_page,
}


def stale() -> list[str]:
    """The pages that do not say what the code says."""
    return [name for name, make in PAGES.items() if _content(DOCS / name) != make()]


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` say which are stale."""
    if arguments == ["--check"]:
        found = stale()
        for name in found:
            print(f"docs/{name} is stale: run python scripts/reference.py", file=sys.stderr)
        return 1 if found else 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
