"""Submissions over HTTP: acceptance, the same again, message numbers and references, functions, verdicts."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest
from lxml import etree

from gateway.ledger import tables
from tests.service.conftest import Sender, quittances
from tests.service.declaring import pay, payment, small, whole

pytestmark = pytest.mark.service


@pytest.mark.parametrize("make", [small, whole], ids=["raw XML", "multipart with PDFs"])
def test_202_comes_with_a_stored_acknowledgement(sender: Sender, make: object) -> None:
    sending = make()  # type: ignore[operator]
    answer = sending.post(sender.client)
    assert answer.status_code == 202
    # at once: what is acknowledged is committed, not on its way
    row = next(row for row in sender.service.rows(tables.submission) if row["id"] == answer.json()["id"])
    stored = sender.service.data / "store" / row["acknowledgement"][:2] / row["acknowledgement"]
    signed = sender.client.get(answer.json()["acknowledgement_url"]).content
    assert stored.read_bytes() == signed
    assert answer.json()["id"].encode() in signed
    assert sender.client.get(f"{answer.json()['status_url']}/body").content == sending.body
    for each in answer.json()["attachments"]:
        fetched = sender.client.get(f"{answer.json()['status_url']}/attachments/{each['sha256']}").content
        assert fetched == sending.attachments[each["name"]]
    assert answer.headers["location"] == answer.json()["status_url"]
    assert sender.declaration(answer.json()["id"])["outcome"] == "registered"


def test_the_same_bytes_again_get_the_same_answer(sender: Sender) -> None:
    sending = whole()
    first = sending.post(sender.client)
    signed = sender.client.get(first.json()["acknowledgement_url"]).content
    sender.declaration(first.json()["id"])
    sender.service.wait_until_idle()
    before = sender.declaration(first.json()["id"])
    response = sender.client.get(before["response_url"]).content
    again = sending.post(sender.client)
    assert (again.status_code, again.content) == (202, first.content)
    assert sender.client.get(first.json()["acknowledgement_url"]).content == signed
    sender.service.wait_until_idle()
    assert sender.declaration(first.json()["id"]) == before
    assert sender.client.get(before["response_url"]).content == response


def test_attachments_in_another_order_are_the_same_submission(sender: Sender) -> None:
    sending = whole()
    first = sending.post(sender.client)
    sending.attachments = dict(reversed(sending.attachments.items()))
    assert sending.post(sender.client).content == first.content


def test_other_bytes_under_a_used_message_number_are_refused(sender: Sender) -> None:
    first = small()
    sender.declaration(sender.send(first))
    found = sender.declaration(sender.send(small(message_number=first.message_number)))
    assert found["outcome"] == "refused"
    assert sender.codes(found) == ["MSG01"]
    assert found["dum_number"] is None


def test_a_registered_reference_cannot_be_registered_again(sender: Sender, other: Sender) -> None:
    first = small()
    sender.declaration(sender.send(first))
    found = sender.declaration(sender.send(small(reference=first.reference)))
    assert (found["outcome"], sender.codes(found)) == ("refused", ["MSG02"])
    # references and message numbers are each partner's own
    theirs = small(reference=first.reference, message_number=first.message_number)
    assert other.declaration(other.send(theirs))["outcome"] == "registered"


def test_a_reference_is_free_until_it_is_registered(sender: Sender) -> None:
    draft = small(function="0")
    assert sender.declaration(sender.send(draft))["state"] == "draft"
    verdict = small(function="1", reference=draft.reference)
    assert sender.declaration(sender.send(verdict))["state"] == "verdict"
    found = sender.declaration(sender.send(small(reference=draft.reference)))
    assert found["state"] == "due"
    assert found["dum_number"]


def test_drafts_and_verdicts_get_no_number(sender: Sender) -> None:
    for function, outcome in (("0", "draft"), ("1", "valid")):
        found = sender.declaration(sender.send(small(function=function)))
        assert (found["outcome"], found["dum_number"], found["due"]) == (outcome, None, None)


def test_without_box_b_nothing_is_due(sender: Sender, office: Sender) -> None:
    submission = sender.send(small(duties=False))
    found = sender.declaration(submission)
    assert (found["state"], found["due"], found["claims"]) == ("settled", None, [])
    refused = pay(office.client, payment(found["dum_number"], 1))
    assert (refused.status_code, refused.json()["findings"][0]["code"]) == (422, "PAY05")
    sender.service.wait_until_idle()
    assert quittances(sender.declaration(submission)) == []


def test_the_response_is_valid_and_points_at_the_fault(sender: Sender) -> None:
    sending = small()
    sending.body = sending.body.replace(b"<IncotermCode>FOB", b"<IncotermCode>F0B?")
    found = sender.declaration(sender.send(sending))
    assert found["outcome"] == "refused"
    response = etree.fromstring(sender.client.get(found["response_url"]).content)
    schema = etree.XMLSchema(file=str(files("schemas") / "xsd" / "response.xsd"))
    schema.assertValid(response)
    (finding,) = sender.client.get(found["findings_url"]).json()["findings"]
    lines = sending.body.decode().split("\n")
    line = next(number for number, text in enumerate(lines, 1) if "F0B?" in text)
    assert finding["line"] == line
    assert finding["column"] == lines[line - 1].index("F0B?") + 1
    assert finding["offset"] == sending.body.index(b"F0B?")
    assert set(finding["message"]) == {"fr", "en", "ar"}


def test_a_registration_s_response_is_valid_too(sender: Sender) -> None:
    found = sender.declaration(sender.send(small()))
    response = etree.fromstring(sender.client.get(found["response_url"]).content)
    etree.XMLSchema(file=str(files("schemas") / "xsd" / "response.xsd")).assertValid(response)
    assert found["dum_number"] in etree.tostring(response, encoding="unicode")


def test_validations_keep_nothing(sender: Sender) -> None:
    sender.service.wait_until_idle()
    before = _everything(sender)
    good, bad = whole(), small()
    bad.body = bad.body.replace(b"FOB", b"F0B?")
    assert good.post(sender.client, "/v1/validations").status_code == 200
    refused = bad.post(sender.client, "/v1/validations")
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert refused.json()["findings"][0]["code"] == "XSD06"
    assert _everything(sender) == before
    # and a validation does not use up its message number
    assert sender.declaration(sender.send(good))["outcome"] == "registered"


def _everything(sender: Sender) -> tuple[Counter[str], list[str]]:
    rows = Counter({table.name: len(sender.service.rows(table)) for table in tables.metadata.sorted_tables})
    store = sender.service.data / "store"
    return rows, sorted(str(path) for path in store.rglob("*"))
