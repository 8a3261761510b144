"""Writes the reference pages of docs/ from what the code itself says, so that they cannot say anything else.

`python scripts/reference.py` writes them; with `--check` it writes nothing and exits with 1 where one is stale. The
form, the rules and the régimes have pages in three languages. How each page is made: scripts/referencekit/.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from referencekit.findings import findings_page
from referencekit.form import form_page
from referencekit.regimes import regimes_page
from referencekit.rules import rules_page
from referencekit.service import cli_page, openapi_document, settings_page
from referencekit.text import LANGUAGES, name_of

DOCS = Path(__file__).resolve().parent.parent / "docs"
IN_EACH_LANGUAGE = {"form": form_page, "rules": rules_page, "regimes": regimes_page}

PAGES: Mapping[str, Callable[[], str]] = {
    "findings.md": findings_page,
    "settings.md": settings_page,
    "cli.md": cli_page,
    "openapi.json": openapi_document,
    **{
        name_of(name, language): partial(page, language)
        for name, page in IN_EACH_LANGUAGE.items()
        for language in LANGUAGES
    },
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
