"""What the pages share: their words in three languages, cells of tables, links between languages, direction."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schemas.words import catalogue

LANGUAGES = {"fr": "Français", "en": "English", "ar": "العربية"}
MADE = "\n<!-- Made by scripts/reference.py: change its source, then run that again. -->\n"
OURS = re.compile("dumgate ?: ?(choix du projet|our own choice)[ ;,]*")
ARABIC = re.compile("[\u0600-\u06ff]")


def say(key: str, language: str, **values: str) -> str:
    """The words `pages.<key>` in `language`, with the values put in. Raises KeyError where there are none."""
    said = catalogue(language)[f"pages.{key}"]
    return said.format(**values) if values else said


def name_of(page: str, language: str) -> str:
    """The file of a page in a language: English has the plain name."""
    return f"{page}.md" if language == "en" else f"{page}.{language}.md"


def link(page: str, language: str, words: str) -> str:
    """A link to a page in the same language."""
    return f"[{words}]({name_of(page, language)})"


def in_language(page: str, language: str, title: str, body: list[str]) -> str:
    """A page: title, links to the other languages, body; Arabic from right to left."""
    others = [name if each == language else f"[{name}]({name_of(page, each)})" for each, name in LANGUAGES.items()]
    lines = [f"# {title}", MADE, " · ".join(others), "", *body]
    if language == "ar":
        lines = ['<div dir="rtl">', "", *lines, "", "</div>"]
    return "\n".join(lines) + "\n"


def table(*headings: str) -> list[str]:
    """The first two lines of a table."""
    return [f"| {' | '.join(headings)} |", "|---" * len(headings) + "|"]


def row(*cells: str) -> str:
    """One line of a table."""
    return f"| {' | '.join(cell(each) for each in cells)} |"


def cell(text: str) -> str:
    """A text in a cell of a table: no cell border in it."""
    return " ".join(text.split()).replace("|", "\\|")


def plain(text: str) -> str:
    """A text from elsewhere: no tag in it."""
    return text.replace("<", "&lt;")


def with_values(sentence: str) -> str:
    """A sentence of the catalogues whose {placeholders} are shown as such."""
    return re.sub(r"\{\w+\}", lambda match: f"`{match[0]}`", plain(sentence))


def foreign(text: str, language: str) -> str:
    """A text in Latin letters as a page from right to left shows it."""
    isolated = language == "ar" and text and not ARABIC.search(text)
    return f'<span dir="ltr">{plain(text)}</span>' if isolated else plain(text)


def days(law_row: Mapping[str, str], language: str) -> str:
    """Between which days a row holds; empty where it always does."""
    begins, ends = law_row.get("from") or "", law_row.get("until") or ""
    said = [say("from", language, **{"from": begins})] if begins else []
    return ", ".join([*said, *([say("until", language, until=ends)] if ends else [])])


def sourced(law_row: Mapping[str, str], language: str) -> str:
    """How sure a row is and where it comes from; a choice of the project is called one, with its reason."""
    source = law_row["source"]
    if not OURS.match(source):
        return f"{say(law_row['status'], language)} · {foreign(source, language)}"
    reason = OURS.sub("", source)
    return " · ".join([say("ours", language), *([foreign(reason, language)] if reason else [])])
