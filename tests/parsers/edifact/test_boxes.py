"""The box of a fault of form: by section of the message, by the segment's own qualifiers."""

from __future__ import annotations

import pytest
from lxml import etree

from parsers.edifact.box_segments import Boxes, BoxPlace
from parsers.edifact.reader import read_whole
from tests.parsers.edifact.test_round_trip import EXAMPLES, sent


@pytest.mark.parametrize(
    ("begins", "turn", "element", "component", "expected"),
    [
        ("MOA+43", 1, 2, 2, BoxPlace("23", None)),
        ("LOC+27", 1, 3, 1, BoxPlace("13", None)),
        ("LOC+27", 3, 3, 1, BoxPlace("36", 2)),
        ("NAD+IM", 1, 5, 1, BoxPlace("8", None)),
        ("RFF+ADZ", 1, 2, 2, BoxPlace("12", None)),
        ("MEA+AAF", 1, 4, 2, BoxPlace("32", 2)),
        ("CST+3", 1, 3, 1, BoxPlace("30", 3)),
        ("CST+3", 1, 2, 1, BoxPlace("29", 3)),
        ("TAX+1", 4, 4, 1, BoxPlace("B", 2)),
        ("TAX+3", 1, 4, 1, BoxPlace("C", None)),
        ("BGM", 1, 3, 1, BoxPlace("1", None)),
        ("UNS+D", 1, 2, 1, BoxPlace(None, None)),
    ],
)
def test_a_place_has_its_box(begins: str, turn: int, element: int, component: int, expected: BoxPlace) -> None:
    root = etree.parse(EXAMPLES[0].parent / "import.xml", etree.XMLParser(remove_comments=True)).getroot()
    ((_, (message,)),) = read_whole(sent(root)[0])
    meant = [each for each in message.segments if each.raw.decode().startswith(begins)][turn - 1]
    found = Boxes(message.segments).at(meant.number, element, component)
    assert found == expected


def test_a_place_that_is_not_there_has_none() -> None:
    assert Boxes([]).at(3, 2, 1) == BoxPlace()
