"""Fresh references for EDIFACT: new in every interchange that has sound ones, and nothing else moves by a byte."""

from __future__ import annotations

import pytest

from gateway.certify.fresh_edifact import Parties, envelopes, refreshed
from gateway.certify.kit import EDIFACT, Kit, KitError
from parsers.edifact.reader import Fault, read_whole

from .conftest import segments_of

HEAD = b"UNB+UNOC:3+KIT:ZZZ+DUMGATE:ZZZ+260616:1014+ABCDEFGHIJKLMN++++1'\n"
MESSAGE = b"UNH+1+CUSDEC:D:96B:UN:MADUM1'\nBGM+913+REF?+A/2026-1+%s'\nUNT+3+1'\n"
FIRST, OTHER = 10**14 + 7, 10**14 + 8


def references(content: bytes) -> list[str]:
    """0020 of each interchange."""
    return [reference for (reference,), _, _ in envelopes(content)]


def of(function: bytes, first: bytes = HEAD, trailer: bytes = b"UNZ+1+ABCDEFGHIJKLMN'\n") -> bytes:
    return first + MESSAGE.replace(b"?+", b"-") % function + trailer


def places(content: bytes) -> list[tuple[object, ...]]:
    """Every fault of an input at its place."""
    found: list[Fault] = []
    for interchange, messages in read_whole(content):
        found += interchange.faults + interchange.warnings + [fault for each in messages for fault in each.faults]
    return [(each.level, each.code, each.offset, each.segment, each.element, each.component) for each in found]


def test_every_interchange_of_the_kit_keeps_its_length_and_all_but_its_references(kit: Kit) -> None:
    fresh = 0
    for number, vector in enumerate(kit.of_form(EDIFACT).vectors):
        content = vector.path.read_bytes()
        one = refreshed(content, FIRST + number)
        assert len(one) == len(content), vector.file
        assert places(one) == places(content), vector.file
        for before, after in zip(segments_of(content), segments_of(one), strict=True):
            if before.tag != "BGM":
                assert before.elements == after.elements, vector.file
            else:
                assert (before.elements[0], before.elements[2:]) == (after.elements[0], after.elements[2:])
        for reference, other in zip(references(content), references(one), strict=True):
            sound = 0 < len(reference) <= 14
            assert (reference != other) == sound, vector.file
            fresh += sound
    assert fresh > 450


def test_two_interchanges_differ_as_before_and_two_of_one_reference_stay_so(kit: Kit) -> None:
    by_name = {vector.path.stem: vector.path.read_bytes() for vector in kit.vectors if vector.contrl is not None}
    first, second = references(refreshed(by_name["sound-two-interchanges"], FIRST))
    assert first != second
    assert len(set(references(refreshed(by_name["interchange-twice"], FIRST)))) == 1
    messages = segments_of(refreshed(by_name["sound-two-messages"], FIRST))
    assert len({each.value(3) for each in messages if each.tag == "BGM"}) == 2


def test_another_number_gives_another_reference_and_the_trailer_goes_with_it() -> None:
    one, other = refreshed(of(b"53"), FIRST), refreshed(of(b"53"), OTHER)
    assert len({*references(one), *references(other), "ABCDEFGHIJKLMN"}) == 3
    assert places(one) == places(of(b"53"))
    wrong = of(b"53", trailer=b"UNZ+1+ABCDEFGHIJKLMX'\n")
    assert refreshed(wrong, FIRST).endswith(b"UNZ+1+ABCDEFGHIJKLMX'\n")


@pytest.mark.parametrize("function", [b"9", b"46", b"53", b"4", b"5", b"1"])
def test_whatever_it_asks_for_it_gets_a_verdict_only(function: bytes) -> None:
    assert [each.value(4) for each in segments_of(refreshed(of(function), FIRST)) if each.tag == "BGM"] == ["53"]


def test_what_is_wrong_on_purpose_stays() -> None:
    assert b"+99'" in refreshed(of(b"99"), FIRST)
    long = of(b"53", HEAD.replace(b"ABCDEFGHIJKLMN", b"ABCDEFGHIJKLMNO"), b"UNZ+1+ABCDEFGHIJKLMNO'\n")
    assert references(refreshed(long, FIRST)) == ["ABCDEFGHIJKLMNO"]


def test_what_is_not_written_plainly_stays() -> None:
    content = HEAD + MESSAGE % b"53" + b"UNZ+1+ABCDEFGHIJKLMN'\n"
    assert b"REF?+A/2026-1" in refreshed(content, FIRST)


@pytest.mark.parametrize(
    "content",
    [b"", b"UNB", b"UNB+'", b"\xff" * 200_000, b"UNA:+.? '" * 20_000, b"UNB+UNOC:3'" * 20_000, b"?" * 100_000,
     b"UNB+UNOC:3+A+B+260101:1000+R'UNZ+1+R", b"UNB+UNOI:4+A+B+20260101:1000+\xa1\xff'UNZ+0+\xa1\xff'"],
)  # fmt: skip
def test_rubbish_keeps_its_length(content: bytes) -> None:
    assert len(refreshed(content, FIRST)) == len(content)


def test_it_goes_between_the_parties_that_are_named_and_what_shows_another_keeps_it(kit: Kit) -> None:
    parties = Parties("BROKER:1", "CUSTOMS")
    for vector in kit.of_form(EDIFACT).vectors:
        content = vector.path.read_bytes()
        one = refreshed(content, FIRST, parties)
        for (_, sender, recipient), (_, by, to) in zip(envelopes(content), envelopes(one), strict=True):
            usual = recipient == ["DUMGATE", "ZZZ"]
            assert by == (["BROKER", "1", *sender[2:]] if sender[:2] == ["KIT", "ZZZ"] else sender), vector.file
            assert to == (["CUSTOMS"] if usual else recipient), vector.file
        assert one.count(b"\n") == content.count(b"\n")
        faults = [(each[:2], each[3:]) for each in places(one)]
        assert faults == [(each[:2], each[3:]) for each in places(content)], vector.file


@pytest.mark.parametrize("address", ["A+B", "A'", "é", ":ZZZ", "A:B:C", "A:ZZZZZ", "A" * 36, "A\n"])
def test_what_is_no_address_is_told(address: str) -> None:
    for parties in ({"sender": address}, {"recipient": address}):
        with pytest.raises(KitError, match="no EDIFACT address"):
            Parties(**parties)
