"""What is asked by CUSDEC (1225 = 4, 5, 1) is done as by XML, and the XML that was made of it is kept and printed."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from gateway.judging.replay.stored_documents import Stored
from gateway.ledger import tables
from tests.ledger.comparing import assert_rebuild_changes_nothing
from tests.pipeline.edifact.conftest import House
from tests.pipeline.edifact.interchanges import Sent, broken, declared, request, values
from tests.service.declaring import Sending, example, small

pytestmark = pytest.mark.service


DUM = {"d": "urn:dumgate:dum:1"}


def registered(house: House) -> tuple[Sending, Any]:
    """The example that the requests are about, registered by EDIFACT."""
    sent = example("import-on-credit", reference=small().reference)
    (row,) = house.declarations(house.send(declared(sent), claim="1-2-3-x.edi"))
    assert row.dum_number, row.findings
    return sent, row


def printed(house: House, declaration: str) -> list[bytes]:
    """What each edition of the printed form carries."""
    documents = house.rows(tables.document, declaration=declaration, kind="dum")
    return [house.stored(each.record["body"]) for each in sorted(documents, key=lambda each: each.record["edition"])]


def test_the_xml_that_was_made_of_a_message_is_the_declaration(house: House) -> None:
    sent, row = registered(house)
    made = house.stored(row.dum["sha256"])
    assert row.in_force == row.dum["sha256"] and row.dum["size"] == len(made)
    root = etree.fromstring(made)
    assert root.findtext("d:DeclarantReference", namespaces=DUM) == sent.reference
    assert printed(house, row.id) == [made]


def test_an_amendment_is_done_and_the_form_says_what_it_says(house: House) -> None:
    sent, row = registered(house)
    (asked,) = house.declarations(house.send(declared(request("amend", sent))))
    assert (asked.outcome, asked.asked["kind"], asked.about) == ("accepted", "amend", row.id)
    (now,) = house.rows(tables.declaration, id=row.id)
    assert (now.version, now.in_force, now.current) == (1, asked.dum["sha256"], asked.submission)
    before, after = printed(house, row.id)
    assert before == house.stored(row.dum["sha256"]) and after == house.stored(asked.dum["sha256"])
    (notice,) = house.rows(tables.notice, declaration=row.id)
    said = values(house.stored(notice.cusres), "RFF", "ABT")
    assert said[0][0][:1] + said[0][0][3:] == ["ABT", "1"] and said[0][0][1] == row.dum_number
    names = {path.name for path in house.outbox.iterdir()}
    assert {f"x.{row.submission}.1.notice-1.xml", f"x.{row.submission}.1.cusres-1.edi"} <= names
    assert_rebuild_changes_nothing(house.gateway.engine)


@pytest.mark.parametrize("name", ["cancel", "replace"])
def test_a_declaration_is_cancelled_or_replaced_by_its_number_too(house: House, name: str) -> None:
    sent, row = registered(house)
    (asked,) = house.declarations(house.send(declared(request(name, sent, number=row.dum_number))))
    assert (asked.outcome, asked.about) == ("accepted", row.id), asked.findings
    assert b"None" not in house.stored(asked.answers["xml"]) + house.stored(asked.answers["cusres"])
    (subject, *_) = values(house.stored(asked.answers["cusres"]), "RFF", "ABT")
    assert subject[0][1] == (asked.dum_number or row.dum_number)


@pytest.mark.parametrize("by", ["EDIFACT", "XML"])
def test_an_amendment_by_number_is_answered_under_the_reference_of_its_declaration(house: House, by: str) -> None:
    sent, row = registered(house)
    asking = request("amend", sent, number=row.dum_number)
    (asked,) = house.declarations(house.send(declared(asking) if by == "EDIFACT" else asking.body))
    assert (asked.outcome, asked.about, asked.reference) == ("accepted", row.id, sent.reference)
    response = etree.fromstring(house.stored(asked.answers["xml"]))
    assert response.findtext("{*}DeclarantReference") == sent.reference
    assert b"None" not in house.stored(asked.answers["xml"]) + house.stored(asked.answers["json"])
    if by == "EDIFACT":
        cusres = house.stored(asked.answers["cusres"])
        assert values(cusres, "RFF", "ABE") == [[["ABE", sent.reference]]]
        assert values(cusres, "RFF", "ABT")[0][0][:2] == ["ABT", row.dum_number]


def test_of_what_is_cancelled_no_duties_are_told_any_more(house: House) -> None:
    sent, row = registered(house)
    house.send(declared(request("amend", sent)))
    house.send(declared(request("cancel", sent, version=1)))
    amended, cancelled = (house.stored(each.cusres) for each in house.rows(tables.notice, declaration=row.id))
    assert values(amended, "TAX") and values(amended, "MOA", "176")
    assert not values(cancelled, "TAX") and not values(cancelled, "MOA")
    assert values(amended, "LOC") == values(cancelled, "LOC") == [[["22"], [row.dum_number[:3], "113", "ZZZ"]]]


@pytest.mark.parametrize(("name", "life"), [("cancel", "cancelled"), ("replace", "replaced")])
def test_a_declaration_is_cancelled_or_replaced(house: House, name: str, life: str) -> None:
    sent, row = registered(house)
    (asked,) = house.declarations(house.send(declared(request(name, sent))))
    assert asked.outcome == "accepted", asked.findings
    (now,) = house.rows(tables.declaration, id=row.id)
    assert now.life == life
    if name == "replace":
        (new,) = house.rows(tables.declaration, id=asked.id)
        assert new.dum_number and printed(house, new.id) == [house.stored(asked.dum["sha256"])]


def test_several_requests_and_declarations_in_one_interchange_are_done_in_their_order(house: House) -> None:
    sent = example("import-on-credit", reference=small().reference)
    accepted = house.send(Sent().declares(sent, request("amend", sent), request("cancel", sent, version=1)).to_bytes())
    first, amended, cancelled = house.declarations(accepted)
    assert [each.outcome for each in (first, amended, cancelled)] == ["registered", "accepted", "accepted"]
    assert (first.version, first.life) == (1, "cancelled")


def test_judged_again_it_has_the_same_verdict(house: House) -> None:
    wrong = small()
    wrong.body = wrong.body.replace(b"<TotalNetMass>", b"<TotalNetMass>1")
    accepted = house.send(broken(declared(small(), wrong, small()), 3))
    first, faulty, rejected = house.declarations(accepted)
    assert [each.outcome for each in (first, faulty, rejected)] == ["registered", "refused", "refused"]
    for row in (first, faulty, rejected):
        found = house.gateway.validation.replay(
            Stored(house.gateway.engine, house.gateway.store, house.gateway.settings), row.id
        )
        assert found.difference.same, found.as_dict()
        assert found.now.outcome == row.outcome
