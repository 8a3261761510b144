"""How messages, groups and interchanges end: their counts, and what comes behind one that has no end."""

from __future__ import annotations

import pytest

from parsers.edifact.reader import read_whole
from tests.parsers.edifact.test_reader import MESSAGE, UNB, UNZ


@pytest.mark.parametrize(
    ("said", "codes"),
    [("1", []), ("0001", []), ("1.0", []), ("-1", [29]), ("1.5", [29]), ("7,5", [29]), ("99.0", [29]), ("1.", [19])],
)
@pytest.mark.parametrize("trailer", ["UNZ", "UNE", "UNT"])
def test_a_count_is_compared_however_it_is_written(trailer: str, said: str, codes: list[int]) -> None:
    text = "UNB+UNOC:3+A:ZZ+B:ZZ+210713:0631+1'UNG+CONTRL+A+B+210713:0631+1+UN+D:3'"
    text += "UNH+1+CONTRL:D:3:UN'UNT+2+1'UNE+1+1'UNZ+1+1'"
    if trailer == "UNT":
        said = said.replace("1", "2", 1).replace("000", "00")
    text = text.replace(f"{trailer}+{2 if trailer == 'UNT' else 1}+", f"{trailer}+{said}+")
    ((interchange, (message,)),) = read_whole(text.encode())
    found = [*interchange.faults, *(fault for fault in message.faults if fault.tag == "UNT")]
    assert [(fault.code, fault.tag) for fault in found] == [(code, trailer) for code in codes]


@pytest.mark.parametrize("length", [0, 20_000])
@pytest.mark.parametrize("cut", [0, 10])
def test_what_follows_an_interchange_without_an_end_is_read_whatever_its_terminator_and_length(
    length: int, cut: int
) -> None:
    first = UNB + MESSAGE
    first = first[: len(first) - cut] if length == 0 else first
    second = b"UNA:+.? ~" + (UNB + MESSAGE + UNZ).replace(b"'", b"~")
    second = second.replace(b"UNS+D~", b"UNS+D~" + b"FTX+AAA~" * (length // 8))
    found = read_whole(first + second)
    assert [(each.offset, each.end) for each, _ in found] == [(0, len(first)), (len(first), len(first + second))]
    assert [fault.code for fault in found[0][0].faults] == [13]
    assert not found[1][0].faults
