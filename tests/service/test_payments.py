"""Payments by the office's key: what is due, whole or in parts, once; the quittances that follow, and every refusal."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gateway.clock import casablanca_now
from gateway.documents.verification import verify
from tests.service.conftest import Sender, quittances, receipted
from tests.service.declaring import pay, payment, small

pytestmark = pytest.mark.service


@pytest.fixture
def due(sender: Sender) -> dict[str, Any]:
    """A registered declaration on which duties are due."""
    return sender.declaration(sender.send(small()), "due")


def refusal(office: Sender, content: bytes) -> str:
    """The only code with which a payment is refused."""
    answer = pay(office.client, content)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    (finding,) = answer.json()["findings"]
    return str(finding["code"])


def test_more_than_what_is_open_is_refused(office: Sender, due: dict[str, Any]) -> None:
    assert refusal(office, payment(due["dum_number"], Decimal(due["due"]) + Decimal("0.01"))) == "PAY02"
    assert pay(office.client, payment(due["dum_number"], 1)).status_code == 201
    assert refusal(office, payment(due["dum_number"], due["due"])) == "PAY02"


def test_parts_each_make_a_quittance_until_nothing_is_open(office: Sender, sender: Sender, due: dict[str, Any]) -> None:
    parts = [Decimal("100.50"), Decimal(due["due"]) - Decimal("100.50")]
    numbers = [pay(office.client, payment(due["dum_number"], part)).json()["quittance"] for part in parts]
    paid = sender.declaration(due["submission"], "receipted")
    assert sorted(numbers) == sorted(each["number"] for each in quittances(paid))
    assert Decimal(paid["paid"]) == Decimal(due["due"])
    (claim,) = paid["claims"]
    assert (claim["state"], Decimal(claim["paid"])) == ("settled", Decimal(due["due"]))


def test_what_is_above_is_taken_where_the_office_says_so(office: Sender, sender: Sender, due: dict[str, Any]) -> None:
    accepted = b"<OverpaymentAccepted>true</OverpaymentAccepted></Payment>"
    content = payment(due["dum_number"], Decimal(due["due"]) + 7).replace(b"</Payment>", accepted)
    assert pay(office.client, content).status_code == 201
    (claim,) = sender.declaration(due["submission"], "receipted")["claims"]
    assert (claim["state"], Decimal(claim["surplus"])) == ("settled", 7)


def test_the_finding_points_at_the_amount(office: Sender, due: dict[str, Any]) -> None:
    content = payment(due["dum_number"], "98765432.10")
    (finding,) = pay(office.client, content).json()["findings"]
    assert finding["offset"] == content.index(b"98765432.10")
    assert finding["value"] == "98765432.10"


def test_an_unknown_declaration_is_refused(office: Sender) -> None:
    assert refusal(office, payment("30901020209999999K", 100)) == "PAY01"


def test_a_payment_of_the_future_is_refused_and_one_of_now_is_not(office: Sender, due: dict[str, Any]) -> None:
    now = casablanca_now()
    tomorrow, moment = (f"{each:%Y-%m-%dT%H:%M:%S}" for each in (now + timedelta(days=1), now))
    assert refusal(office, payment(due["dum_number"], due["due"], paid_at=tomorrow)) == "PAY06"
    assert pay(office.client, payment(due["dum_number"], due["due"], paid_at=moment)).status_code == 201


def test_a_paid_declaration_is_paid_once(office: Sender, sender: Sender, due: dict[str, Any]) -> None:
    content = payment(due["dum_number"], due["due"])
    first = pay(office.client, content)
    assert first.status_code == 201
    again = pay(office.client, content)
    assert (again.status_code, again.content) == (201, first.content)
    assert refusal(office, payment(due["dum_number"], due["due"])) == "PAY03"
    number = first.json()["payment_number"]
    assert refusal(office, payment(due["dum_number"], due["due"], number) + b"\n") == "PAY04"
    paid = sender.declaration(due["submission"], "receipted")
    assert [each["number"] for each in quittances(paid)] == [first.json()["quittance"]]
    assert Decimal(paid["paid"]) == Decimal(due["due"])


def test_a_refused_payment_can_be_made_good(office: Sender, sender: Sender, due: dict[str, Any]) -> None:
    above = Decimal(due["due"]) + 1
    assert refusal(office, payment(due["dum_number"], above, "CAISSE-GOOD")) == "PAY02"
    assert refusal(office, payment(due["dum_number"], above, "CAISSE-GOOD")) == "PAY02"
    assert pay(office.client, payment(due["dum_number"], due["due"], "CAISSE-GOOD")).status_code == 201
    sender.declaration(due["submission"], "receipted")


def test_the_quittance_is_fetched_and_verifies(office: Sender, sender: Sender, due: dict[str, Any]) -> None:
    (document,) = quittances(receipted(sender, office, due["submission"]))
    roots = sender.client.get("/v1/trust").content
    for kind in ("xml", "pdf"):
        answer = sender.client.get(document[f"{kind}_url"])
        report = verify(answer.content, roots)
        assert (report.ok, report.specimen, report.kind) == (True, True, kind)
        assert due["dum_number"] in str(report.facts)
        assert sender.client.get(document[f"{kind}_url"]).content == answer.content
    assert sender.client.get(f"/v1/documents/{document['number']}").json() == document


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (b"2026-07-01T24:00:00", b"2026-07-01T09:30:00"),
        (b"0000-01-01T00:00:00", b"2026-07-01T09:30:00"),
        (b"0001-01-01T00:00:00", b"2026-07-01T09:30:00"),
        (b"1912-01-01T00:00:00", b"2026-07-01T09:30:00"),  # an offset with seconds, which no document can carry
        (b"9999-12-31T23:59:59", b"2026-07-01T09:30:00"),
        (b"2026-02-30T09:30:00", b"2026-07-01T09:30:00"),
        (b"<Other/>", b"<MethodCode>TRANSFER</MethodCode>"),
        (b"1e3", b"<Amount>"),
    ],
)
def test_a_payment_against_its_schema_is_refused(office: Sender, wrong: bytes, right: bytes) -> None:
    content = payment("30901020260000001S", 100).replace(right, wrong)
    assert wrong in content
    answer = pay(office.client, content)
    assert answer.status_code == 422, answer.text
    assert answer.json()["findings"][0]["code"].startswith(("XSD", "XML"))
