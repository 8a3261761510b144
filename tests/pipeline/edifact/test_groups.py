"""Functional groups from end to end: each may count its messages anew, and a rejected one is seen by people."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from tests.pipeline.edifact.conftest import House
from tests.pipeline.edifact.interchanges import declared, segments
from tests.service.declaring import small

pytestmark = pytest.mark.service


HEAD = b"UNG+CUSDEC+ATLAS:ZZZ+DUMGATE:ZZZ+260701:0900+G%d+UN+D:96B:MADUM1'"


def grouped(sizes: Sequence[int], said: int = 0) -> bytes:
    """An interchange in groups of so many messages, 0062 from 1 in each; `said` is added to the count of UNE."""
    content = declared(*(small() for _ in range(sum(sizes))))
    messages = iter(re.findall(rb"UNH[+].*?'UNT[+][^']*'", content, re.DOTALL))
    groups = b""
    for number, size in enumerate(sizes, start=1):
        groups += HEAD % number
        for reference in range(1, size + 1):
            message = re.sub(rb"^UNH[+][^+]*", b"UNH+%d" % reference, next(messages))
            groups += re.sub(rb"(UNT[+][0-9]*[+])[^']*", rb"\g<1>%d" % reference, message)
        groups += b"UNE+%d+G%d'" % (size + said, number)
    head, tail = content[: content.index(b"UNH+")], content[content.index(b"UNZ+") :]
    return head + groups + re.sub(rb"UNZ[+][0-9]*", b"UNZ+%d" % len(sizes), tail)


def test_groups_that_count_their_messages_anew_are_registered(house: House) -> None:
    accepted = house.send(grouped([2, 1, 1]))
    rows = house.declarations(accepted)
    assert [row.outcome for row in rows] == ["registered"] * 4
    (interchange,) = house.interchanges(accepted)
    first, second = (f"{interchange.reference}/{each}" for each in ("1", "2"))
    assert [row.message_number for row in rows] == [first, second, f"{first[:-1]}2*1", f"{first[:-1]}3*1"]


def test_no_reference_of_the_first_group_is_that_of_another(house: House) -> None:
    content = grouped([1, 1]).replace(b"UNH+1+", b"UNH+2*1+", 1).replace(b"+1'UNE", b"+2*1'UNE", 1)
    rows = house.declarations(house.send(content))
    assert [row.outcome for row in rows] == ["registered"] * 2


def test_a_group_that_is_rejected_rejects_its_messages_and_says_so(house: House) -> None:
    accepted = house.send(grouped([1, 1], said=1))
    rows = house.declarations(accepted)
    assert [[each["code"] for each in row.findings] for row in rows] == [["EDI29"], ["EDI29"]]
    (interchange,) = house.interchanges(accepted)
    said = [(tag, elements[3][0]) for tag, elements in segments(house.stored(interchange.contrl)) if tag != "UNT"]
    assert [each for each in said if each[0] in ("UCI", "UCF")] == [("UCI", "7"), ("UCF", "4"), ("UCF", "4")]


def test_an_empty_group_is_refused_beside_a_sound_one(house: House) -> None:
    rows = house.declarations(house.send(grouped([1, 0])))
    assert [(row.outcome, [each["code"] for each in row.findings]) for row in rows] == [
        ("registered", []),
        ("refused", ["EDI32"]),
    ]
