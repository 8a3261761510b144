"""CONTRL: what the reader found is said at the right level and place, in a message that our own tables take."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.judging.edifact_control import control_of, used_before
from parsers.edifact.reader import read_whole
from renderers.edifact.contrl import render_contrl
from renderers.edifact.notice_records import Control, ElementFault, MessageControl, SegmentControl

from .written import Plain, by_pydifact, sound

AT = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
UNB = b"UNB+UNOC:3+TRANSIT01:ZZ:BACK+ADII:ZZ:GATE+260701:0930+IC0001'"
CUSDEC = b"UNH+1+CUSDEC:D:96B:UN:MADUM1'BGM+929+LRN1+9'UNS+D'CST+1+8708299000:122:ZZZ'UNS+S'UNT+6+1'"
UNZ = b"UNZ+1+IC0001'"
FOREIGN = sorted((Path(__file__).parent / "foreign").glob("*.edi"))
PARTIES = [["TRANSIT01", "ZZ", "BACK"], ["ADII", "ZZ", "GATE"]]


def addressed(made: Control) -> Control:
    """As it goes out."""
    return replace(made, answer_reference="C1", issued_at=AT)


def control(content: bytes) -> Control:
    ((interchange, _),) = read_whole(content)
    made = control_of(interchange)
    assert made is not None
    made = addressed(made)
    again = Control.from_record(json.loads(json.dumps(made.to_record())))
    assert again == made
    return made


def answer(content: bytes) -> Plain:
    """The CONTRL on `content` between UNH and UNT, read again by our reader."""
    return said(control(content))


def said(made: Control) -> Plain:
    rendered = render_contrl(made)
    read = sound(rendered)
    assert by_pydifact(rendered)[1:-1] == read
    return read[1:-1]


def test_a_sound_interchange_is_acknowledged_with_its_own_references() -> None:
    assert answer(UNB + CUSDEC + UNZ) == [("UCI", [["IC0001"], *PARTIES, ["7"]])]


def test_a_type_that_only_begins_as_contrl_is_answered() -> None:
    ((read, _),) = read_whole(UNB + CUSDEC.replace(b"CUSDEC", b"CONTRLX") + b"UNZ+1+IC0001'")
    control = control_of(read)
    assert control is not None
    assert [each.identifier[0] for each in control.messages] == ["CONTRL"]


def test_the_answer_goes_back_by_the_addresses_that_were_given() -> None:
    header = by_pydifact(render_contrl(control(UNB + CUSDEC + UNZ)))[0]
    assert header[1][1:3] == [PARTIES[1], PARTIES[0]]
    elsewhere = replace(control(UNB + CUSDEC + UNZ), answer_recipient=("BOX", "ZZ"), answer_sender=("US",))
    assert by_pydifact(render_contrl(elsewhere))[0][1][1:3] == [["US"], ["BOX", "ZZ"]]


def test_a_reference_too_long_is_said_at_its_element() -> None:
    long = CUSDEC.replace(b"LRN1", b"L" * 36)
    assert answer(UNB + long + UNZ) == [
        ("UCI", [["IC0001"], *PARTIES, ["7"]]),
        ("UCM", [["1"], ["CUSDEC", "D", "96B", "UN", "MADUM1"], ["4"]]),
        ("UCS", [["2"]]),
        ("UCD", [["39"], ["3", "1"]]),
    ]


def test_elements_come_before_what_follows_their_segment_and_segments_in_order() -> None:
    broken = CUSDEC.replace(b"BGM+929+LRN1+9'", b"").replace(b"CST+1+8708299000:122:ZZZ'", b"CST+X+:122:ZZZ'")
    broken = broken.replace(b"UNT+6", b"UNT+5")
    (_, message, *rest) = answer(UNB + broken + UNZ)
    assert message[1][2] == ["4"]
    assert rest[0] == ("UCS", [["1"], ["13"]])
    assert rest[1] == ("UCS", [["3"]])
    assert [fault for fault in rest[2:] if fault[0] == "UCD"] == [
        ("UCD", [["37"], ["2"]]),
        ("UCD", [["13"], ["3", "1"]]),
    ]


def test_a_wrong_count_rejects_the_message_and_names_its_trailer() -> None:
    (_, message) = answer(UNB + CUSDEC.replace(b"UNT+6", b"UNT+9") + UNZ)
    assert message[1][2:5] == [["4"], ["29"], ["UNT"]]


def test_a_fault_of_the_envelope_rejects_everything() -> None:
    (interchange,) = answer(UNB + CUSDEC + UNZ.replace(b"+1+", b"+2+"))
    assert interchange[1][3:6] == [["4"], ["29"], ["UNZ"]]
    (cut_off,) = answer(UNB + CUSDEC)
    assert cut_off[1][3:6] == [["4"], ["13"], ["UNZ"]]


def test_a_reference_used_before_rejects_everything() -> None:
    assert said(used_before(control(UNB + CUSDEC + UNZ))) == [
        ("UCI", [["IC0001"], *PARTIES, ["4"], ["26"], ["UNB"], ["6"]])
    ]


def test_of_the_messages_the_rejected_ones_are_named() -> None:
    second = CUSDEC.replace(b"UNH+1", b"UNH+2").replace(b"UNT+6+1", b"UNT+7+2")
    content = UNB + CUSDEC + second + b"UNZ+2+IC0001'"
    assert [(segment[1][0], segment[1][2]) for segment in answer(content)[1:]] == [(["2"], ["4"])]


def test_messages_stand_under_their_group() -> None:
    group = b"UNG+CUSDEC+A:ZZ+B:ZZ+260701:0930+G%d+UN+D:96B'%bUNE+1+G%d'"
    bad = CUSDEC.replace(b"+9'", b"+9+X+X'")
    content = UNB + group % (1, CUSDEC, 1) + group % (2, bad.replace(b"+1+C", b"+2+C").replace(b"6+1'", b"6+2'"), 2)
    read = answer(content + b"UNZ+2+IC0001'")
    assert [tag for tag, _ in read] == ["UCI", "UCF", "UCM", "UCS", *["UCD"] * (len(read) - 4)]
    assert read[1] == ("UCF", [["G2"], ["A", "ZZ"], ["B", "ZZ"], ["7"]])


def test_syntax_4_is_answered_by_contrl_4_1() -> None:
    unb = UNB.replace(b"UNOC:3", b"UNOY:4").replace(b"260701", b"20260701")
    rendered = render_contrl(control(unb + CUSDEC.replace(b"+9'", b"+9'RFF+ABE:1*ABT:2'") + UNZ))
    assert sound(rendered)[0][1][1] == ["CONTRL", "4", "1", "UN"]
    assert rendered.startswith(b"UNA:+.?*'\nUNB+UNOY:4+")


def test_codes_of_syntax_4_are_unspecified_before_it() -> None:
    fault = SegmentControl(2, None, (ElementFault(45, 3, 1, 2),))
    message = MessageControl("1", ("CUSDEC", "D", "96B", "UN"), "4", None, (fault,))
    for version, said in ((3, [["18"], ["3", "1"]]), (4, [["45"], ["3", "1", "2"]])):
        record = Control(
            ("A",), ("B",), "R", "7", None, (message,), (), "UNOC", version, False, "C1", ("B",), ("A",), AT
        )
        assert sound(render_contrl(record))[4] == ("UCD", said)


def test_what_is_missing_or_too_long_in_the_subject_leaves_the_answer_sound() -> None:
    unb = b"UNB+UNOB:2+:ZZ+" + b"B" * 50 + b":TOOLONG+260701:0930+" + b"R" * 30 + b"'"
    (interchange,) = answer(unb + CUSDEC + b"UNZ+1+" + b"R" * 30 + b"'")
    assert interchange[1][:4] == [["R" * 14], ["-", "ZZ"], ["B" * 35, "TOOL"], ["4"]]


def test_never_more_than_the_directory_has_room_for() -> None:
    elements = tuple(ElementFault(12, 2, number) for number in range(1, 200))
    segments = tuple(SegmentControl(number, None, elements[:1]) for number in range(1, 1500))
    message = MessageControl("1", ("CUSDEC", "D", "96B", "UN"), "4", None, segments)
    many = MessageControl("2", ("CUSDEC", "D", "96B", "UN"), "4", None, (SegmentControl(2, None, elements),))
    record = Control(("A",), ("B",), "R", "7", None, (message, many), (), "UNOC", 3, False, "C1", ("B",), ("A",), AT)
    tags = [tag for tag, _ in sound(render_contrl(record))]
    assert tags.count("UCS") == 999 + 1
    assert tags.count("UCD") == 999 + 99


@pytest.mark.parametrize(
    "content",
    [b"no interchange", UNB + b"UNH+1+CONTRL:D:3:UN'UCI+X+A:ZZ+B:ZZ+7'UNT+3+1'" + UNZ],
)
def test_nobody_is_answered_where_there_is_nobody_and_never_a_contrl(content: bytes) -> None:
    ((interchange, _), *_) = read_whole(content)
    assert control_of(interchange) is None


def test_a_contrl_among_others_is_not_named() -> None:
    other = b"UNH+C+CONTRL:D:3:UN'UCI+X+A:ZZ+B:ZZ+7'UNT+3+C'"
    bad = CUSDEC.replace(b"UNT+6", b"UNT+7")
    named = answer(UNB + other.replace(b"UNT+3", b"UNT+4") + bad + b"UNZ+2+IC0001'")
    assert [segment[1][0] for segment in named] == [["IC0001"], ["1"]]


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.name)
def test_what_others_wrote_is_answered_soundly(path: Path) -> None:
    for interchange, _ in read_whole(path.read_bytes()):
        made = control_of(interchange)
        if made is not None:
            made = addressed(made)
            assert Control.from_record(json.loads(json.dumps(made.to_record()))) == made
            assert sound(render_contrl(made))[1][0] == "UCI"
        else:
            assert interchange.header is None or {message.type for message in interchange.messages} == {"CONTRL"}


@given(st.data())
def test_whatever_is_broken_the_answer_is_sound(data: st.DataObject) -> None:
    content = bytearray(UNB + CUSDEC + UNZ)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 3))
        content[at : at + length] = data.draw(st.binary(max_size=3) | st.sampled_from([b"'", b"+", b":"]))
    for interchange, _ in read_whole(bytes(content)):
        made = control_of(interchange)
        assert made is None or sound(render_contrl(addressed(made)))
