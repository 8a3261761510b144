"""One finding as an error point of CUSRES: ERP, RFF, ERC, FTX.

- `ERP+<section>:<article>:<box>+<segment's tag>:<its number in the message>:5`: 1049 is 10 for an article, 6 for what
  closes the message, else 1; where the place in the message is not known, the second element is left out.
- `RFF+ZZZ:C<box>`: the box at fault first, then the related ones.
- `ERC+<code>::ZZZ`: this gateway's own code, stable for ever.
- `FTX+AAO++<mark>:ZZZ:ZZZ+<text>`: `REFUSED` or `WARNED` with what is wrong, `FIX` with the remedy, then `PLACE`,
  `VALUE` and `SOURCE` where there is something to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from renderers.edifact.free_text import free_text
from renderers.edifact.writing import Segment
from schemas.edifact_faults import place_words
from schemas.findings import Finding, SegmentPlace

HEADING, SUMMARY, ARTICLE = "1", "6", "10"
AT_THE_END = frozenset({"CNT", "AUT", "UNT"})
AS_TRANSMITTED = "5"
"""1159: the number counts segments as they were sent."""

MOST_REFERENCES = 9
LENGTH_OF_TAG = 3
"""What was sent as a tag may be longer, and has no place in 9166 then."""


def error_point(finding: Finding, language: str) -> Iterator[Segment]:
    """The segments of one finding, in `language` (fr, en, ar): at most 8 FTX."""
    place = finding.position.segment if finding.position is not None else None
    article = "" if finding.article is None else str(finding.article)
    box = finding.box if finding.box and finding.box.isdigit() else ""
    yield "ERP", [[_section(finding, place), article, box], _segment(place)]
    boxes = [each for each in (finding.box, *finding.related_boxes) if each]
    for each in boxes[:MOST_REFERENCES]:
        yield "RFF", [["ZZZ", f"C{each}"]]
    yield "ERC", [[finding.code, "", "ZZZ"]]
    yield from free_text("AAO", finding.message(language), language, finding.severity.upper(), most=2)
    yield from free_text("AAO", finding.fix(language), language, "FIX", most=2)
    if place is not None and place.tag:
        said = place_words(place.tag, place.segment, place.element, place.component)[language]
        yield from free_text("AAO", said, language, "PLACE")
    yield from free_text("AAO", finding.value or "", language, "VALUE", most=2)
    yield from free_text("AAO", finding.source, language, "SOURCE")


def _section(finding: Finding, place: SegmentPlace | None) -> str:
    if finding.article is not None:
        return ARTICLE
    return SUMMARY if place is not None and place.tag in AT_THE_END else HEADING


def _segment(place: SegmentPlace | None) -> list[str]:
    if place is None or not place.segment or not place.tag or len(place.tag) != LENGTH_OF_TAG:
        return []
    return [place.tag, str(place.segment), AS_TRANSMITTED]
