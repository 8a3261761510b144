"""Acts of the office on the running service, by HTTP and by folder: done once, told to the declarant, or refused."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pdfplumber
import pikepdf
import pytest
from lxml import etree

from gateway.clock import casablanca_now
from gateway.documents.verification import verify
from gateway.ledger import tables
from renderers.formats import amount
from tests.service.conftest import Sender
from tests.service.declaring import payment, small
from tests.service.messages import XML, act, do, refusal
from tests.service.running import wait_for
from tests.service.test_folders import ANSWER, batch, left, submission_of

pytestmark = pytest.mark.service


LANGUAGES = {"fr", "en", "ar"}


@pytest.fixture
def due(sender: Sender) -> dict[str, Any]:
    """A registered declaration on which duties are due."""
    return sender.declaration(sender.send(small()), "due")


def noticed(sender: Sender, declaration: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """The notices of a declaration, once there are so many."""
    address = f"/v1/declarations/{declaration['id']}"

    def look() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = sender.client.get(address).json()["notices"]
        return found if len(found) >= count else None

    return wait_for(f"{count} notices", look)


def signed(sender: Sender, address: str) -> Any:
    """A notice, valid against its XSD, its signature verified."""
    content = sender.client.get(address).content
    report = verify(content, sender.client.get("/v1/trust").content)
    assert (report.ok, report.specimen) == (True, True), report.problems
    root = etree.fromstring(content)
    etree.XMLSchema(file=str(files("schemas") / "xsd" / "notice.xsd")).assertValid(root)
    return root


def test_an_act_is_done_told_and_shown(sender: Sender, office: Sender, due: dict[str, Any]) -> None:
    content = act("visa", dum_number=due["dum_number"], text="Vu")
    done = do(office.client, content)
    assert (done["kind"], done["declaration"]) == ("visa", due["id"])
    (notice,) = noticed(sender, due, 1)
    assert (notice["cause"], notice["reason"], notice["life"]) == ("visa", "Vu", "registered")
    root = signed(sender, notice["url"])
    space = {"n": "urn:dumgate:notice:1"}
    assert root.findtext("n:Officer", namespaces=space) == "N. ALAMI"
    assert root.findtext("n:DUMNumber", namespaces=space) == due["dum_number"]
    assert {each.get("language") or next(iter(each.values())) for each in root.findall("n:Title", space)} == LANGUAGES


def test_the_same_bytes_again_are_the_same_act(sender: Sender, office: Sender, due: dict[str, Any]) -> None:
    content = act("visa", dum_number=due["dum_number"])
    first, again = (office.client.post("/v1/acts", content=content, headers=XML) for _ in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    noticed(sender, due, 1)
    sender.service.wait_until_idle()
    assert len(noticed(sender, due, 1)) == 1
    assert refusal(office.client, content + b"\n")["code"] == "ACT02"


def test_another_office_has_numbers_of_its_own(
    service: Any, sender: Sender, office: Sender, due: dict[str, Any]
) -> None:
    do(office.client, act("visa", dum_number=due["dum_number"], act_number="SAME/1"))
    with service.client(service.add_partner(f"second-{office.name}", "office")) as second:
        do(second, act("visa", dum_number=due["dum_number"], act_number="SAME/1", text="second"))
    assert [each["cause"] for each in noticed(sender, due, 2)] == ["visa", "visa"]


def test_a_payment_is_an_act_too(sender: Sender, office: Sender, due: dict[str, Any]) -> None:
    content = payment(due["dum_number"], due["due"])
    done = do(office.client, content)
    assert (done["kind"], done["declaration"]) == ("payment", due["id"])
    known = office.client.post("/v1/payments", content=content, headers=XML)
    assert (known.status_code, known.json()["quittance"]) == (201, done["quittance"])


def test_only_payments_go_by_the_payments_route(office: Sender, due: dict[str, Any]) -> None:
    answer = office.client.post("/v1/payments", content=act("visa", dum_number=due["dum_number"]), headers=XML)
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (422, "XML08")


def test_what_does_not_fit_says_what_would(office: Sender, due: dict[str, Any]) -> None:
    number = due["dum_number"]
    tomorrow, last_year = (f"{casablanca_now() + timedelta(days=days):%Y-%m-%dT%H:%M:%S}" for days in (1, -365))
    cases = [
        (act("visa", dum_number="30901020209999999K"), "ACT01", "30901020209999999K"),
        (act("release", dum_number=number), "ACT09", number),
        (act("registration", declaration_id=due["id"], decision="ACCEPTED"), "ACT03", due["id"]),
        (act("visa", dum_number=number, done_at=tomorrow), "ACT04", tomorrow),
        (act("visa", dum_number=number, done_at=last_year), "ACT07", last_year),
        (act("reversal", payment_number="NONE", reason="x"), "ACT05", "NONE"),
        (act("examination", dum_number=number, stage="RESULT"), "ACT12", "RESULT"),
        (act("valuation", dum_number=number, decision="RETAINED"), "ACT11", "RETAINED"),
        (act("dispute", claim_number="NONE", status="OPENED", reason="x"), "ACT05", "NONE"),
    ]
    for content, code, value in cases:
        found = refusal(office.client, content)
        assert (found["code"], content[found["offset"] :].startswith(value.encode())) == (code, True), found
        assert set(found["message"]) == set(found["fix"]) == LANGUAGES
        assert all(text and "{" not in text for text in (*found["message"].values(), *found["fix"].values()))


def test_a_refused_act_changes_nothing_and_can_be_made_good(
    sender: Sender, office: Sender, due: dict[str, Any]
) -> None:
    wrong = act("release", dum_number=due["dum_number"], act_number=f"R-{due['dum_number']}")
    assert refusal(office.client, wrong)["code"] == "ACT09"
    do(office.client, payment(due["dum_number"], due["due"]))
    assert do(office.client, wrong)["declaration"] == due["id"]
    assert sender.declaration(due["submission"], "receipted")["life"] == "closed"


def test_by_folder_as_by_http(sender: Sender, office: Sender, due: dict[str, Any]) -> None:
    content = act("examination", dum_number=due["dum_number"], stage="ORDERED", method_code="VP")
    office.inbox.mkdir(parents=True, exist_ok=True)
    (office.inbox / "visite.xml").write_bytes(content)
    submission = submission_of(office, "visite")
    base = f"visite.{submission}.1"
    answer = batch(office, f"{base}.response.xml")
    assert list(answer) == [f"{base}.{ending}" for ending in ANSWER]
    root = etree.fromstring(answer[f"{base}.response.xml"])
    etree.XMLSchema(file=str(files("schemas") / "xsd" / "response.xsd")).assertValid(root)
    assert verify(answer[f"{base}.response.xml"], sender.client.get("/v1/trust").content).ok
    assert json.loads(answer[f"{base}.findings.json"])["findings"] == []
    assert due["id"] in answer[f"{base}.response.xml"].decode()
    assert noticed(sender, due, 1)[0]["cause"] == "examination"
    assert sender.declaration(due["submission"])["open"] == ["examination"]
    assert left(office.inbox) == []
    again = do(office.client, content)
    assert (again["kind"], again["declaration"]) == ("examination", due["id"])
    sender.service.wait_until_idle()
    assert len(noticed(sender, due, 1)) == 1


def test_a_refused_act_by_folder_gets_its_findings(office: Sender) -> None:
    office.inbox.mkdir(parents=True, exist_ok=True)
    content = act("visa", dum_number="30901020209999999K")
    (office.inbox / "visa.xml").write_bytes(content)
    answer = batch(office, f"visa.{submission_of(office, 'visa')}.1.response.xml")
    findings = next(json.loads(each)["findings"] for name, each in answer.items() if name.endswith(".json"))
    assert [(each["code"], each["offset"]) for each in findings] == [("ACT01", content.index(b"30901020209999999K"))]
    assert b">refused<" in next(iter(answer.values()))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<Visa>", "XML03"),
        (b"<!DOCTYPE a><a/>", "XML04"),
        (
            act("visa", dum_number="30901020260000001S").replace(b"urn:dumgate:visa:1", b"urn:dumgate:release:1"),
            "ACT08",
        ),
    ],
)
def test_what_is_no_act_is_told_to_the_office_as_such(office: Sender, content: bytes, code: str) -> None:
    office.inbox.mkdir(parents=True, exist_ok=True)
    (office.inbox / "x.xml").write_bytes(content)
    answer = batch(office, f"x.{submission_of(office, 'x')}.1.response.xml")
    findings = next(json.loads(each)["findings"] for name, each in answer.items() if name.endswith(".json"))
    assert [each["code"] for each in findings] == [code]


def test_by_folder_the_role_counts_too(sender: Sender, office: Sender, due: dict[str, Any]) -> None:
    sender.inbox.mkdir(parents=True, exist_ok=True)
    (sender.inbox / "visa.xml").write_bytes(act("visa", dum_number=due["dum_number"]))
    small().drop(office.inbox, "dum.xml")
    for partner, name in ((sender, "visa"), (office, "dum")):
        answer = batch(partner, f"{name}.{submission_of(partner, name)}.1.response.xml")
        findings = next(json.loads(each)["findings"] for each in answer.values() if each.startswith(b"{"))
        assert [each["code"] for each in findings] == ["ACT06"]
    sender.service.wait_until_idle()
    found = sender.declaration(due["submission"])
    assert (found["notices"], found["life"]) == ([], "registered")


def test_an_act_sent_as_a_declaration_over_http_is_refused(sender: Sender, due: dict[str, Any]) -> None:
    content = act("visa", dum_number=due["dum_number"])
    answer = sender.client.post("/v1/submissions", content=content, headers=XML)
    assert answer.status_code == 202
    assert sender.codes(sender.declaration(answer.json()["id"])) == ["ACT06"]


def test_what_the_office_wrote_is_printed(sender: Sender, office: Sender, due: dict[str, Any]) -> None:
    do(office.client, act("decision", dum_number=due["dum_number"], kind="UNDERTAKING", text="Original sous 30 jours"))
    sender.service.wait_until_idle()
    forms = [each for each in sender.declaration(due["submission"])["documents"] if each["kind"] == "dum"]
    assert [each["number"] for each in forms] == [f"SPECIMEN-{due['dum_number']}-{edition}" for edition in (1, 2)]
    roots = sender.client.get("/v1/trust").content
    for each in forms:
        assert verify(sender.client.get(each["xml_url"]).content, roots).ok
        assert verify(sender.client.get(each["pdf_url"]).content, roots).ok
    assert "Original sous 30 jours" in sender.client.get(forms[1]["xml_url"]).text


def test_what_the_office_assessed_is_issued_signed(sender: Sender, office: Sender, due: dict[str, Any]) -> None:
    lines = [{"type_code": "000110", "base": "66975.640", "rate": "17.5"}]
    made = do(office.client, act("assessment", dum_number=due["dum_number"], line=lines))
    sender.service.wait_until_idle()
    first, second = (each for each in sender.declaration(due["submission"])["documents"] if each["kind"] == "dum")
    assert (first["superseded_by"], second["superseded_by"]) == (second["number"], None)
    roots = sender.client.get("/v1/trust").content
    xml, pdf = (sender.client.get(second[f"{kind}_url"]).content for kind in ("xml", "pdf"))
    assert verify(xml, roots).ok and verify(pdf, roots).ok
    space = {"d": "urn:dumgate:dumdocument:1"}
    assert etree.fromstring(xml).findtext(".//d:Assessment/d:Total", namespaces=space) == "11721.00"
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        text = "\n".join(page.extract_text() for page in opened.pages)
    assert made["assessment"] in text
    for figure in (Decimal(11721), Decimal(due["due"])):
        assert amount(figure).replace("\N{NO-BREAK SPACE}", " ") in text, "beside what was proposed"


@pytest.mark.parametrize(("copies", "language"), [([], "fr"), ([1], "ar"), ([3, 1], "en")])
def test_the_form_is_printed_on_demand(sender: Sender, due: dict[str, Any], copies: list[int], language: str) -> None:
    sender.service.wait_until_idle()
    address, query = f"/v1/declarations/{due['id']}/form", {"copy": copies, "language": language}
    answer = sender.client.get(address, params=query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text[:300]
    assert verify(answer.content, sender.client.get("/v1/trust").content).ok
    with pikepdf.open(io.BytesIO(answer.content)) as opened:
        (inside,) = (each.get_file().read_bytes() for each in opened.attachments.values())
        pages = len(opened.pages)
    (form,) = sender.declaration(due["submission"])["documents"]
    assert sender.client.get(form["xml_url"]).content == inside
    assert pages % (len(copies) or 6) == 0


@pytest.mark.parametrize("query", ["copy=0", "copy=7", "copy=x", "copy=99999999999999999999", "language=de"])
def test_a_form_that_cannot_be_printed(sender: Sender, due: dict[str, Any], query: str) -> None:
    answer = sender.client.get(f"/v1/declarations/{due['id']}/form?{query}")
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (422, "API07")


def test_what_is_refused_is_kept_with_its_reasons(office: Sender, due: dict[str, Any]) -> None:
    content = act("release", dum_number=due["dum_number"])
    refusal(office.client, content)
    events = [row for row in office.service.rows(tables.event) if row["kind"] == "act-refused"]
    mine = [row["data"] for row in events if row["actor"] == office.name]
    assert [[each["code"] for each in data["findings"]] for data in mine] == [["ACT09"]]
    stored = office.service.data / "store" / mine[0]["sha256"][:2] / mine[0]["sha256"]
    assert stored.read_bytes() == content
