"""EDIFACT on the running service: by folder and by HTTP, from the drop to CONTRL, CUSRES and documents."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from gateway.ledger import tables
from parsers.attachment_names import attachment_names
from tests.pipeline.edifact.interchanges import broken, by_edifact, declared, miscounted, segments, values
from tests.service.conftest import Sender, receipted
from tests.service.declaring import PDFS, small, whole
from tests.service.running import wait_for
from tests.service.test_folders import ANSWER, batch, left, submission_of

pytestmark = pytest.mark.service


def answered(sender: Sender, submission: str) -> dict[str, Any]:
    """A submission once all of it is answered."""

    def look() -> dict[str, Any] | None:
        view: dict[str, Any] = sender.client.get(f"/v1/submissions/{submission}").json()
        return view if view["state"] == "answered" else None

    return wait_for(f"{submission} is answered", look)


def fetched(sender: Sender, address: str) -> bytes:
    """What is at an address, which must be an interchange."""
    answer = sender.client.get(address)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/EDIFACT", answer.text
    return answer.content


def test_from_the_drop_with_its_scans_to_the_quittance(sender: Sender, office: Sender) -> None:
    sending = by_edifact(whole())
    assert attachment_names(sending.body, 10**7) == PDFS
    sending.drop(sender.inbox, "x.edi")
    submission = submission_of(sender, "x")
    base = f"x.{submission}"
    contrl = batch(sender, f"{base}.contrl-1.edi")
    assert list(contrl) == [f"{base}.contrl-1.edi"]
    answer = batch(sender, f"{base}.1.response.xml")
    assert list(answer) == [*(f"{base}.1.{ending}" for ending in ANSWER), f"{base}.1.cusres-0.edi"]
    declaration = receipted(sender, office, submission)
    assert fetched(sender, f"/v1/submissions/{submission}/contrl/1") == contrl[f"{base}.contrl-1.edi"]
    assert fetched(sender, declaration["cusres_url"]) == answer[f"{base}.1.cusres-0.edi"]
    cusres = answer[f"{base}.1.cusres-0.edi"]
    assert values(cusres, "RFF", "ABT")[0][0][1] == declaration["dum_number"]
    assert values(cusres, "MOA", "176")[0][0][1] == declaration["due"]
    notice = batch(sender, f"{base}.1.notice-1.xml")
    assert list(notice) == [f"{base}.1.notice-1.xml", f"{base}.1.cusres-1.edi"]
    (told,) = sender.declaration(submission)["notices"]
    assert fetched(sender, told["cusres_url"]) == notice[f"{base}.1.cusres-1.edi"]
    assert {each["kind"] for each in declaration["documents"]} >= {"quittance"}
    assert left(sender.inbox) == [] and not (sender.outbox / "rejected").exists()


@pytest.mark.parametrize("media_type", ["application/EDIFACT", "application/edifact", "Application/EdiFact; x=y"])
def test_several_messages_by_http_each_with_its_own_answer(sender: Sender, media_type: str) -> None:
    content = broken(declared(small(), small(), small(duties=False)), 2) + miscounted(declared(small()))
    sent = sender.client.post("/v1/submissions", content=content, headers={"Content-Type": media_type})
    again = sender.client.post("/v1/submissions", content=content, headers={"Content-Type": media_type})
    assert (sent.status_code, sent.content) == (202, again.content)
    view = answered(sender, sent.json()["id"])
    assert [each["action"] for each in view["interchanges"]] == ["7", "4"]
    assert [each["state"] for each in view["declarations"]] == ["due", "refused", "settled", "refused"]
    places = [each["edifact"] for each in view["declarations"]]
    assert [(each["interchange"], each["message"], each["rejected"]) for each in places] == [
        (1, 1, False),
        (1, 2, True),
        (1, 3, False),
        (2, None, True),
    ]
    assert [bool(each["cusres_url"]) for each in view["declarations"]] == [True, False, True, False]
    said = [segments(fetched(sender, each["contrl_url"])) for each in view["interchanges"]]
    assert [[tag for tag, _ in each] for each in said] == [["UCI", "UCM", "UCS", "UCD"], ["UCI"]]
    (found,) = sender.client.get(view["declarations"][1]["findings_url"]).json()["findings"]
    assert (found["code"], found["edifact"]["message"], found["edifact"]["tag"]) == ("EDI39", 2, "LOC")
    for missing in (f"{view['declarations'][1]['response_url'][:-9]}/cusres", f"{view['status_url']}/contrl/3"):
        assert sender.client.get(missing).status_code == 404


def test_multipart_carries_it_with_its_scans(sender: Sender) -> None:
    view = answered(sender, sender.send(by_edifact(whole(), small())))
    assert [each["state"] for each in view["declarations"]] == ["due", "due"]
    assert [len(each["attachments"]) for each in view["declarations"]] == [2, 0]


def test_a_validation_tells_all_findings_of_all_messages_and_keeps_nothing(sender: Sender) -> None:
    wrong = small()
    wrong.body = wrong.body.replace(b"<TotalNetMass>", b"<TotalNetMass>1")
    sending = by_edifact(small(), wrong, small())
    sending.body = broken(sending.body, 3)
    answer = sending.post(sender.client, "/v1/validations")
    found = [(each["code"], each["edifact"]["message"]) for each in answer.json()["findings"]]
    assert answer.status_code == 422 and {("B07-1", 2), ("EDI39", 3)} <= set(found)
    assert not [place for _, place in found if place == 1]
    assert by_edifact(small()).post(sender.client, "/v1/validations").status_code == 200
    for form in ("text/html", "application/sarif+json"):
        headers = {"Content-Type": "application/EDIFACT", "Accept": form}
        asked: httpx.Response = sender.client.post("/v1/validations", content=sending.body, headers=headers)
        assert (asked.status_code, asked.headers["content-type"].split(";")[0]) == (422, form)
        assert b"EDI39" in asked.content and b"B07-1" in asked.content
    rows = sender.service.rows(tables.submission)
    assert not [row for row in rows if row["partner"] == sender.name]
