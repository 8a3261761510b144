"""From a fault of EDIFACT to a finding: the code, and a place that is found without knowing the standard.

The code is `EDI` and the two digits of the standard's own list of errors (ISO 9735, data element 0085).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from schemas import words
from schemas.findings import Finding, Position, SegmentPlace, finding

Words = dict[str, str]

MISSING, UNSPECIFIED, WRONG_CLASS = 13, 18, 37
LINE_ENDS = ("U+000A", "U+000D")
LONGEST_TAG = 10
"""Characters of a tag that a sentence shows: three are right, what was sent may be anything."""

CODES = {
    0: "EDI00",
    2: "EDI02",
    3: "EDI03",
    7: "EDI07",
    12: "EDI12",
    13: "EDI13",
    14: "EDI14",
    15: "EDI15",
    16: "EDI16",
    18: "EDI18",
    19: "EDI19",
    20: "EDI20",
    21: "EDI21",
    23: "EDI23",
    25: "EDI25",
    26: "EDI26",
    28: "EDI28",
    29: "EDI29",
    30: "EDI30",
    31: "EDI31",
    32: "EDI32",
    33: "EDI33",
    35: "EDI35",
    36: "EDI36",
    37: "EDI37",
    38: "EDI38",
    39: "EDI39",
    40: "EDI40",
    45: "EDI45",
    46: "EDI46",
    80: "EDI80",
    81: "EDI81",
    82: "EDI82",
    83: "EDI83",
    84: "EDI84",
    85: "EDI85",
    86: "EDI86",
}
"""By 0085; 0 and from 80 on are ours: no interchange at all, and what the reader or the form remarks."""


def fault_finding(
    code: int,
    *,
    segment: int | None = None,
    tag: str | None = None,
    element: int | None = None,
    component: int | None = None,
    occurrence: int | None = None,
    value: str | None = None,
    facts: Mapping[str, Any] | None = None,
    at: Position | None = None,
) -> Finding:
    """The finding for an error code (0085) at a place, which is as `place_words` takes it.

    `facts` are those that are known: `item` (an element), `group`, `limit`, `found`, `expected` (a value, several, or
    for code 37 a format such as `n..6`). Of a missing segment, `tag` is its own and `segment` the number of the last
    one before the gap.
    """
    known = dict(facts or {})
    missing = code == MISSING and element is None
    unsaid = words.phrase("edifact.unsaid")
    expected = known.get("expected")
    said: dict[str, Any] = {
        "segment": tag or "",
        "position": segment or "",
        "item": _missing(known, tag) if missing else item_words(_named(known), str(known.get("group") or ""), tag),
        "hint": words.phrase(f"edifact.advice.{_advice(str(known.get('found', '')))}"),
        "limit": known.get("limit", unsaid),
        "found": known.get("found", unsaid),
        "expected": _class_words(str(expected or "")) if code == WRONG_CLASS else _listed(expected) or unsaid,
        "place": _gap(segment) if missing else place_words(tag, segment, element, component, occurrence),
    }
    return finding(CODES.get(code, CODES[UNSPECIFIED]), position=at, value=value, facts=said)


def place_words(
    tag: str | None,
    segment: int | None = None,
    element: int | None = None,
    component: int | None = None,
    occurrence: int | None = None,
) -> Words:
    """A place in words: the tag of the segment, its number in the message (0096; none or 0 in the envelope), the
    element as 0098 counts (the tag is 1), its repetition where it is not the first, and the component (0104). Without
    a tag or a number it is the interchange."""
    shown = words.shown(tag or "", LONGEST_TAG)
    kind = "segment" if shown and segment else "service" if shown else "number" if segment else "interchange"
    place = words.phrase(f"edifact.place.{kind}", segment=shown, position=str(segment))
    further = occurrence if occurrence and occurrence > 1 else None
    for name, number in (("element", element), ("occurrence", further), ("component", component)):
        if number is not None:
            place = words.phrase(f"edifact.place.{name}", before=place, **{name: str(number)})
    return place


def whole_place(place: SegmentPlace) -> Words:
    """A place in words from the interchange down: interchange 1, message 2 (its reference), segment 35 (MEA) ..."""
    parts = [words.phrase("edifact.place.which", interchange=str(place.interchange))]
    if place.message is not None:
        named = {"number": str(place.message), "reference": place.reference or ""}
        parts = [words.phrase("edifact.place.of-message", before=parts[0], **named)]
    if place.tag:
        parts.append(place_words(place.tag, place.segment, place.element, place.component))
    return words.listed(parts)


def item_words(item: str, group: str = "", tag: str | None = None) -> Words:
    """What is meant, by its name in the directory: an element (`1004`, `C002`), a group (`SG30`) with the segment that
    it begins with, or a segment."""
    shown = words.shown(tag or "", LONGEST_TAG)
    if group:
        return words.phrase("edifact.item.group", item=group, segment=shown)
    if item or not shown:
        return words.phrase("edifact.item.element" if item else "edifact.item.value", item=item)
    return words.phrase("edifact.item.segment", item=shown)


def _missing(known: Mapping[str, Any], tag: str | None) -> Words:
    """A segment or group that is not there, by its key in the message: of the two UNS, which."""
    if known.get("group"):
        return item_words("", str(known["group"]), tag)
    return item_words("", tag=str(known.get("item") or tag or ""))


def _advice(character: str) -> str:
    """Which remedy there is for a character (`U+000A`) that its repertoire has not."""
    if character in LINE_ENDS:
        return "line-end"
    code = int(character[2:], 16) if re.fullmatch("U[+][0-9A-F]{4,6}", character) else None
    return "charset" if code is None or unicodedata.category(chr(code)) != "Cc" else "control"


def _named(known: Mapping[str, Any]) -> str:
    """An element by its name, with what may stand there where that is one value."""
    item, expected = str(known.get("item") or ""), known.get("expected")
    return f"{item} ({expected})" if item and isinstance(expected, str) and expected.isalnum() else item


def _gap(segment: int | None) -> Words:
    """Where something is missing: behind a segment of a message, or in the envelope."""
    return words.phrase("edifact.place.after", before=place_words(None, segment)) if segment else place_words(None)


def _class_words(written: str) -> Words:
    """The characters that a format (`an..35`, `a3`, `n..6`) takes."""
    kind = written.rstrip("0123456789.")
    return words.phrase(f"edifact.class.{kind}", otherwise="edifact.class.an")


def _listed(expected: object) -> str:
    if isinstance(expected, Iterable) and not isinstance(expected, str):
        return ", ".join(str(each) for each in expected)
    return "" if expected is None else str(expected)
