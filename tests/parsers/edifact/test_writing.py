"""Writing EDIFACT: what goes in comes out of any reader, in a character set that holds it, and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.edifact.writing import CHARACTER_SETS, Element, Interchange, Segment, chosen, fitted, write_segment

from .written import Plain, by_pydifact

AT = datetime(2026, 1, 2, 22, 30, tzinfo=UTC)
IDENTIFIER = ("CUSDEC", "D", "96B", "UN", "MADUM1")

LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Co", "Cn"), exclude_characters="\ufffd"
)
VALUES = st.one_of(st.text(LETTERS, max_size=20), st.text("?+:'* \"é", max_size=8))
ELEMENTS = st.one_of(st.none(), VALUES, st.lists(VALUES, max_size=4))
SEGMENTS = st.lists(st.tuples(st.sampled_from(["FTX", "RFF", "BGM"]), st.lists(ELEMENTS, max_size=5)), max_size=6)


def written(segments: list[Segment], **given: object) -> bytes:
    interchange = Interchange(("A", "ZZ"), ("B", "ZZ"), "R1", AT, **given)  # type: ignore[arg-type]
    interchange.message(IDENTIFIER, segments)
    return interchange.to_bytes()


def plain(segments: list[Segment]) -> Plain:
    """What a reader must see of segments: components, with nothing empty at an end."""
    found = []
    for tag, elements in segments:
        lists = [_components(element) for element in elements]
        while lists and not lists[-1]:
            lists.pop()
        found.append((tag, lists))
    return found


def _components(element: Element) -> list[str]:
    parts = [element] if element is None or isinstance(element, str) else list(element)
    values = [part or "" for part in parts]
    while values and not values[-1]:
        values.pop()
    return values


@given(SEGMENTS, st.sampled_from(["UNOA", "UNOC", "UNOI", "UNOY"]), st.booleans())
def test_another_parser_reads_what_was_written(segments: list[Segment], syntax: str, lines: bool) -> None:
    content = written(segments, syntax=syntax, lines=lines)
    header, message, *body, trailer, end = by_pydifact(content)
    assert body == plain(segments)
    assert message == ("UNH", [["1"], list(IDENTIFIER)])
    assert trailer == ("UNT", [[str(len(segments) + 2)], ["1"]])
    assert end == ("UNZ", [["1"], ["R1"]])
    assert header[1][1:] == [["A", "ZZ"], ["B", "ZZ"], header[1][3], ["R1"]]


def test_the_envelope_to_the_letter() -> None:
    interchange = Interchange(("A", "ZZ", "IN"), ("B",), "R1", AT, test=True, acknowledge=True, application="APP")
    interchange.message(IDENTIFIER, [("BGM", ["929", ["LRN", None, ""], "", None])], "M7")
    interchange.message(IDENTIFIER, [])
    assert interchange.to_bytes() == (
        b"UNA:+.? '\n"
        b"UNB+UNOC:3+A:ZZ:IN+B+260102:2330+R1++APP++1++1'\n"
        b"UNH+M7+CUSDEC:D:96B:UN:MADUM1'\nBGM+929+LRN'\nUNT+3+M7'\n"
        b"UNH+2+CUSDEC:D:96B:UN:MADUM1'\nUNT+2+2'\n"
        b"UNZ+2+R1'\n"
    )


def test_syntax_4_has_a_long_date_and_releases_the_repetition_sign() -> None:
    content = written([("FTX", ["a*b"])], version=4)
    assert content.startswith(b"UNA:+.?*'\nUNB+UNOC:4+A:ZZ+B:ZZ+20260102:2330+R1'\n")
    assert b"FTX+a?*b'" in content
    assert b"FTX+a*b'" in written([("FTX", ["a*b"])], version=3)


@pytest.mark.parametrize(
    ("text", "asked", "highest", "expected"),
    [
        ("DUM 12", ("UNOA", 1), 4, ("UNOA", 1)),
        ("Dum", ("UNOA", 1), 4, ("UNOB", 1)),
        ("A#", ("UNOB", 2), 4, ("UNOC", 3)),
        ("é", ("UNOA", 2), 4, ("UNOC", 3)),
        ("é", ("UNOA", 2), 2, ("UNOA", 2)),
        ("é", ("UNOY", 4), 4, ("UNOY", 4)),
        ("Жé", ("UNOC", 3), 4, ("UNOY", 4)),
        ("Ж", ("UNOC", 3), 3, ("UNOE", 3)),
        ("رسم", ("UNOC", 3), 4, ("UNOI", 4)),
        ("رسم", ("UNOC", 3), 3, ("UNOC", 3)),
        ("é", ("UNOC", 1), 1, ("UNOC", 3)),
        ("a", ("UNOX", 3), 4, ("UNOB", 3)),
    ],
)
def test_the_set_asked_for_is_kept_as_long_as_it_holds_the_text(
    text: str, asked: tuple[str, int], highest: int, expected: tuple[str, int]
) -> None:
    assert chosen(text, *asked, highest) == expected


def test_a_party_outside_of_the_set_raises_it_too() -> None:
    interchange = Interchange(("SOCIÉTÉ",), ("B",), "R1", AT, syntax="UNOA", version=2)
    assert "UNB+UNOC:3+SOCIÉTÉ+B" in interchange.to_bytes().decode("latin-1")


@given(st.text(max_size=40), st.sampled_from(list(CHARACTER_SETS)))
def test_what_no_allowed_set_holds_still_gives_bytes_that_can_be_read(text: str, syntax: str) -> None:
    content = written([("FTX", [text])], syntax=syntax, version=1, highest_version=1)
    (_, _, (tag, elements), *_) = by_pydifact(content)
    assert tag == "FTX"
    assert not elements or not any(letter < " " for letter in elements[0][0])


def test_an_accent_is_lost_before_the_letter_is() -> None:
    assert fitted("éÉß×رa", "UNOA") == "EE" + "??" * 3 + "A"
    assert fitted("éa\n", "UNOB") == "ea\n"


def test_control_characters_and_undecodable_ones_do_not_travel() -> None:
    assert write_segment(("FTX", ["a\r\nb\tc\x00d\u2028e\ufffdf\ud800"])) == "FTX+a  b c d e??f??"


def test_a_time_without_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="zone"):
        Interchange(("A",), ("B",), "R1", datetime(2026, 1, 2)).to_bytes()
