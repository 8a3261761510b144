"""Whatever comes in as EDIFACT is answered, on both databases: files that others wrote, broken ones, hostile ones."""

from __future__ import annotations

import json
import random

import pytest
from lxml import etree

from gateway.ledger import tables
from schemas.compiled import compiled
from tests.checkout import CHECKOUT
from tests.ledger.comparing import assert_rebuild_changes_nothing
from tests.pipeline.edifact.conftest import House
from tests.pipeline.edifact.interchanges import Sent, declared, segments
from tests.service.declaring import small

pytestmark = pytest.mark.service


FOREIGN = sorted((CHECKOUT / "tests" / "parsers" / "edifact" / "foreign").glob("*.edi"))


def assert_answered(house: House, submissions: set[str]) -> None:
    """Each submission has a row, each row an answer that is sound, each interchange that can be answered its CONTRL."""
    rows = [row for row in house.rows(tables.declaration) if row.submission in submissions]
    assert {row.submission for row in rows} == submissions
    for row in rows:
        assert json.loads(house.stored(row.answers["json"])) is not None
        response = etree.fromstring(house.stored(row.answers["xml"]))
        assert compiled("response").validate(response), compiled("response").error_log
        if "cusres" in row.answers:
            assert segments(house.stored(row.answers["cusres"]))[0][0] == "BGM"
    for each in house.rows(tables.interchange):
        if each.submission in submissions and each.contrl_due:
            assert segments(house.stored(each.contrl))[0][0] == "UCI"


def test_what_others_wrote_is_answered(house: House) -> None:
    assert len(FOREIGN) > 20
    assert_answered(house, house.send_all(path.read_bytes() for path in FOREIGN))
    assert_rebuild_changes_nothing(house.gateway.engine)


@pytest.mark.parametrize(
    "content",
    [
        b"UNB",
        b"UNA",
        b"UNA:+.? '",
        b"UNA''''''",
        b"UNA\x00\x01\x02\x03\x04\x05UNB\x01UNOC\x003",
        b"UNB+UNOC:3+A\x00B:\x00+DUMGATE:ZZZ+260101:0101+\x00\x01'UNH+\x00+CUSDEC:D:96B:UN:MADUM1'UNT+2+\x00'UNZ+1+\x00'",
        b"UNB+UNOC:3+" + b"A" * 5_000 + b"+DUMGATE:ZZZ+260101:0101+" + b"R" * 5_000 + b"'UNZ+0+1'",
        b"UNB+UNOX:9+\xff\xfe+\xed\xa0\x80+x'" * 50,
        b"UNB+UNOY:4+\xd9\x81\xd9\x88:ZZZ+DUMGATE:ZZZ+20260101:0101+\xe2\x80\xae1'UNZ+0+\xe2\x80\xae1'",
        b"UNB+UNOC:3+A+DUMGATE:ZZZ+260101:0101+1'" + b"UNG+CUSDEC+A+B+260101:0101+1+UN+D:96B'" * 20,
        b"UNB+UNOC:3+A+DUMGATE:ZZZ+260101:0101+1'" + b"UNH+1'" * 2_000,
    ],
)
def test_what_is_hostile_is_answered(house: House, content: bytes) -> None:
    assert_answered(house, {house.send(content, claim="1-2-3-x.edi").submission})


def test_a_declaration_with_bytes_changed_anywhere_is_answered(house: House) -> None:
    chance = random.Random(5)
    changed = []
    for _ in range(40):
        content = bytearray(declared(small()))
        for _ in range(chance.randrange(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        changed.append(bytes(content))
    assert_answered(house, house.send_all(changed))


def test_a_message_cut_short_anywhere_is_answered(house: House) -> None:
    content = Sent().declares(small(), small()).to_bytes()
    assert_answered(house, house.send_all(content[:length] for length in range(1, len(content), 97)))
