"""What is compared of a CONTRL: all that it says, and nothing of when, by whom and under which reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.certify.answers import Answer
from gateway.certify.compare_answers import compared
from gateway.certify.contrl_answers import differences
from gateway.certify.fresh_edifact import Parties, refreshed
from gateway.certify.kit import Kit, Vector

from .conftest import KIT

SENT = (KIT / "interchanges" / "value-too-long.edi").read_bytes()
ANSWER = (KIT / "interchanges" / "value-too-long.contrl-1.edi").read_bytes()
FRESH = refreshed(SENT, 10**14 + 3)


def fresh_answer() -> bytes:
    """The expected CONTRL as a gateway would write it on what was sent: other time, reference, addresses, a test."""
    kit_reference, sent_reference = (
        content.split(b"+")[5 if b"UNA" not in content else 9] for content in (SENT, FRESH)
    )
    answer = ANSWER.replace(kit_reference, sent_reference)
    begin, end = answer.index(b"UNB+"), answer.index(b"UNH+")
    header = b"UNB+UNOC:3+OTHER:ZZ+BOX:1+270101:2359+OURS++++++1'\n"
    return answer[:begin] + header + answer[end : answer.index(b"UNZ+")] + b"UNZ+1+OURS'\n"


def lost(answer: bytes) -> list[tuple[int, str, str]]:
    found = differences({1: ANSWER}, {1: answer}, SENT, FRESH)
    return [(each.interchange, each.expected, each.came) for each in found]


def test_the_same_with_another_date_reference_and_address_is_right() -> None:
    assert FRESH != SENT and lost(fresh_answer()) == []


def test_what_was_sent_between_other_parties_is_read_as_the_kits() -> None:
    sent = refreshed(SENT, 10**14 + 3, Parties("BROKER:1", "CUSTOMS:ZZ"))
    answer = fresh_answer().replace(b"+KIT:ZZZ+DUMGATE:ZZZ+", b"+BROKER:1+CUSTOMS:ZZ+")
    assert differences({1: ANSWER}, {1: answer}, SENT, sent) == ()
    (told,) = differences({1: ANSWER}, {1: fresh_answer().replace(b"DUMGATE", b"ANOTHER")}, SENT, sent)
    assert "ANOTHER" in told.came


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"UCD+39+3:1", b"UCD+39+3"), (b"UCD+39+3:1", b"UCD+40+3:1"), (b"UCS+2", b"UCS+3"), (b"+4'\nUCS", b"+7'\nUCS"),
     (b"+7'\nUCM", b"+4'\nUCM"), (b"UCI+", b"UCI+X"), (b"CUSDEC:D:96B", b"CUSDEC:D:99B"), (b"KIT:ZZZ+D", b"KIT+D"),
     (b"CONTRL:D:3:UN", b"CONTRL:D:3:UN:X"), (b"UNOC:3", b"UNOD:3")],
)  # fmt: skip
def test_whatever_it_says_otherwise_is_told(before: bytes, after: bytes) -> None:
    answer = fresh_answer()
    assert answer.count(before) == 1
    ((number, expected, came),) = lost(answer.replace(before, after))
    assert number == 1 and expected != came and expected and came


def test_a_segment_less_or_more_is_told() -> None:
    less = fresh_answer().replace(b"UCD+39+3:1'\n", b"").replace(b"UNT+6", b"UNT+5")
    assert lost(less) == [(1, "UCD+39+3:1", "")]
    more = fresh_answer().replace(b"UCD+39+3:1'\n", b"UCD+39+3:1'\nUCD+12+4'\n").replace(b"UNT+6", b"UNT+7")
    assert lost(more) == [(1, "", "UCD+12+4")]


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"\xff\xfe" * 1000, SENT, ANSWER + ANSWER, ANSWER[:-20], b"UNB+UNOC:3'" * 50_000]
)
def test_what_is_no_contrl_is_told(answer: bytes) -> None:
    ((_, expected, came),) = lost(answer)
    assert expected.startswith("UNB+UNOC:3") and came != expected


def test_one_missing_and_one_too_many_lose_the_point(kit: Kit) -> None:
    vector = next(each for each in kit.vectors if each.path.name == "sound-two-interchanges.edi")
    assert vector.contrl is not None
    both = {number: path.read_bytes() for number, path in vector.contrl.items()}
    sent = vector.path.read_bytes()
    assert compared(vector, Answer(False, (), both), sent).is_right
    first_only = compared(vector, Answer(False, (), {1: both[1]}), sent)
    assert not first_only.is_right and [each.interchange for each in first_only.contrl] == [2]
    exchanged = compared(vector, Answer(False, (), {1: both[2], 2: both[1]}), sent)
    assert [each.interchange for each in exchanged.contrl] == [1, 2]
    control = next(each for each in kit.vectors if each.path.name == "control-comes.edi")
    answered = compared(control, Answer(False, (), {1: both[1]}), control.path.read_bytes())
    assert not answered.is_right and answered.verdict_is_right


def test_of_a_declaration_no_contrl_is_looked_at(kit: Kit) -> None:
    vector = Vector("a/b.edi", Path("b.edi"), "a", "rule", "010", False, (), {}, (), "")
    assert compared(vector, Answer(False, (), {1: b"x"})).is_right
