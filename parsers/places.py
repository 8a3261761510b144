"""Where each element of a document that libxml2 has read begins, says and ends: an expat pass that does no more."""

from __future__ import annotations

from array import array
from contextlib import suppress
from xml.parsers import expat

BLANKS = " \t\r\n"

Marks = tuple["array[int]", "array[int]", "array[int]"]


def places_of(content: bytes) -> Marks:
    """The byte offsets of start tags, values and end tags in document order; -1 where an element says nothing.

    For documents in UTF-8 or ASCII within all limits. Should expat read less than libxml2, the lists are shorter.
    """
    starts, texts, ends = array("q"), array("q"), array("q")
    opened: list[int] = []
    parser = expat.ParserCreate("UTF-8")

    def start(_name: str, _attributes: list[str]) -> None:
        opened.append(len(starts))
        starts.append(parser.CurrentByteIndex)
        texts.append(-1)
        ends.append(-1)

    def say(data: str) -> None:
        said = data.lstrip(BLANKS)
        if said and texts[opened[-1]] < 0:
            texts[opened[-1]] = parser.CurrentByteIndex + len(data) - len(said)

    def end(_name: str) -> None:
        element, place = opened.pop(), parser.CurrentByteIndex
        # of <a/> expat gives the place behind it; its one tag is both start and end
        at_once = element == len(starts) - 1 and texts[element] < 0 and content.startswith(b"/>", place - 2)
        ends[element] = starts[element] if at_once else place

    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = say
    parser.EndElementHandler = end
    with suppress(expat.ExpatError, ValueError, LookupError):
        parser.Parse(content, True)
    return starts, texts, ends
