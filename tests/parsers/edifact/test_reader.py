"""Drawn messages are taken, with their groups; what is odd about an interchange or a message is told at its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.edifact.reader import Agreement, EdifactLimits, read_whole
from tests.parsers.edifact.drawn import DEFAULT, KINDS, ODD, Drawer, interchange, shape
from tests.parsers.edifact.seen import interchanges, told

UNB = b"UNB+UNOC:3+A:ZZ+B:ZZ+261101:1200+R1'"
MESSAGE = b"UNH+M1+CUSDEC:D:96B:UN:X1'BGM+929+REF+9'UNS+D'UNS+S'UNT+5+M1'"
UNZ = b"UNZ+1+R1'"
SOUND = UNB + MESSAGE + UNZ
FOURTH = SOUND.replace(b"UNOC:3", b"UNOC:4").replace(b"261101", b"20261101")


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.sampled_from(KINDS), st.sampled_from(["UNOA", "UNOC", "UNOI", "UNOY"]), st.booleans())
def test_a_drawn_message_is_sound_and_its_groups_are_found(
    seed: int, kind: tuple[str, str, str, str], syntax: str, odd: bool
) -> None:
    drawn = Drawer(seed, syntax).message(kind)
    content = interchange([drawn.segments], syntax, characters=ODD if odd else DEFAULT, una=odd)
    [(read, [message])] = read_whole(content)
    assert (read.faults, message.faults) == ([], [])
    assert message.tree is not None
    assert shape(message.tree) == drawn.tree
    assert [(each.tag, each.elements) for each in message.segments] == [
        (tag, elements or []) for tag, elements in drawn.segments
    ]


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from(["UNOB", "UNOK", "UNOW", "UNOY"]))
def test_syntax_4_is_read_with_its_own_service_segments(seed: int, syntax: str) -> None:
    drawn = Drawer(seed, syntax).message(("CONTRL", "4", "1", "UN"), service="syntax4")
    [(read, [message])] = read_whole(interchange([drawn.segments], syntax, "4"))
    assert (read.directory, read.faults, message.faults) == ("syntax4", [], [])


def test_the_sound_one_is_sound() -> None:
    for content in (SOUND, FOURTH):
        [(read, [message])] = read_whole(content)
        assert not read.rejected and not message.rejected
        assert (read.reference, read.sender, message.association, message.end - message.offset) == (
            "R1",
            ["A", "ZZ"],
            "X1",
            len(MESSAGE),
        )


ENVELOPES: list[tuple[bytes, list[tuple[object, ...]]]] = [
    (SOUND.replace(b"UNZ+1+", b"UNZ+2+"), [("UCI", 29, None, "UNZ", 2, None)]),
    (SOUND.replace(b"UNZ+1+R1", b"UNZ+1+R2"), [("UCI", 28, None, "UNZ", 3, None)]),
    (SOUND.replace(b"UNZ+1+R1", b"UNZ+x+R1"), [("UCI", 37, None, "UNZ", 2, None)]),
    (SOUND.replace(UNZ, b""), [("UCI", 13, None, "UNZ", None, None)]),
    (SOUND.replace(b"UNZ+1+R1", b"UNZ+1"), [("UCI", 13, None, "UNZ", 3, None)]),
    (SOUND.replace(b"UNOC:3", b"UNOC:9"), [("UCI", 2, None, "UNB", 2, 2)]),
    (SOUND.replace(b"UNOC:3", b"UNOX:3"), [("UCI", 2, None, "UNB", 2, 1)]),
    (FOURTH.replace(b"UNOC:4", b"UNOX:4"), [("UCI", 46, None, "UNB", 2, 1)]),
    (SOUND.replace(b"261101:1200", b"2611:1200"), [("UCI", 40, None, "UNB", 5, 1)]),
    (SOUND.replace(b"A:ZZ", b":ZZ"), [("UCI", 13, None, "UNB", 3, 1)]),
    (SOUND.replace(b"+R1'UNH", b"+R1++++++1++1'UNH"), [("UCI", 16, None, "UNB", 13, None)]),
    (SOUND.replace(b"+R1'UNH", b"+R1++++7'UNH"), [("UCI", 12, None, "UNB", 10, None)]),
    (UNB + UNZ.replace(b"1+", b"0+"), [("UCI", 32, None, "UNB", None, None)]),
    (UNB + b"BGM+1'" + MESSAGE + UNZ, [("UCI", 33, None, "BGM", None, None)]),
    (UNB + MESSAGE + b"UNT+1+1'" + UNZ, [("UCI", 15, None, "UNT", None, None)]),
    (UNB + MESSAGE + b"UNE+1+1'" + UNZ, [("UCI", 15, None, "UNE", None, None)]),
    (b"UNA::.? '" + SOUND, [("UCI", 20, None, "UNA", None, None)]),
    (b"UNAA+.? '" + SOUND, [("UCI", 20, None, "UNA", None, None)]),
    (FOURTH.replace(b"A:ZZ+", b"A:ZZ:+"), [("UCI", 45, None, "UNB", 3, 3)]),
    (SOUND.replace(b"A:ZZ+", b"A:ZZ:+"), []),
    (b"garbage", [("UCI", 0, None, None, None, None)]),
    (b"", [("UCI", 0, None, None, None, None)]),
    (b" \r\n", [("UCI", 0, None, None, None, None)]),
    (b"UNA:+.? '", [("UCI", 0, None, None, None, None)]),
    (b"UNB+UNOC:3+A+B+261101:1200+R1", [("UCI", 0, None, None, None, None)]),
]


@pytest.mark.parametrize(("content", "expected"), ENVELOPES)
def test_a_fault_of_the_envelope_rejects_the_interchange_and_no_message(
    content: bytes, expected: list[tuple[object, ...]]
) -> None:
    [(read, messages)] = read_whole(content)
    assert told(read.faults) == expected
    assert read.rejected == bool(expected)
    assert not any(message.rejected for message in messages)


MESSAGES: list[tuple[bytes, list[tuple[object, ...]]]] = [
    (SOUND.replace(b"UNT+5", b"UNT+6"), [("UCM", 29, 5, "UNT", 2, None)]),
    (SOUND.replace(b"UNT+5+M1", b"UNT+5+M2"), [("UCM", 28, 5, "UNT", 3, None)]),
    (SOUND.replace(b"UNT+5+M1'", b""), [("UCM", 13, None, "UNT", None, None)]),
    (SOUND.replace(b"CUSDEC", b"ORDERS"), [("UCM", 12, 1, "UNH", 3, 1)]),
    (SOUND.replace(b"96B", b"97A"), [("UCM", 3, 1, "UNH", 3, 3)]),
    (SOUND.replace(b"D:96B", b"S:96B"), [("UCM", 3, 1, "UNH", 3, 2)]),
    (FOURTH.replace(b"96B:UN", b"96B:EN"), [("UCM", 14, 1, "UNH", 3, 4)]),
    (SOUND.replace(b":X1'", b":TOOLONG'"), [("UCM", 39, 1, "UNH", 3, 5)]),
    (SOUND.replace(b"UNH+M1", b"UNH+"), [("UCM", 13, 1, "UNH", 2, None), ("UCM", 28, 5, "UNT", 3, None)]),
    (
        SOUND.replace(b"+9'", b"+\xa49'").replace(b"UNOC", b"UNOB"),
        [("UCD", 21, 2, "BGM", 4, None), ("UCD", 12, 2, "BGM", 4, None)],
    ),
    (SOUND.replace(b"REF", b"R\nF"), [("UCD", 21, 2, "BGM", 3, 1)]),
    (SOUND.replace(b"REF", b"ref").replace(b"UNOC", b"UNOA"), [("UCD", 21, 2, "BGM", 3, 1)]),
    (SOUND.replace(b"REF", b"R\xc3F").replace(b"UNOC", b"UNOY"), [("UCD", 21, 2, "BGM", 3, 1)]),
    (FOURTH.replace(b"REF", b"REF:"), [("UCD", 45, 2, "BGM", 3, 2)]),
    (FOURTH.replace(b"+9'", b"+9+'"), [("UCD", 45, 2, "BGM", 5, None)]),
    (FOURTH.replace(b"REF", b"REF*TWO"), [("UCD", 35, 2, "BGM", 3, None)]),
    (SOUND.replace(b"REF", b"REF*TWO"), []),
    (SOUND.replace(b"BGM", b"'BGM").replace(b"UNT+5", b"UNT+6"), [("UCS", 15, 2, "", None, None)]),
]


@pytest.mark.parametrize(("content", "expected"), MESSAGES)
def test_a_fault_of_a_message_rejects_it_alone(content: bytes, expected: list[tuple[object, ...]]) -> None:
    [(read, [message])] = read_whole(content)
    assert told(message.faults) == expected
    assert message.rejected == bool(expected)
    assert not read.rejected


def test_one_bad_message_does_not_stop_the_others() -> None:
    bad = MESSAGE.replace(b"UNS+D'", b"")
    content = UNB + MESSAGE + bad.replace(b"M1", b"M2") + MESSAGE.replace(b"M1", b"M3") + UNZ.replace(b"1+", b"3+")
    [(read, messages)] = read_whole(content)
    assert not read.rejected
    assert [message.rejected for message in messages] == [False, True, False]
    assert told(messages[1].faults) == [("UCS", 13, 2, "UNS", None, None), ("UCM", 29, 4, "UNT", 2, None)]


def test_two_messages_of_one_reference() -> None:
    [(_, messages)] = read_whole(UNB + MESSAGE + MESSAGE + UNZ.replace(b"1+", b"2+"))
    assert [told(message.faults) for message in messages] == [[], [("UCM", 26, 1, "UNH", 2, None)]]


def test_groups() -> None:
    ung, une = b"UNG+CUSDEC+A:ZZ+B:ZZ+261101:1200+G1+UN+D:96B'", b"UNE+1+G1'"
    for content, expected in (
        (UNB + ung + MESSAGE + une + UNZ, []),
        (UNB + ung + MESSAGE + une.replace(b"1+", b"2+") + UNZ, [("UCF", 29, None, "UNE", 2, None)]),
        (UNB + ung + MESSAGE + une.replace(b"G1", b"G2") + UNZ, [("UCF", 28, None, "UNE", 3, None)]),
        (UNB + ung + MESSAGE + UNZ, [("UCF", 13, None, "UNE", None, None)]),
        (UNB + ung + une.replace(b"1+", b"0+") + UNZ, [("UCF", 32, None, "UNG", None, None)]),
        (UNB + ung + MESSAGE + une + MESSAGE + UNZ, [("UCI", 30, None, "UNH", None, None)]),
        (UNB + MESSAGE + ung + MESSAGE + une + UNZ, [("UCI", 30, None, "UNG", None, None)]),
        (
            UNB + ung + MESSAGE + MESSAGE.replace(b"CUSDEC", b"CUSRES").replace(b"M1", b"M2") + b"UNE+2+G1'" + UNZ,
            [("UCF", 31, None, "UNH", 3, 1)],
        ),
        (
            UNB + ung + MESSAGE + une + ung + MESSAGE + une + UNZ.replace(b"1+", b"2+"),
            [("UCF", 26, None, "UNG", 6, None)],
        ),
    ):
        [(read, messages)] = read_whole(content)
        assert told(read.faults) == expected
        assert [message.group for message in messages if message.group] == ["G1"] * sum(
            group.messages for group in read.groups
        )
        assert read.rejected == any(level == "UCI" for level, *_ in expected)
        assert any(group.rejected for group in read.groups) == any(level == "UCF" for level, *_ in expected)


def test_two_groups_of_one_reference_are_told_apart_by_their_place() -> None:
    group = b"UNG+CUSDEC+A:ZZ+B:ZZ+261101:1200+G1+UN+D:96B'" + MESSAGE + b"UNE+1+G1'"
    [(read, messages)] = read_whole(UNB + group + group + UNZ.replace(b"1+", b"2+"))
    assert [(message.group, message.group_number, message.rejected) for message in messages] == [
        ("G1", 1, False),
        ("G1", 2, False),
    ]
    assert [(group.number, group.rejected) for group in read.groups] == [(1, False), (2, True)]


def test_several_interchanges_each_with_its_own_service_characters() -> None:
    odd = b"UNA|*,! ~" + SOUND.replace(b"+", b"*").replace(b":", b"|").replace(b"'", b"~\r\n")
    lines = b"UNA:+.? \n" + SOUND.replace(b"'", b"\r\n")
    unreleased = b"UNA:+.  '" + SOUND.replace(b"REF", b"RE?F")
    content = b"\xef\xbb\xbf" + odd + SOUND + b"\n" + lines + b"\xef\xbb\xbf" + unreleased + b"\x03\x1a"
    read = read_whole(content)
    assert [(each.faults, [message.faults for message in messages]) for each, messages in read] == [([], [[]])] * 4
    assert [len(each.warnings) for each, _ in read] == [1, 0, 0, 1]
    assert [messages[0].segments[1].value(3) for _, messages in read] == ["REF", "REF", "REF", "RE?F"]


def test_the_reading_goes_on_behind_garbage_and_behind_a_missing_end() -> None:
    cut = SOUND.replace(UNZ, b"")
    content = b"MAIL HEADER\n" + SOUND + b"trailer\n" + cut + b"UNA:+.? '" + cut + b"\xef\xbb\xbf" + SOUND
    assert [told(each.faults) for each in interchanges([content])] == [
        [("UCI", 0, None, None, None, None)],
        [],
        [("UCI", 0, None, None, None, None)],
        [("UCI", 13, None, "UNZ", None, None)],
        [("UCI", 13, None, "UNZ", None, None)],
        [],
    ]


def test_the_repetition_character_of_a_una_in_syntax_4() -> None:
    content = FOURTH.replace(b"REF", b"R*F")
    for una, expected in ((b"", 35), (b"UNA:+.?*'", 35), (b"UNA:+.? '", None), (b"UNA:+.?^'", None)):
        [(_, [message])] = read_whole(una + content)
        assert [fault.code for fault in message.faults] == ([expected] if expected else [])
    [(_, [message])] = read_whole(b"UNA:+.?^'" + FOURTH.replace(b"REF", b"A:1^B^C?^D:2"))
    assert message.segments[1].elements[1] == ["A", "1"]
    assert message.segments[1].repeated == {1: [["B"], ["C^D", "2"]]}
    [fault] = message.faults
    assert (fault.code, fault.element, fault.occurrence) == (35, 3, 2)
    assert message.segments[1].place_of(3, 2, 3) == 9 + FOURTH.index(b"REF") + len(b"A:1^B^C?^D:")


def test_what_was_agreed() -> None:
    def codes(content: bytes, agreement: Agreement) -> list[tuple[int, int | None]]:
        [(read, messages)] = read_whole(content, agreement=agreement)
        faults = [*read.faults, *(fault for message in messages for fault in message.faults)]
        return [(fault.code, fault.element) for fault in faults]

    test = SOUND.replace(b"+R1'UNH", b"+R1++++++1'UNH")
    latin = SOUND.replace(b"UNOC", b"UNOA").replace(b"REF", b"R\xc9F")
    assert codes(SOUND, Agreement(own=("B", "ZZ"), sender=("A", "ZZ"), associations=frozenset({"X1"}))) == []
    assert codes(SOUND, Agreement(own=("C", "ZZ"))) == [(7, 4)]
    assert codes(SOUND, Agreement(own=("B", ""))) == [(7, 4)]
    assert codes(SOUND, Agreement(sender=("C", "ZZ"))) == [(23, 3)]
    assert codes(SOUND, Agreement(associations=frozenset({"X2"}))) == [(14, 3)]
    assert codes(SOUND.replace(b":X1", b""), Agreement(associations=frozenset({"X2"}))) == [(13, 3)]
    assert codes(test, Agreement()) == []
    assert codes(test, Agreement(tests=False)) == [(25, 12)]
    assert codes(latin, Agreement()) == [(21, 3)]
    assert codes(latin, Agreement(latin1=True)) == []
    twice = latin.replace(b"UNZ+1", latin[latin.index(b"UNH") : latin.index(b"UNZ")].replace(b"M1", b"M2") + b"UNZ+2")
    [(read, [message, _])] = read_whole(twice, agreement=Agreement(latin1=True))
    assert [fault.code for fault in read.warnings] == [81]
    assert message.segments[1].value(3) == "RÉF"


def test_limits_are_told_and_never_raised() -> None:
    def codes(content: bytes, **limits: int) -> list[tuple[str, int, str | None]]:
        found = read_whole(content, EdifactLimits(**limits))
        faults = [*found[0][0].faults, *(fault for message in found[0][1] for fault in message.faults)]
        return [(fault.level, fault.code, fault.tag) for fault in faults if fault.code != 13]

    many = UNB + MESSAGE + MESSAGE.replace(b"M1", b"M2") + UNZ.replace(b"1+", b"2+")
    assert codes(SOUND, max_segments=4) == [("UCM", 18, None)]
    assert codes(SOUND, max_segments=5) == []
    assert codes(SOUND, max_message_bytes=40) == [("UCM", 18, None)]
    assert codes(SOUND.replace(b"REF", b"R" * 31), max_segment_bytes=40) == [("UCS", 18, "BGM")]
    assert codes(SOUND, max_bytes=len(SOUND) - 1) == [("UCI", 18, None)]
    assert codes(SOUND, max_bytes=len(SOUND)) == []
    assert codes(many, max_messages=1) == [("UCI", 18, None)]
    assert codes(many, max_messages=2) == []
    spoilt = SOUND.replace(b"UNS+D'", b"XXX'" * 10 + b"UNS+D'").replace(b"UNT+5", b"UNT+15")
    assert codes(spoilt, max_faults=3) == [("UCS", 15, "XXX")] * 3 + [("UCM", 18, None)]
    assert len(read_whole(SOUND * 5, EdifactLimits(max_interchanges=3))) == 4


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("UNB+UNOA:4+A:ZZ+B:ZZ+210713:0631+1", []),
        ("UNB+UNOA:4+A:ZZ+B:ZZ+20210713:0631+1", []),
        ("UNB+UNOA:4+A:ZZ+B:ZZ+2107:0631+1", [40]),
        ("UNB+UNOA:3+A:ZZ+B:ZZ+20210713:0631+1", []),  # as the CUSCAR of a shipping line
        ("UNB+UNOA:3+A:ZZ+B:ZZ+2021071306:0631+1", [39]),
        ("UNB+UNOA:3+A:ZZ+B:ZZ+2021JUL1:0631+1", [37]),
        ("UNB+UNOC:3+A:ZZ+B:ZZ+210713:0631+1++++0+EANCOM+0", []),
        ("UNB+UNOC:3+A:ZZ+B:ZZ+210713:0631+1++++2", [12]),
    ],
)
def test_what_many_senders_write_in_unb_is_taken(header: str, codes: list[int]) -> None:
    body = "UNH+1+CONTRL:4:1:UN'" if ":4+" in header else "UNH+1+CONTRL:D:3:UN'"
    ((interchange, _),) = read_whole(
        f"{header}'{body}UCI+1+A+B+7'UNT+3+1'UNZ+1+1'".encode(), agreement=Agreement(tests=False)
    )
    assert [fault.code for fault in interchange.faults] == codes
    assert not interchange.test
    assert interchange.acknowledgement_request in ("", "2")


def test_past_the_limit_of_interchanges_it_is_said_whatever_stood_before() -> None:
    one = "UNB+UNOC:3+A:ZZ+B:ZZ+210713:0631+{0}'UNH+1+CONTRL:D:3:UN'UCI+1+A+B+7'UNT+3+1'UNZ+1+{0}'"
    content = one.format(1) + one.format(2) + "garbage " + one.format(3) + one.format(4)
    found = read_whole(content.encode(), EdifactLimits(max_interchanges=3))
    assert [(each.reference, [fault.code for fault in each.faults]) for each, _ in found] == [
        ("1", []),
        ("2", []),
        ("", [0]),
        ("", [18]),
    ]
