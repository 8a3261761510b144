"""What declarants ask of the running service: amended, replaced, cancelled; at once or by the office's decision."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import httpx
import pytest
from lxml import etree

from gateway.documents.verification import verify
from tests.service.conftest import Sender, quittances
from tests.service.declaring import PDFS, Sending, example, pay, payment, small, whole
from tests.service.messages import act, do, next_second, request
from tests.service.running import wait_for
from tests.service.test_folders import batch, submission_of

pytestmark = pytest.mark.service


@pytest.fixture
def first(sender: Sender) -> tuple[Sending, dict[str, Any]]:
    """What was sent, and the declaration that was registered of it."""
    sending = small()
    return sending, sender.declaration(sender.send(sending), "due")


def shown(client: httpx.Client, declaration: dict[str, Any], **query: str) -> dict[str, Any]:
    """A declaration as it stands now, or as the query asks."""
    answer = client.get(f"/v1/declarations/{declaration['id']}", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def anew(sending: Sending, old: bytes = b"CERAMICHE", new: bytes = b"CERAMICA") -> Sending:
    """The same declaration with a change and a message number that its request will carry."""
    assert old in sending.body
    return replace(sending, body=sending.body.replace(old, new))


def test_an_amendment_is_a_new_version(sender: Sender, first: tuple[Sending, dict[str, Any]]) -> None:
    sending, declaration = first
    answer = sender.declaration(sender.send(request("amend", declaration, anew(sending))))
    assert (answer["outcome"], answer["state"], answer["about"]) == ("accepted", "accepted", declaration["id"])
    assert (answer["dum_number"], answer["asked"]["kind"]) == (None, "amend")
    response = sender.client.get(answer["response_url"]).content
    etree.XMLSchema(file=str(files("schemas") / "xsd" / "response.xsd")).assertValid(etree.fromstring(response))
    assert verify(response, sender.client.get("/v1/trust").content).ok
    sender.service.wait_until_idle()
    now = shown(sender.client, declaration)
    assert (now["life"], now["version"], now["dum_number"]) == ("amended", 1, declaration["dum_number"])
    bodies = [sender.client.get(each["body_url"]).content for each in now["versions"]]
    assert bodies[0] == sending.body
    assert b"CERAMICA" in bodies[1]
    forms = [each for each in now["documents"] if each["kind"] == "dum"]
    assert "CERAMICA" in sender.client.get(forms[-1]["xml_url"]).text
    assert [each["cause"] for each in now["notices"]] == ["amend"]


def test_the_past_is_as_it_was(sender: Sender, first: tuple[Sending, dict[str, Any]]) -> None:
    sending, declaration = first
    sender.service.wait_until_idle()
    before = shown(sender.client, declaration)
    events = sender.client.get(before["history_url"]).json()["events"]
    instant = events[-1]["recorded_at"]
    next_second()
    sender.declaration(sender.send(request("amend", declaration, anew(sending))))
    sender.service.wait_until_idle()
    assert shown(sender.client, declaration)["version"] == 1
    assert shown(sender.client, declaration, as_of=instant) == before
    then = sender.client.get(before["history_url"], params={"as_of": instant}).json()["events"]
    assert then == events
    later = sender.client.get(before["history_url"]).json()["events"]
    assert later[: len(events)] == events
    assert "amended" in [each["event"] for each in later[len(events) :]]
    registered = next(each for each in events if each["event"] == "registered")
    assert (registered["dum_number"], registered["actor"]) == (declaration["dum_number"], "gateway")
    early = sender.client.get(f"/v1/declarations/{declaration['id']}?as_of=2001-01-01")
    assert (early.status_code, early.json()["findings"][0]["code"]) == (404, "API03")


def test_an_amendment_brings_its_attachments(sender: Sender) -> None:
    sending = whole()
    declaration = sender.declaration(sender.send(sending), "due")
    asked = request("amend", declaration, sending)
    short = replace(asked, attachments={PDFS[0]: asked.attachments[PDFS[0]]})
    refused = sender.declaration(sender.send(short))
    assert (refused["outcome"], sender.codes(refused)) == ("refused", ["ATT02"])
    assert shown(sender.client, declaration)["version"] == 0
    again = request("amend", declaration, sending)
    assert sender.declaration(sender.send(again))["outcome"] == "accepted"


def test_what_is_wrong_inside_is_placed_in_the_whole_file(
    sender: Sender, first: tuple[Sending, dict[str, Any]]
) -> None:
    sending, declaration = first
    asked = request("amend", declaration, anew(sending, b">FOB<", b">F0B?<"))
    refused = sender.declaration(sender.send(asked))
    (finding,) = sender.client.get(refused["findings_url"]).json()["findings"]
    assert (finding["code"], finding["offset"], finding["box"]) == ("XSD06", asked.body.index(b"F0B?"), "16")
    lines = asked.body.decode().split("\n")
    assert "F0B?" in lines[finding["line"] - 1]


def test_a_version_is_amended_once(sender: Sender, first: tuple[Sending, dict[str, Any]]) -> None:
    sending, declaration = first
    asked = [request("amend", declaration, anew(sending)) for _ in range(2)]
    assert sender.declaration(sender.send(asked[0]))["outcome"] == "accepted"
    late = sender.declaration(sender.send(asked[1]))
    assert (late["outcome"], sender.codes(late)) == ("refused", ["LIF02"])
    again = sender.declaration(sender.send(asked[0]))  # the same bytes: the same submission
    assert again["outcome"] == "accepted"
    assert shown(sender.client, declaration)["version"] == 1


def test_a_message_number_is_used_once(sender: Sender, first: tuple[Sending, dict[str, Any]]) -> None:
    sending, declaration = first
    asked = request("cancel", declaration, message_number=sending.message_number)
    refused = sender.declaration(sender.send(asked))
    assert (refused["outcome"], sender.codes(refused)) == ("refused", ["MSG01"])


def test_another_one_s_declaration_does_not_exist(
    other: Sender, sender: Sender, first: tuple[Sending, dict[str, Any]]
) -> None:
    _, declaration = first
    strange = other.declaration(other.send(request("cancel", declaration)))
    unknown = {**declaration, "dum_number": "30901020209999999K"}
    none = other.declaration(other.send(request("cancel", unknown)))
    assert other.codes(strange) == other.codes(none) == ["LIF01"]
    assert (strange["about"], none["about"]) == (None, None)
    assert shown(sender.client, declaration)["life"] == "registered"


def test_a_replacement_has_a_number_of_its_own(sender: Sender, first: tuple[Sending, dict[str, Any]]) -> None:
    sending, declaration = first
    new = sender.declaration(sender.send(request("replace", declaration, anew(sending))))
    assert (new["outcome"], new["life"], new["replaces"]) == ("accepted", "registered", declaration["id"])
    assert new["dum_number"] not in (None, declaration["dum_number"])
    old = shown(sender.client, declaration)
    assert (old["life"], old["replaced_by"]) == ("replaced", new["id"])
    assert [each["state"] for each in old["claims"]] == ["cancelled"]
    assert [each["state"] for each in new["claims"]] == ["open"]


def test_cancelled_is_cancelled(sender: Sender, office: Sender, first: tuple[Sending, dict[str, Any]]) -> None:
    _, declaration = first
    assert sender.declaration(sender.send(request("cancel", declaration)))["outcome"] == "accepted"
    now = shown(sender.client, declaration)
    assert (now["life"], now["state"]) == ("cancelled", "cancelled")
    late = sender.declaration(sender.send(request("cancel", now)))
    assert sender.codes(late) == ["LIF03"]
    refused = pay(office.client, payment(declaration["dum_number"], declaration["due"]))
    assert (refused.status_code, refused.json()["findings"][0]["code"]) == (422, "PAY05")


def test_what_is_paid_is_reversed_before_it_is_cancelled(
    sender: Sender, office: Sender, first: tuple[Sending, dict[str, Any]]
) -> None:
    _, declaration = first
    number = f"P-{declaration['dum_number']}"
    assert pay(office.client, payment(declaration["dum_number"], 100, number)).status_code == 201
    refused = sender.declaration(sender.send(request("cancel", declaration)))
    assert sender.codes(refused) == ["LIF05"]
    do(office.client, act("reversal", payment_number=number, reason="Erreur de guichet"))
    assert sender.declaration(sender.send(request("cancel", declaration)))["outcome"] == "accepted"
    sender.service.wait_until_idle()
    (quittance,) = quittances(shown(sender.client, declaration))
    assert quittance["state"] == "cancelled"


@pytest.mark.parametrize("decision", ["ACCEPTED", "REFUSED"])
def test_once_the_office_has_acted_it_decides(
    sender: Sender, office: Sender, first: tuple[Sending, dict[str, Any]], decision: str
) -> None:
    sending, declaration = first
    do(office.client, act("visa", dum_number=declaration["dum_number"]))
    waiting = sender.declaration(sender.send(request("amend", declaration, anew(sending))))
    assert (waiting["outcome"], waiting["state"], sender.codes(waiting)) == ("pending", "pending", ["LIF09"])
    assert b"pending" in sender.client.get(waiting["response_url"]).content
    do(office.client, act("request-decision", declaration_id=waiting["id"], decision=decision, reason="Vu"))
    sender.service.wait_until_idle()
    now, asked = shown(sender.client, declaration), shown(sender.client, waiting)
    assert (now["version"], asked["state"]) == ((1, "accepted") if decision == "ACCEPTED" else (0, "refused"))
    assert f"request-{decision.lower()}" in [each["cause"] for each in now["notices"]]


def test_by_folder_answers_and_notices_come_back(sender: Sender) -> None:
    sending = small()
    sending.drop(sender.inbox, "import.xml")
    submission = submission_of(sender, "import")
    declaration = sender.declaration(submission, "due")
    asked = request("amend", declaration, anew(sending))
    asked.drop(sender.inbox, "amend.xml")
    asking = submission_of(sender, "amend")
    answer = batch(sender, f"amend.{asking}.1.response.xml")
    assert b">accepted<" in answer[f"amend.{asking}.1.response.xml"]
    assert json.loads(answer[f"amend.{asking}.1.findings.json"])["findings"] == []
    name = f"import.{submission}.1.notice-1.xml"
    notice = etree.fromstring(batch(sender, name)[name])
    assert notice.findtext("{urn:dumgate:notice:1}Cause") == "amend"
    edition = f"SPECIMEN-{declaration['dum_number']}-2.dum"
    assert list(batch(sender, f"{edition}.xml")) == [f"{edition}.xml", f"{edition}.pdf"]


def test_a_lodged_declaration_is_cancelled_by_its_reference(sender: Sender) -> None:
    lodged = sender.declaration(sender.send(small(reference="TEST-OFFICE-C1")))
    assert (lodged["life"], lodged["dum_number"], lodged["outcome"]) == ("lodged", None, "pending")
    assert sender.declaration(sender.send(request("cancel", lodged)))["outcome"] == "accepted"
    assert shown(sender.client, lodged)["life"] == "cancelled"
    free = sender.declaration(sender.send(small(reference="TEST-OFFICE-C1")))
    assert free["life"] == "lodged"


def test_the_office_registers_what_waits_for_it(sender: Sender, office: Sender) -> None:
    waiting = [sender.declaration(sender.send(small(reference=f"TEST-OFFICE-{each}"))) for each in ("A", "B")]
    done = do(office.client, act("registration", declaration_id=waiting[0]["id"], decision="ACCEPTED"))
    refused = act("registration", declaration_id=waiting[1]["id"], decision="REFUSED", reason="Scellés manquants")
    do(office.client, refused)
    sender.service.wait_until_idle()
    registered, not_registered = (shown(sender.client, each) for each in waiting)
    assert (registered["life"], registered["dum_number"]) == ("registered", done["dum_number"])
    assert registered["due"]
    assert (not_registered["life"], not_registered["dum_number"]) == ("refused", None)
    told = [(each["cause"], each["reason"]) for each in not_registered["notices"]]
    assert told == [("registration-refused", "Scellés manquants")]


def test_the_script_of_the_sandbox(sender: Sender) -> None:
    def sent(name: str, duties: bool = True) -> dict[str, Any]:
        return sender.declaration(sender.send(small(reference=f"TEST-{name}-1", duties=duties)))

    delayed = sent("DELAY1")
    assert delayed["outcome"] == "pending"
    assert sent("EXAMINE")["open"] == ["examination"]
    assert sent("DOCUMENT")["open"] == ["document:04200"]
    assert (sent("RELEASE")["life"], sent("RELEASE-FREE", duties=False)["life"]) == ("registered", "closed")
    refused = sent("REFUSE")
    assert (refused["outcome"], sender.codes(refused)) == ("refused", ["ADM01"])
    wait_for("registered after a while", lambda: shown(sender.client, delayed)["dum_number"])
    sender.service.wait_until_idle()
    assert [each["cause"] for each in shown(sender.client, delayed)["notices"]] == ["registered"]


def test_on_credit(sender: Sender, office: Sender, other: Sender) -> None:
    number = "309000777"
    terms = {"account_number": number, "holder": {"name": "X", "ice": "002217350000047"}, "term_days": 30}
    do(office.client, act("credit-account", ceiling="1000000", **terms))

    def with_account(root: Any) -> None:
        root.find(".//{urn:dumgate:dum:1}FinancialData/{urn:dumgate:dum:1}AccountNumber").text = number

    declaration = sender.declaration(sender.send(example("import-on-credit", change=with_account)), "due")
    (claim,) = declaration["claims"]
    assert (claim["credit"], claim["due_on"] > claim["opened_on"]) == (number, True)
    credit = sender.client.get(f"/v1/credits/{number}").json()
    assert (float(credit["used"]), float(credit["left"])) == (float(claim["amount"]), 1e6 - float(claim["amount"]))
    assert other.client.get(f"/v1/credits/{number}").status_code == 404
    do(office.client, act("release", dum_number=declaration["dum_number"]))
    assert shown(sender.client, declaration)["life"] == "released"
    do(office.client, act("credit-account", ceiling=credit["used"], **terms))
    full = sender.declaration(sender.send(example("import-on-credit", change=with_account)))
    assert (full["outcome"], sender.codes(full)) == ("refused", ["CRD02"])
    assert pay(office.client, payment(declaration["dum_number"], claim["amount"])).status_code == 201
    assert float(sender.client.get(f"/v1/credits/{number}").json()["used"]) == 0
    assert shown(sender.client, declaration)["life"] == "closed"
