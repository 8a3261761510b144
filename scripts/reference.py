"""Writes the reference pages of docs/ from what the code itself says, so that they cannot say anything else.

`python scripts/reference.py` writes them; with `--check` it writes nothing and exits with 1 where one is stale. The
form, the rules and the régimes have pages in three languages. Other pages are written by hand but for a part between
two marks. How each page and part is made: scripts/referencekit/.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from referencekit.cusdec_page import answers_part, cusdec_page
from referencekit.findings_page import findings_page
from referencekit.form_page import form_page
from referencekit.office_page import acts_part, script_part, states_part
from referencekit.page_text import LANGUAGES, name_of
from referencekit.public_holidays import holidays_part
from referencekit.regimes_page import regimes_page
from referencekit.rules_page import rules_page
from referencekit.service_page import cli_page, openapi_document, rights_part, settings_page

DOCS = Path(__file__).resolve().parent.parent / "docs"
IN_EACH_LANGUAGE = {"form": form_page, "rules": rules_page, "regimes": regimes_page, "cusdec": cusdec_page}

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

PARTS: Mapping[str, Callable[[], list[str]]] = {
    "life.md": states_part,
    "acts.md": acts_part,
    "sandbox.md": script_part,
    "edifact.md": answers_part,
    "days.md": holidays_part,
    "partners.md": rights_part,
}
"""What stands between the two marks of a page that is written by hand."""

BEGINS, ENDS = "<!-- Made by scripts/reference.py, up to the next such mark. -->", "<!-- The end of what is made. -->"


def stale() -> list[str]:
    """The pages that do not say what the code says."""
    pages = [name for name, make in PAGES.items() if _content(DOCS / name) != make()]
    return pages + [name for name in PARTS if _content(DOCS / name) != _with_part(name)]


def _with_part(name: str) -> str | None:
    """A page written by hand with its part made anew; None where there is no page. Raises ValueError without marks."""
    page = _content(DOCS / name)
    if page is None:
        return None
    if page.count(BEGINS) != 1 or page.count(ENDS) != 1:
        raise ValueError(f"docs/{name} has not its two marks")
    made = "\n".join((BEGINS, "", *PARTS[name](), "", ENDS))
    return re.sub(f"{re.escape(BEGINS)}.*{re.escape(ENDS)}", lambda _: made, page, flags=re.DOTALL)


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
    for name in PARTS:
        page = _with_part(name)
        if page is not None:
            (DOCS / name).write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
