"""The implementation guide of CUSDEC: how to fill it for a DUM, box by box, with an example segment each."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

from referencekit.form import elements, titled
from referencekit.text import in_language, link, row, say, table
from renderers.edifact.cusdec import components_of
from renderers.edifact.fitting import Cell, spread
from renderers.edifact.writing import write_segment
from schemas.edifact_mapping import REQUEST, Row, Slot, rows, to_edifact, values
from schemas.form import Field, form

HEAD = ""
"""The place of what is in no box: the header of the message, the article itself, the attachments."""


def cusdec_page(language: str) -> str:
    """Every box with its segments; then what the codes are, and what CUSDEC cannot carry."""
    body = [
        say("cusdec.intro", language, form=link("form", language, say("form.title", language))),
        "",
        say("cusdec.envelope", language),
        "",
        say("cusdec.long", language),
        "",
        f"## {say('cusdec.boxes', language)}",
        "",
    ]
    heads = ("cusdec.box", "form.element", "cusdec.group", "cusdec.segment", "cusdec.place", "form.example")
    body += table(*(say(head, language) for head in heads))
    for box, path, found, slot in _by_box():
        place = f"{slot.element:02d}0:{slot.component}" + (
            f"–{slot.component + slot.span - 1}" if slot.span > 1 else ""
        )
        title = titled(box, language) if box else say("cusdec.no_box", language)
        body.append(
            row(title, f"`{path}`", ">".join(found.groups) or "–", f"`{found.template}`", place, f"`{_example(found)}`")
        )
    body += ["", f"## {say('cusdec.codes', language)}", "", *_codes(language)]
    body += ["", f"## {say('cusdec.not_carried', language)}", "", say("cusdec.not_carried_why", language), ""]
    body += [
        "- " + " · ".join([*([titled(field.box, language)] if field.box else []), f"`{path}`"])
        for path, field in _not_carried()
    ]
    return in_language("cusdec", language, say("cusdec.title", language), body)


def fields() -> dict[str, Field]:
    """The elements of the DUM and of a request, by path."""
    return {
        **dict(elements(form("dum").root)),
        **{f"{REQUEST}/{path}": each for path, each in elements(form("request").root) if "/" not in path},
    }


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


def path_of(found: Row, slot: Slot) -> str:
    """The path of a value from the root of its form."""
    return "/".join(part for part in (found.context, "" if slot.path == "." else slot.path) if part)


def _example(found: Row) -> str:
    """The segment with the example values of the form."""
    known = fields()
    texts = {(fixed.element, fixed.component): fixed.values[0] for fixed in found.literals}
    places: dict[str, list[Cell]] = {}
    for slot in found.slots:
        if slot.path == "number":
            texts[slot.element, slot.component] = "1"
        elif slot.mode != "other" or all(other is slot or other.path != slot.path for other in found.slots):
            places.setdefault(f"{slot.path}{slot.mode}", []).extend(components_of(found, slot))
    for slot in found.slots:
        field, cells = known.get(path_of(found, slot)), places.pop(f"{slot.path}{slot.mode}", None)
        if field is None or cells is None:
            continue
        text = to_edifact(slot.how, field.example or "")
        for cell, part in spread(text, sorted(cells, key=lambda each: each.order)) or ():
            texts[cell.element, cell.component] = part
    last = max((element for element, _ in texts), default=0)
    elements = [
        [texts.get((number, part), "") for part in range(1, 1 + max((c for e, c in texts if e == number), default=0))]
        for number in range(1, last + 1)
    ]
    return write_segment((found.tag, elements))


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
