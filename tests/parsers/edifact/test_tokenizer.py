"""Segments as sent: their elements, where each stands in the bytes, the service characters that a UNA may choose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.edifact.charsets import charset
from parsers.edifact.envelope import service_characters
from parsers.edifact.patterns import quick
from parsers.edifact.segment import Script, Segment, ServiceCharacters, split_released
from parsers.edifact.tokenizer import Tokenizer, blocks
from parsers.edifact.values import Checker
from schemas.edifact_directory import SegmentTable, directory
from tests.parsers.edifact.drawn import DEFAULT, Drawer, line

TABLES = [*directory("D96B").segments.values(), *directory("syntax4").segments.values()]


def script(syntax: str = "UNOC", characters: ServiceCharacters = DEFAULT) -> Script:
    found = charset(syntax)
    assert found is not None
    return Script(characters, found)


def segment(raw: bytes, how: Script | None = None) -> Segment:
    return Segment(raw[:3].decode(), raw, 100, 2, how or script())


def test_elements_components_and_releases() -> None:
    assert segment(b"BGM+929::9+A?+B?:C??+").split() == [["929", "", "9"], ["A+B:C?"], [""]]
    assert segment(b"BGM+929::9+A?+B?:C??+").elements == [["929", "", "9"], ["A+B:C?"]]
    assert segment(b"BGM+1++::+?+++:").elements == [["1"], [""], ["", "", ""], ["+"]]
    assert segment(b"BGM+:+").elements == []
    assert segment(b"BGM").elements == []
    assert segment(b"FTX+???'+??:??").elements == [["?'"], ["?", "?"]]
    assert segment(b"FTX+A?").elements == [["A?"]]
    assert segment(b"FTX+A?+B", script("UNOC", ServiceCharacters(release=""))).elements == [["A?"], ["B"]]
    repeating = script("UNOC", ServiceCharacters(repetition="*"))
    found = segment(b"FTX+A:1*B?**C:2+D", repeating)
    assert (found.elements, found.repeated) == ([["A", "1"], ["D"]], {0: [["B*"], ["C", "2"]]})
    assert segment(b"FTX+A*B").elements == [["A*B"]]


def test_where_a_component_stands() -> None:
    raw = "NAD+EX+1?+2:é?:x+++fin".encode()
    found = segment(raw, script("UNOY"))
    assert found.value(3, 2) == "é:x"
    places = (
        (1, 1, b"NAD"),
        (2, 1, b"EX"),
        (3, 1, b"1?+2"),
        (3, 2, "é".encode()),
        (6, 1, b"fin"),
    )
    for element, component, text in places:
        assert found.place_of(element, component) == 100 + raw.index(text)
    assert found.place_of(9) == found.place_of(6, 4) == 100 + len(raw)


@given(st.lists(st.text("ab?'", max_size=6), max_size=8))
def test_what_is_released_is_not_split_at(values: list[str]) -> None:
    sent = "'".join(value.replace("?", "??").replace("'", "?'") for value in values)
    pieces = split_released(sent, "'", "?")
    assert [script().plain(piece) for piece in pieces] == (values or [""])


@given(st.lists(st.binary(max_size=9)), st.integers(1, 12))
def test_blocks_are_the_same_bytes_in_one_size(chunks: list[bytes], size: int) -> None:
    found = list(blocks(chunks, size))
    assert b"".join(found) == b"".join(chunks)
    assert all(len(block) == size for block in found[:-1])
    assert not found or 0 < len(found[-1]) <= size


@given(st.text("ab'?", max_size=40), st.integers(1, 9))
def test_pieces_are_cut_at_unreleased_terminators_with_their_offsets(text: str, block: int) -> None:
    content = text.encode()
    tokens = Tokenizer([content], 1000, 1000, block)
    found = []
    while batch := tokens.batch():
        offset, pieces = batch
        for piece in pieces:
            assert content[offset : offset + len(piece) + 1] == piece + b"'"
            found.append(piece)
            offset += len(piece) + 1
    assert found == split_released(content, b"'", b"?")[:-1]


@pytest.mark.parametrize(
    ("una", "expected"),
    [
        (b"UNA:+.? '", ServiceCharacters()),
        (b"UNA:+,?*'", ServiceCharacters(decimal=",", repetition="*")),
        (b"UNA|*,! ~", ServiceCharacters("|", "*", ",", "!", "", "~")),
        (b"UNA\x1f\x1d.\\ \x1c", ServiceCharacters("\x1f", "\x1d", ".", "\\", "", "\x1c")),
        (b"UNA:+.  \n", ServiceCharacters(release="", terminator="\n")),
        (b"UNA:+.?+'", ServiceCharacters()),
        (b"UNA::.? '", None),
        (b"UNA:+.'?'", None),
        (b"UNA:+.? A", None),
        (b"UNA1+.? '", None),
        (b"UNA +.? '", None),
        (b"UNA:\xe9.? '", None),
    ],
)
def test_service_characters(una: bytes, expected: ServiceCharacters | None) -> None:
    assert service_characters(una) == expected


@settings(max_examples=300)
@given(
    st.sampled_from(TABLES),
    st.sampled_from(["UNOA", "UNOC", "UNOE", "UNOY"]),
    st.integers(0, 2**32),
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from([*"+:?*'1.,-A=aé\u0416\x85\n", "", ":ZZZ"])), max_size=3),
)
def test_what_the_quick_judge_takes_has_no_fault(
    table: SegmentTable, syntax: str, seed: int, noise: list[tuple[int, str]]
) -> None:
    text = line(table.tag, Drawer(seed, syntax).elements(table))[:-1]
    for at, sign in noise:
        text = text[: 3 + at] + sign + text[4 + at :]
    for characters in (DEFAULT, ServiceCharacters(repetition="*")):
        how = script(syntax, characters)
        raw = text.encode(how.charset.codec, "replace")
        pattern, lists = quick(table, how)
        match = pattern.fullmatch(how.charset.decode(raw))
        taken = match is not None and all(
            value is None or value in codes for value, codes in zip(match.groups(), lists, strict=True)
        )
        faults = list(Checker(how, False).faults(Segment(table.tag, raw, 0, 2, how), table, "UCD"))
        if taken:
            assert faults == []
        if not noise and characters is DEFAULT:
            assert faults == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.tag)
def test_the_quick_judge_takes_what_is_lawful_and_not_released(table: SegmentTable) -> None:
    """So that nearly all of a sound message is judged quickly."""
    how = script()
    pattern, _ = quick(table, how)
    for seed in range(10):
        text = line(table.tag, Drawer(seed).elements(table))[:-1]
        assert "?" in text or pattern.fullmatch(text)
