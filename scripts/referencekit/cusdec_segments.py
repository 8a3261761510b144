"""The message CUSDEC segment by segment, and a whole one as an example: what the guide has besides its boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from referencekit.form_page import elements
from referencekit.page_text import row, say, table
from renderers.edifact.cusdec import CUSDEC, RELEASE, components_of
from renderers.edifact.fitting import Cell, spread
from renderers.edifact.writing import write_segment
from schemas.edifact_directory import Node, directory
from schemas.edifact_mapping import REQUEST, Block, Row, Slot, message, path_of, rows
from schemas.edifact_values import to_edifact
from schemas.form import Field, form

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "cusdec.edi"
HEADER = (
    ("UNA:+.? '", "C 1"),
    ("UNB+UNOC:3+{0004}:{0007}+{0010}:{0007}+{0017}:{0019}+{0020}++++{0031}++{0035}", "M 1"),
    (f"UNH+{{0062}}+{':'.join(CUSDEC)}", "M 1"),
)
TRAILER = (("UNT+{0074}+{0062}", "M 1"), ("UNZ+{0036}+{0020}", "M 1"))
"""The envelope, which no row of the table has: the segment with its elements by number, and how often."""


def segments_part(language: str) -> Iterator[str]:
    """Every segment in the order of the message, from UNA to UNZ, with what the directory and the form ask of it."""
    yield say("cusdec.order", language)
    yield ""
    yield say("cusdec.envelope_elements", language)
    yield ""
    heads = ("group", "segment", "directory", "required", "boxes_short")
    yield from table(*(say(f"cusdec.{head}", language) for head in heads), say("form.example", language))
    yield from _envelope(HEADER, language)
    for each in rows():
        boxes = dict.fromkeys(box for path in _paths(each) if (box := fields()[path].box))
        needed = _said(_row_needed_with(each), language)
        group = ">".join(each.groups) or "–"
        yield row(group, f"`{each.template}`", _often(each), needed, " ".join(boxes) or "–", f"`{example(each)}`")
    yield from _envelope(TRAILER, language)


def _envelope(lines: Iterable[tuple[str, str]], language: str) -> Iterator[str]:
    for template, often in lines:
        needed = say("yes", language) if often.startswith("M") else ""
        sent = next(line for line in example_message() if line.startswith(template[:3]))
        shown = template if template.startswith("UNA") else sent.removesuffix("'")
        yield row("–", f"`{template}`", often, needed, "–", f"`{shown}`")


def example_message() -> list[str]:
    """A whole interchange of one message, segment by segment: the first message of `examples/cusdec.edi`."""
    lines = EXAMPLE.read_text("ascii").splitlines()
    end = next(number for number, line in enumerate(lines, start=1) if line.startswith("UNT"))
    reference = lines[-1].rpartition("+")[2]
    return [*lines[:end], f"UNZ+1+{reference}"]


def example_part(language: str) -> list[str]:
    """That message as a block of code, from left to right on each page."""
    block = ["```text", *example_message(), "```"]
    return ['<div dir="ltr">', "", *block, "", "</div>"] if language == "ar" else block


def required(path: str, language: str) -> str:
    """Whether the form requires an element: always, with what, or (empty) not."""
    return _said(_needed_with(path), language)


@lru_cache
def fields() -> dict[str, Field]:
    """The elements of the DUM and of a request, by path."""
    return {
        **dict(elements(form("dum").root)),
        **{f"{REQUEST}/{path}": each for path, each in elements(form("request").root) if "/" not in path},
    }


def holds(found: Row, slot: Slot) -> bool:
    """Whether a slot is where its value stands (or begins): no other place, no hint, no rest of a long value."""
    path = path_of(found, slot)
    plain = ((each, other) for each in rows() for other in each.slots if other.mode == "plain")
    first = min((other.order for each, other in plain if path_of(each, other) == path), default=None)
    return slot.mode == "plain" and slot.order == first


def behind(found: Row) -> list[str]:
    """How the segments begin that must stand before this one: the first of each group that it stands in."""
    triggers = [block.trigger for block in _around()[found.number]]
    return [_beginning(trigger) for trigger in triggers if trigger is not None and trigger is not found]


def example(found: Row) -> str:
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
    return _written(found.tag, texts)


def _written(tag: str, texts: dict[tuple[int, int], str]) -> str:
    last = max((element for element, _ in texts), default=0)
    whole = [
        [texts.get((number, part), "") for part in range(1, 1 + max((c for e, c in texts if e == number), default=0))]
        for number in range(1, last + 1)
    ]
    return write_segment((tag, whole))


def _beginning(trigger: Row) -> str:
    """What tells a segment: `TAX+4` whole, and of one with values what is fixed before the first: `NAD+IM…`."""
    first = min(((slot.element, slot.component) for slot in trigger.slots), default=None)
    texts = {
        (fixed.element, fixed.component): fixed.values[0]
        for fixed in trigger.literals
        if first is None or (fixed.element, fixed.component) < first
    }
    return _written(trigger.tag, texts) + ("…" if first else "")


@lru_cache
def _around() -> dict[int, tuple[Block, ...]]:
    """The blocks around each row, by its number, the message first."""

    def walk(block: Block, above: tuple[Block, ...]) -> Iterator[tuple[int, tuple[Block, ...]]]:
        here = (*above, block)
        if block.trigger is not None:
            yield block.trigger.number, here
        for part in block.parts:
            yield from walk(part, here) if isinstance(part, Block) else [(part.number, here)]

    return dict(walk(message(), ()))


def _inside(found: Row) -> list[Row]:
    """A row, and where it begins a group the other rows of that group that are about the same element."""
    others = _around()[found.number][-1].parts if _begins_group(found) else []
    return [found, *(each for each in others if isinstance(each, Row) and each.context == found.context)]


def _begins_group(found: Row) -> bool:
    return _around()[found.number][-1].trigger is found


def _paths(found: Row) -> list[str]:
    """The elements that a row has values of; of one that has none, those of the segments that it stands before."""
    known = fields()
    stand = [found] if found.slots else _inside(found)
    paths = (path_of(each, slot) for each in stand for slot in each.slots)
    return [path for path in paths if path in known]


def _needed_with(path: str) -> str | None:
    """The element that an element must stand with; empty: always, None: it may be left out."""
    known = fields()
    if path not in known or known[path].minimum == 0:
        return None
    parts = path.split("/")
    above = ("/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    return next((each for each in above if each not in known or known[each].minimum == 0), "")


def _row_needed_with(found: Row) -> str | None:
    """The same of a segment: what the directory has in every message, what holds a required value or begins the group
    of one, what alone says that its element is there; one without values stands with those that it stands before."""
    if not found.groups and _node(found).mandatory:
        return ""
    held = [path_of(each, slot) for each in _inside(found) for slot in each.slots if holds(each, slot)]
    if _begins_group(found) and found is next(each for each in rows() if each.context == found.context):
        held.append(found.context)
    needed = [with_ for with_ in map(_needed_with, held) if with_ is not None]
    return min(needed or ([] if found.slots else held), key=len, default=None)


def _said(with_: str | None, language: str) -> str:
    if not with_:
        return "" if with_ is None else say("yes", language)
    return say("cusdec.with", language, element=f"`{with_}`")


def _often(found: Row) -> str:
    """M or C and the repeats of the directory, of the group for its first segment; then how many hold a long text."""
    node = _node(found)
    return f"{'M' if node.mandatory else 'C'} {node.repeats}" + (f" ({found.times}×)" if found.times > 1 else "")


def _node(found: Row) -> Node:
    """The row of the directory's table for a segment, or for the group that it begins."""
    node = directory(RELEASE).messages[CUSDEC[0]]
    for group in found.groups:
        node = next(part for part in node.parts if part.group == group)
    return (
        node if _begins_group(found) else next(part for part in node.parts if part.tag == found.tag and not part.group)
    )
