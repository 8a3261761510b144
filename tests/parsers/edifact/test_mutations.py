"""What the tables forbid is told with its exact place, what they allow stays valid: for every row of a message, for
every element of every segment, and for messages drawn and then spoilt.

The judge beside ours is a regular expression over tags, made from the same rows in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.edifact.charsets import charset
from parsers.edifact.message_structure import Placing
from parsers.edifact.moves import plan_of
from parsers.edifact.reader import read_whole
from parsers.edifact.segment import Script, Segment
from schemas.edifact_directory import Node, directory, taken
from tests.parsers.edifact.drawn import DEFAULT, KINDS, Drawer, Elements, interchange, tables_of
from tests.parsers.edifact.seen import Told, told

Segments = list[tuple[str, Elements]]
UNOC = charset("UNOC")
assert UNOC is not None
SCRIPT = Script(DEFAULT, UNOC)
TREES = {kind: tables_of(kind).messages[kind[0]] for kind in taken()}


def permitted(node: Node) -> str:
    """The rows of a message as a regular expression over tags, each with a comma behind; UNS with its D or S."""
    sections = ["D", "S"]

    def row(part: Node) -> str:
        inside = "".join(map(row, part.parts)) if part.parts else f"{part.tag},"
        if part.tag == "UNS" and sections:
            inside = f"UNS{sections.pop(0)},"
        return f"(?:{inside}){{{int(part.mandatory)},{part.repeats}}}"

    return "".join(map(row, node.parts))


@lru_cache
def pattern(kind: tuple[str, str, str, str]) -> re.Pattern[str]:
    return re.compile(permitted(TREES[kind]))


def tags(segments: Segments) -> str:
    return "".join(f"{tag}{elements[0][0] if tag == 'UNS' else ''}," for tag, elements in segments)


def structural(kind: tuple[str, str, str, str], names: list[str]) -> list[tuple[int, int | None, str | None]]:
    """The faults of structure of a message of these tags, as (code, segment, tag)."""
    raws = [name if not name.startswith("UNS") else f"UNS+{name[3:]}" for name in names]
    segments = [Segment(raw[:3], raw.encode(), 0, number, SCRIPT) for number, raw in enumerate(raws, 1)]
    placing = Placing(plan_of(TREES[kind]), segments, 100)
    placing.place_all()
    return [(fault.code, fault.segment, fault.tag) for fault in placing.faults]


def rows(node: Node, way: tuple[tuple[Node, int], ...] = ()) -> Iterator[tuple[Node, tuple[tuple[Node, int], ...]]]:
    """Every row below a node, with the way down to it."""
    for index, part in enumerate(node.parts):
        path = (*way, (node, index))
        yield part, path
        if part.parts:
            yield from rows(part, path)


def least(node: Node, first: bool = False) -> list[str]:
    """The tags of a row that cannot be left out (of a group, of one occurrence)."""
    if not node.parts:
        return [node.tag]
    return [tag for part in node.parts if part.mandatory for tag in least(part)]


def around(path: tuple[tuple[Node, int], ...], middle: list[str]) -> tuple[list[str], int]:
    """The shortest message that has these tags at a row, and how many tags stand before them."""
    before: list[str] = []
    behind: list[str] = []
    for group, index in path:
        before += [tag for part in group.parts[:index] if part.mandatory for tag in least(part)]
        behind = [tag for part in group.parts[index + 1 :] if part.mandatory for tag in least(part)] + behind
    names = [*before, *middle, *behind]
    sections = iter("DS")
    named = [f"UNS{next(sections, '')}" if name == "UNS" else name for name in names]
    return named, len(before)


ROWS = [(kind, row, path) for kind, tree in TREES.items() for row, path in rows(tree) if row.repeats <= 9999]


def test_every_row_may_come_as_often_as_it_says_and_once_more_is_told() -> None:
    allowed, forbidden = 0, 0
    for kind, row, path in ROWS:
        if row.tag == "UNH" or row.tag == "UNT":
            continue
        once = least(row)
        most = row.repeats if row.repeats <= 999 or row.tag == "CST" else 2
        names, before = around(path, once * most)
        assert structural(kind, names) == [], (kind, row.tag, row.group)
        allowed += 1
        if most != row.repeats or row.tag == "UNS":
            continue
        names, before = around(path, once * (most + 1))
        if pattern(kind).fullmatch("".join(f"{name}," for name in names)):
            assert structural(kind, names) == []
            continue
        # A trigger stands once in its group: a second one begins the group again, so it is the group that is too many.
        trigger = path[-1][1] == 0 and bool(path[-1][0].group)
        expected = [(36 if row.parts or trigger else 35, before + len(once) * most + 1, once[0])]
        assert structural(kind, names) == expected, (kind, row.tag, row.group)
        forbidden += 1
    assert (allowed, forbidden) == (282, 218)


def test_every_mandatory_row_that_is_missing_is_told_at_the_segment_before_the_gap() -> None:
    for kind, tree in TREES.items():
        names, _ = around(((tree, 0),), ["UNH"])
        for index in range(1, len(names) - 1):
            short = names[:index] + names[index + 1 :]
            assert structural(kind, short) == [(13, index, names[index][:3])]
        assert structural(kind, ["UNH", "UNT"]) == [(13, 1, name[:3]) for name in names[1:-1]]


def test_a_segment_in_a_wrong_place_is_told_and_the_others_keep_theirs() -> None:
    kind = KINDS[0]
    sound = ["UNH", "BGM", "LOC", "DTM", "RFF", "NAD", "UNSD", "CST", "FTX", "MOA", "UNSS", "UNT"]
    assert structural(kind, sound) == []
    for tag, index in (("AUT", 3), ("CNT", 3), ("BGM", 4), ("LOC", 6), ("XXX", 9), ("UNH", 2), ("GIR", 5), ("UCI", 1)):
        names = [*sound[:index], tag, *sound[index:]]
        assert structural(kind, names) == [(15, index + 1, tag)], (tag, index)


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.sampled_from(KINDS))
def test_a_message_with_its_segments_mixed_up_is_sound_if_and_only_if_the_rows_permit_it(
    seed: int, kind: tuple[str, str, str, str]
) -> None:
    random = Random(seed)
    segments = Drawer(seed, size=0.2).message(kind).segments
    assert pattern(kind).fullmatch(tags(segments))
    body = segments[1:-1]
    for _ in range(random.randint(1, 3)):
        if not body:
            break
        here, there = random.randrange(len(body)), random.randrange(len(body))
        how = random.choice(("drop", "twice", "swap", "next", "move"))
        if how == "drop":
            del body[here]
        elif how == "twice":
            body.insert(here, body[here])
        elif how == "swap":
            body[here], body[there] = body[there], body[here]
        elif how == "next" and here + 1 < len(body):
            body[here], body[here + 1] = body[here + 1], body[here]
        else:
            body.insert(there, body.pop(here))
    segments = [segments[0], *body, ("UNT", [[str(len(body) + 2)], ["M1"]])]
    [(_, [message])] = read_whole(interchange([segments]))
    assert bool(message.faults) == (pattern(kind).fullmatch(tags(segments)) is None)
    assert {fault.level for fault in message.faults} <= {"UCS"}
    numbers = [fault.segment or 0 for fault in message.faults]
    assert numbers == sorted(numbers) and all(0 < number <= len(segments) for number in numbers)


def spoilt(random: Random, segments: Segments, kind: tuple[str, str, str, str]) -> tuple[Segments, Told] | None:
    """A message with one value spoilt, and what must be told; None where this place has nothing to spoil so."""
    tables = directory("syntax3").segments | tables_of(kind).segments
    number = random.randrange(1, len(segments) - 1)
    tag, elements = segments[number]
    elements = [list(element) for element in elements]
    filled = [(e, c) for e, element in enumerate(elements) for c, value in enumerate(element) if value]
    if not filled or tag == "UNS":
        return None
    e, c = random.choice(filled)
    item = tables[tag].items[e]
    component = item.components[c]
    kind_of, codes = component.element.kind, component.element.codes
    how = random.choice(("long", "class", "code", "missing", "character", "components", "elements", "mark", "digit"))
    place = (e + 2, None if item.simple else c + 1)
    named = component.qualified and any(elements[e][c + 1 : c + 3])
    if how == "long":
        elements[e][c] = ("9" if kind_of == "n" else "A") * (component.element.longest + 1)
        code = 39
    elif (
        how in ("class", "mark", "digit") and kind_of == "n" and component.element.shortest != component.element.longest
    ):
        elements[e][c], code = {"class": ("1A", 37), "mark": ("1.", 19), "digit": (".5", 38)}[how]
    elif how == "code" and codes is not None and not named:
        elements[e][c], code = "=" * component.element.shortest, 12
    elif how == "missing" and component.mandatory and sum(map(bool, elements[e])) > 1:
        elements[e][c], code = "", 13
    elif how == "missing" and item.mandatory and sum(map(bool, elements[e])) == 1:
        elements[e], code, place = [""], 13, (e + 2, None)
    elif how == "character" and kind_of == "an" and codes is None:
        elements[e][c], code = "\t" + elements[e][c][1:], 21
    elif how == "components":
        elements[e] += [""] * (len(item.components) - len(elements[e])) + ["X"]
        code, place = 16, (e + 2, len(item.components) + 1)
    elif how == "elements":
        items = len(tables[tag].items)
        elements += [[""]] * (items - len(elements)) + [["X"]]
        code, place = 16, (items + 2, None)
    else:
        return None
    changed = [*segments]
    changed[number] = (tag, elements)
    return changed, ("UCD", code, number + 1, tag, *place)


@settings(max_examples=200)
@given(st.integers(0, 2**32), st.sampled_from(KINDS))
def test_a_value_that_is_spoilt_is_told_at_its_place_and_nothing_else(
    seed: int, kind: tuple[str, str, str, str]
) -> None:
    random = Random(seed)
    segments = Drawer(seed, size=0.15).message(kind).segments
    for _ in range(5):
        found = spoilt(random, segments, kind)
        if found:
            changed, expected = found
            [(_, [message])] = read_whole(interchange([changed]))
            assert told(message.faults) == [expected]


@pytest.mark.parametrize("name", ["D96B", "syntax3", "syntax4"])
def test_no_row_of_a_directory_is_left_out_of_the_messages_drawn(name: str) -> None:
    """Every segment of a directory is drawn somewhere, so that what is said above is said of all."""
    missing = set(directory(name).segments) - {"UNB", "UNZ", "UNG", "UNE", "UNS"}
    kinds = [kind for kind, folder in taken().items() if folder == name]
    for seed in range(200):
        message = Drawer(seed).message(kinds[seed % len(kinds)], service="syntax4" if name == "syntax4" else "syntax3")
        missing -= {tag for tag, _ in message.segments}
        if not missing:
            break
    assert not missing
