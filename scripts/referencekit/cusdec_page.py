"""The implementation guide of CUSDEC: how to fill it for a DUM, box by box, with an example segment each."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

from referencekit.cusdec_segments import (
    behind,
    example,
    example_part,
    fields,
    holds,
    path_of,
    required,
    segments_part,
)
from referencekit.form_page import titled
from referencekit.page_text import in_language, link, row, say, table
from renderers.edifact.cusdec import RELEASE
from schemas.edifact_directory import directory
from schemas.edifact_mapping import Row, Slot, rows
from schemas.edifact_values import values
from schemas.form import Field

HEAD = ""
"""The place of what is in no box: the header of the message, the article itself, the attachments."""


def cusdec_page(language: str) -> str:
    """The message in its order, every box with its segments, a whole example; then codes, and what is not carried."""
    paragraphs = [
        say("cusdec.intro", language, form=link("form", language, say("form.title", language))),
        *(
            say(f"cusdec.{key}", language)
            for key in ("envelope", "request", "formats", "long", "fixed", "required_long")
        ),
    ]
    body = [line for paragraph in paragraphs for line in (paragraph, "")]
    body += [f"## {say('cusdec.segments', language)}", "", *segments_part(language), ""]
    body += [f"## {say('cusdec.boxes', language)}", "", say("cusdec.behind_why", language), "", *_boxes(language), ""]
    body += [f"## {say('cusdec.whole', language)}", "", say("cusdec.whole_why", language), "", *example_part(language)]
    body += ["", f"## {say('cusdec.codes', language)}", "", *_codes(language)]
    body += ["", f"## {say('cusdec.not_carried', language)}", "", say("cusdec.not_carried_why", language), ""]
    body += [
        "- " + " · ".join([*([titled(field.box, language)] if field.box else []), f"`{path}`"])
        for path, field in _not_carried()
    ]
    return in_language("cusdec", language, say("cusdec.title", language), body)


def _boxes(language: str) -> Iterator[str]:
    """Each place of a value, box by box, with the segments that must stand before its own."""
    heads = ("cusdec.box", "form.element", "cusdec.required", "cusdec.behind", "cusdec.segment", "cusdec.place")
    yield from table(*(say(head, language) for head in (*heads, "form.example")))
    for box, path, found, slot in _by_box():
        title = titled(box, language) if box else say("cusdec.no_box", language)
        needed = required(path, language) if holds(found, slot) else ""
        before = " ".join(f"`{each}`" for each in behind(found)) or "–"
        yield row(title, f"`{path}`", needed, before, f"`{found.template}`", _place(found, slot), f"`{example(found)}`")


def _place(found: Row, slot: Slot) -> str:
    """Element and components of a slot; M where the directory does not let its element be without it."""
    last = f"–{slot.component + slot.span - 1}" if slot.span > 1 else ""
    item = directory(RELEASE).segments[found.tag].items[slot.element - 1]
    mandatory = item.mandatory if item.simple else item.components[slot.component - 1].mandatory
    return f"{slot.element:02d}0:{slot.component}{last}{' M' if mandatory else ''}"


def _by_box() -> list[tuple[str, str, Row, Slot]]:
    """Each place of a value with its box, in the order of the boxes; the header first."""
    known = fields()
    found = []
    for each in rows():
        for slot in each.slots:
            path = path_of(each, slot)
            if path in known:
                found.append((known[path].box or HEAD, path, each, slot))
    return sorted(found, key=lambda item: (item[0].isalpha(), int(item[0]) if item[0].isdigit() else 0, item[0]))


def _codes(language: str) -> Iterator[str]:
    yield from table(say("cusdec.list", language), "CUSDEC", "DUM")
    for name, pairs in values().items():
        for code, own in pairs.items():
            yield row(say(f"cusdec.{name}", language), f"`{code}`", f"`{own}`")


def _not_carried() -> list[tuple[str, Field]]:
    """The leaves of the DUM that no row of the table names."""
    carried = {path_of(each, slot) for each in rows() for slot in each.slots}
    return [(path, each) for path, each in fields().items() if each.kind != "group" and path not in carried]


def answers_part() -> list[str]:
    """What a CUSRES says for each outcome and each later change of state."""
    text = (files("renderers") / "edifact" / "answers.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    said = [
        row(each["said"], " ".join(filter(None, (each["name"] or "any other", each["detail"]))), *codes)
        for each in csv.DictReader(lines)
        for codes in [(each["document"], each["function"], each["indicator"])]
    ]
    return [*table("answer to", "what happened", "`BGM` 1001", "`BGM` 1225", "`GIS` 7365"), *said]
