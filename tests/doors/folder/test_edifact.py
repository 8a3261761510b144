"""EDIFACT in the drop folder: taken with the attachments that its messages name, whatever the name says it is."""

from __future__ import annotations

import time

import pytest

from parsers.attachment_names import MOST_NAMES, attachment_names
from tests.doors.folder.dropping import House

LIMIT = 10_000_000
LONG = "facture " + "n" * 62


def edifact(*names: str, head: bytes = b"UNA:+.? '", split: bool = False) -> bytes:
    """An interchange whose message names these files, each whole in one component or over several."""
    parts = b""
    for name in names:
        text = name.replace("?", "??").replace("'", "?'").replace("+", "?+").replace(":", "?:")
        pieces = [text] if not split else [name[at : at + 70] for at in range(0, len(name), 70)]
        pieces += [""] * (3 - len(pieces))
        parts += f"FTX+DOC++380:ZZZ:ZZZ+{':'.join(pieces)}:{'0' * 64}:1'\n".encode("latin-1")
    body = b"UNH+1+CUSDEC:D:96B:UN:MADUM1'BGM+913+X+9'" + parts + b"FTX+AAA+++not.pdf'UNT+5+1'UNZ+1+1'"
    return head + b"UNB+UNOC:3+A+B+260101:0101+1'" + body


def test_it_waits_for_what_its_messages_name(house: House) -> None:
    house.drop("a.EDI", edifact("x.pdf", "y.pdf"))
    house.drop("x.pdf", b"%PDF-x")
    house.scan(3)
    assert house.accepting.arrivals == {}
    house.drop("y.pdf", b"%PDF-y")
    house.scan(3)
    (arrival,) = house.accepting.arrivals.values()
    assert (arrival.name, arrival.attachments) == ("a.EDI", (("x.pdf", b"%PDF-x"), ("y.pdf", b"%PDF-y")))
    assert house.left() == [] and house.refusals() == []


def test_what_is_in_a_file_says_what_it_is_and_not_its_name(house: House) -> None:
    house.drop("a.xml", edifact("x.pdf"))
    house.drop("x.pdf", b"%PDF-x")
    house.scan(3)
    assert [len(each.attachments) for each in house.accepting.arrivals.values()] == [1]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (edifact("b.pdf", "a.pdf", "b.pdf"), ("b.pdf", "a.pdf")),
        (edifact("it's 1+1:2?.pdf"), ("it's 1+1:2?.pdf",)),
        (edifact(LONG + "+.pdf".replace("+", "x"), split=True), (f"{LONG}x.pdf",)),
        (edifact("pi\xe8ce.pdf"), ("pi\xe8ce.pdf",)),
        (b"\xef\xbb\xbf\r\n" + edifact("a.pdf", head=b""), ("a.pdf",)),
        (edifact("a.pdf").replace(b"'", b"~").replace(b"+.? ~", b"+.? ~"), ("a.pdf",)),
        (edifact("a.pdf") + b"\r\n" + edifact("b.pdf", head=b""), ("a.pdf", "b.pdf")),
        (edifact("a.pdf").replace(b"UNZ", b"XYZ"), ("a.pdf",)),
        (edifact(*(f"{number}.pdf" for number in range(MOST_NAMES + 9))), tuple(f"{n}.pdf" for n in range(MOST_NAMES))),
        (b"UNB", ()),
        (b"UNA:+.? '", ()),
        (b"FTX+DOC+++a.pdf'", None),
    ],
)
def test_the_names_are_found_as_they_are_written(content: bytes, names: tuple[str, ...] | None) -> None:
    assert attachment_names(content, LIMIT) == names


@pytest.mark.parametrize(
    ("head", "again", "times"),
    [
        (b"UNB+UNOC:3+", b"?", LIMIT),
        (b"", b"UNA:+.? '", LIMIT // 9),
        (b"", b"UNA:+.? 'UNB+UNOC:3'", LIMIT // 20),
        (b"", b"UNB'", LIMIT // 4),
        (b"", b"UNB+UNOC:3+A:ZZ+B:ZZ+260101:1000+1'", LIMIT // 35),
        (b"UNB+UNOC:3'FTX+DOC+++", b"+:", LIMIT // 2),
        (b"UNB+UNOC:3'", b"FTX+AAA'", LIMIT // 8),
    ],
)
def test_a_hostile_body_costs_little_time(head: bytes, again: bytes, times: int) -> None:
    content = head + again * times
    begin = time.process_time()
    assert attachment_names(content, 2 * LIMIT) == ()
    assert time.process_time() - begin < 5
