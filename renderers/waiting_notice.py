"""What a sender is told while the work on a submission waits: in words, as JSON, and as a page. None of it is signed.

Nothing here needs a worker process, a key or the database: they may be what is away.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from renderers.formats import day_and_time
from renderers.labels import labels
from renderers.visible_text import visible
from renderers.xml_writer import legal, moment
from schemas.words import catalogue, phrase

LANGUAGES = ("fr", "ar", "en")
"""In the order of the page."""

FACTS = ("file", "number", "received", "since", "written")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work on a submission waits: for what (`part`), and since when. `name` is the file's name as it was dropped;
    `received_at` None where it is not known at this moment.
    """

    submission: str
    name: str
    part: str
    since: datetime
    written_at: datetime
    received_at: datetime | None
    specimen: bool


def waiting_message(part: str, number: str) -> dict[str, str]:
    """Why work waits, what its sender need not do, and the number to quote, in the three languages."""
    reason, then = phrase(f"waiting.{part}"), phrase(f"waiting.then.{part}", "waiting.then", number=number)
    return {language: f"{reason[language]} {then[language]}" for language in reason}


def waiting_json(waiting: Waiting) -> bytes:
    """The notice for programs: UTF-8."""
    content = {
        "submission": waiting.submission,
        "file": visible(waiting.name),
        "state": "waiting",
        "part": waiting.part,
        "since": moment(waiting.since),
        "received_at": moment(waiting.received_at) if waiting.received_at else None,
        "written_at": moment(waiting.written_at),
        "number": waiting.submission,
        "message": waiting_message(waiting.part, waiting.submission),
        "signed": False,
        "specimen": waiting.specimen,
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def waiting_html(waiting: Waiting) -> bytes:
    """The notice for people: one page in the three languages; it loads nothing from anywhere."""
    message = waiting_message(waiting.part, waiting.submission)
    parts = []
    for language in LANGUAGES:
        values = {
            "file": visible(waiting.name),
            "number": waiting.submission,
            "received": waiting.received_at and day_and_time(waiting.received_at, language),
            "since": day_and_time(waiting.since, language),
            "written": day_and_time(waiting.written_at, language),
        }
        words = catalogue(language)
        parts.append(
            {
                "language": language,
                "direction": "rtl" if language == "ar" else "ltr",
                "title": words["waiting.title"],
                "specimen": labels(language)["specimen"] if waiting.specimen else None,
                "message": message[language],
                "unsigned": words["waiting.unsigned"],
                "facts": [(words[f"waiting.{name}"], values[name]) for name in FACTS if values[name]],
            }
        )
    return legal(_environment().get_template("waiting.html.j2").render(parts=parts)).encode("utf-8", "replace")


@lru_cache
def _environment() -> Environment:
    def source(name: str) -> str:
        return files("renderers").joinpath(f"templates/{name}").read_text(encoding="utf-8")

    return Environment(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
