"""Whole lives on the running service: an import until it is closed; goods that come, are worked and go again."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
import tzdata

from gateway.documents.verification import verify
from tests.service.conftest import Sender, quittances
from tests.service.declaring import example, payment, whole
from tests.service.messages import act, do, next_second, refusal
from tests.service.test_folders import batch, submission_of
from tests.service.test_requests import shown

pytestmark = pytest.mark.service


SPACE = "{urn:dumgate:dum:1}"


def test_an_import_from_the_counter_to_the_end(sender: Sender, office: Sender) -> None:
    sending = whole(reference="TEST-OFFICE-LIFE")
    sending.drop(sender.inbox, "import.xml")
    submission = submission_of(sender, "import")
    lodged = sender.declaration(submission)
    batch(sender, f"import.{submission}.1.response.xml")
    number = do(office.client, act("registration", declaration_id=lodged["id"], decision="ACCEPTED"))["dum_number"]
    due = Decimal(shown(sender.client, lodged)["due"])

    do(office.client, act("examination", dum_number=number, stage="ORDERED", method_code="VP"))
    asked = {"dum_number": number, "document_type_code": "A0006"}
    do(office.client, act("document-request", status="REQUESTED", **asked))
    assert set(shown(sender.client, lodged)["open"]) == {"examination", "document:A0006"}
    do(office.client, act("document-request", status="RECEIVED", **asked))
    do(office.client, act("examination", dum_number=number, stage="RESULT", result_code="CONFORM"))
    do(office.client, act("valuation", dum_number=number, decision="VDA"))
    do(office.client, act("visa", dum_number=number))
    assert refusal(office.client, act("release", dum_number=number))["code"] == "ACT09"

    first = do(office.client, payment(number, due, f"LIFE-1-{number}"))
    do(office.client, act("reversal", payment_number=f"LIFE-1-{number}", reason="Chèque impayé"))
    second = do(office.client, payment(number, due, f"LIFE-2-{number}"))
    do(office.client, act("release", dum_number=number))
    sender.service.wait_until_idle()

    now = shown(sender.client, lodged)
    assert (now["life"], now["state"], now["open"]) == ("closed", "receipted", [])
    cancelled, valid = sorted(quittances(now), key=lambda each: str(each["number"]))
    assert (cancelled["number"], valid["number"]) == (first["quittance"], second["quittance"])
    assert (cancelled["state"], valid["replaces"]) == ("cancelled", first["quittance"])
    assert first["quittance"] in sender.client.get(valid["xml_url"]).text
    causes = [each["cause"] for each in now["notices"]]
    assert causes == [
        "registered",
        "examination",
        "document-request",
        "document-request",
        "examination",
        "valuation",
        "visa",
        "payment",
        "reversal",
        "payment",
        "release",
        "closed",
    ]
    assert [each["number"] for each in now["notices"]] == list(range(1, 13))
    roots = sender.client.get("/v1/trust").content
    for each in now["notices"]:
        name = f"import.{submission}.1.notice-{each['number']}.xml"
        content = batch(sender, name)[name]
        assert verify(content, roots).ok
        assert sender.client.get(each["url"]).content == content
    history = sender.client.get(now["history_url"]).json()["events"]
    actors = {each["actor"] for each in history}
    assert {each["zone_data"] for each in history} == {tzdata.IANA_VERSION}
    assert actors == {sender.name, office.name, "gateway"}


def test_goods_come_are_worked_and_go_again(sender: Sender, office: Sender, other: Sender) -> None:
    admitted = example("inward-processing")
    admitted.drop(sender.inbox, "atpa.xml")
    opened = sender.declaration(submission_of(sender, "atpa"))
    number = opened["dum_number"]
    sender.service.wait_until_idle()
    assert (opened["state"], opened["account"]["number"], opened["account"]["state"]) == ("settled", number, "open")

    def name_the_account(root: Any) -> None:
        root.find(f".//{SPACE}PreviousDocument/{SPACE}Number").text = number

    before = sender.client.get(f"/v1/accounts/{number}").json()
    instant = sender.client.get(opened["history_url"]).json()["events"][-1]["recorded_at"]
    next_second()
    export = example("export-after-processing", change=name_the_account)
    gone = sender.declaration(sender.send(export))
    assert (gone["outcome"], sender.codes(gone)) == ("registered", [])
    address = f"/v1/accounts/{number}"
    account = sender.client.get(address).json()
    (article,), (line,) = account["articles"], account["discharges"]
    assert (Decimal(article["admitted"]), Decimal(article["charged"])) == (1000, 500)
    assert (line["by"], Decimal(line["quantity"]), Decimal(line["charged"])) == (gone["dum_number"], 480, 500)
    assert other.client.get(address).status_code == 404
    assert sender.client.get(address, params={"as_of": instant}).json() == before

    above = {"dum_number": number, "article_number": 1, "kind": "DESTRUCTION", "reason": "Procès-verbal"}
    assert refusal(office.client, act("discharge", quantity="500.01", **above))["code"] == "RED03"
    ended = do(office.client, act("discharge", quantity="500", **above))
    assert sender.client.get(address).json()["state"] == "discharged"
    sender.service.wait_until_idle()
    roots = sender.client.get("/v1/trust").content
    certificates = [each for each in shown(sender.client, opened)["documents"] if each["kind"] == "certificate"]
    assert len(certificates) == 2
    for each in certificates:
        name = f"{each['number']}.certificate"
        files = batch(sender, f"{name}.xml")
        assert list(files) == [f"{name}.xml", f"{name}.pdf"]
        xml, pdf = files.values()
        assert verify(xml, roots).ok
        assert verify(pdf, roots).ok
        with pikepdf.open(io.BytesIO(pdf)) as document:
            (inside,) = (one.get_file().read_bytes() for one in document.attachments.values())
        assert inside == xml

    do(office.client, act("certificate-cancellation", certificate_number=ended["certificate"], reason="Erreur"))
    account = sender.client.get(address).json()
    assert (account["state"], Decimal(account["articles"][0]["charged"])) == ("open", 500)
    states = {each["number"]: each["state"] for each in shown(sender.client, opened)["documents"]}
    assert states[ended["certificate"]] == "cancelled"
