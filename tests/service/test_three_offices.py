"""Three offices of three directorates on a running service: nobody sees or does what is of another's bureau."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from lxml import etree

from gateway.ledger import tables
from tests.service.conftest import Sender
from tests.service.declaring import SPACE, Sending, example, payment, small
from tests.service.messages import XML, act, do, refusal
from tests.service.running import Service
from tests.service.test_folders import batch, submission_of

pytestmark = pytest.mark.service

BUREAUX = ("309", "301", "300")
TRANSIT = "411"
REQUESTS = 600
ROUTES = ("", "/findings?page=fr", "/response", "/responses/1", "/history", "/form?copy=1", "/verdict")
KINDS = ("visa", "decision", "transit-note", "examination", "document-request")
ELEMENTS: dict[str, dict[str, str]] = {
    "decision": {"kind": "DECISION", "text": "Vu"},
    "transit-note": {"event": "ROUTE"},
    "examination": {"stage": "RESULT", "result_code": "CONFORM"},
    "document-request": {"status": "WAIVED", "document_type_code": "A0006"},
}


@dataclass
class Street:
    """A service with three offices, and declarations of their bureaux; of the transit the third is the end."""

    service: Service
    offices: dict[str, Sender] = field(default_factory=dict)
    declarations: list[dict[str, Any]] = field(default_factory=list)

    def may(self, bureau: str, declaration: dict[str, Any], ending: bool = True) -> bool:
        """Whether the office of a bureau reads a declaration; not `ending`: whether it does all acts on it."""
        return bureau in ({declaration["office"], declaration["ends"]} if ending else {declaration["office"]})

    def office(self, name: str, *offices: str) -> Sender:
        """An office with these bureaux."""
        key = self.service.add_partner(name, "office", offices=offices)
        return Sender(self.service, name, key, self.service.client(key))


def at(bureau: str) -> Sending:
    """A declaration at a bureau; at 411 it is a transit to 300."""
    sending = example("transit") if bureau == TRANSIT else small()
    root = etree.fromstring(sending.body)
    root.find(f"{SPACE}CustomsOffice").text = bureau
    for each in root.findall(f"{SPACE}Attachment"):
        root.remove(each)
    sending.body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return sending


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    made = Street(Service(tmp_path_factory.mktemp("street")))
    try:
        made.service.start()
        made.offices = {each: made.office(f"bureau-{each}", each) for each in BUREAUX}
        key = made.service.add_partner("atlas")
        atlas = Sender(made.service, "atlas", key, made.service.client(key))
        for bureau in (*BUREAUX, *BUREAUX, TRANSIT):
            told = atlas.declaration(atlas.send(at(bureau)))
            assert told["outcome"] == "registered", atlas.codes(told)
            row = next(each for each in made.service.rows(tables.declaration) if each["id"] == told["id"])
            ends = "300" if bureau == TRANSIT else None
            assert (row["office"], row["destination_office"]) == (bureau, ends)
            made.declarations.append({**told, "office": bureau, "ends": ends, "submission": row["submission"]})
        made.service.wait_until_idle()
        yield made
    finally:
        made.service.kill()


def test_random_requests_see_and_do_what_the_table_says(street: Street) -> None:
    chance = random.Random(15)
    seen = set()
    for number in range(REQUESTS):
        bureau, told = chance.choice(BUREAUX), chance.choice(street.declarations)
        client, may = street.offices[bureau].client, street.may(bureau, told)
        if number % 3:
            claim = told["assessment"]["number"] if told.get("assessment") else ""
            paths = [f"/v1/declarations/{told['id']}{each}" for each in ROUTES]
            paths += [f"/v1/submissions/{told['submission']}{each}" for each in ("", "/body", "/acknowledgement")]
            paths += [f"/v1/claims/{claim}"] * bool(claim)
            path = chance.choice(paths)
            answer = client.get(path)
            assert answer.status_code == (200 if may else 404), (bureau, told["office"], path)
            seen.add((path.rsplit("/", 1)[-1].partition("?")[0][:8], may))
            continue
        kind = chance.choice(KINDS)
        content = act(kind, dum_number=told["dum_number"], **ELEMENTS.get(kind, {}))
        answer = client.post("/v1/acts", content=content, headers=XML)
        codes = [each["code"] for each in answer.json().get("findings", [])]
        allowed = street.may(bureau, told, ending=kind == "transit-note")
        assert ("ACT13" in codes) is not allowed, (bureau, told["office"], kind, codes)
    assert {may for _, may in seen} == {True, False}


def test_lists_hold_what_may_be_read_and_nothing_else(street: Street) -> None:
    for bureau, office in street.offices.items():
        mine = {each["id"] for each in street.declarations if street.may(bureau, each)}
        documents = office.client.get("/v1/documents?most=1000").json()["documents"]
        assert {each["declaration"] for each in documents} == mine
        for told in street.declarations:
            found = office.client.get(f"/v1/declarations?dum_number={told['dum_number']}").json()["declarations"]
            assert [each["id"] for each in found] == ([told["id"]] if told["id"] in mine else [])


def test_a_refusal_says_which_bureau_and_who_helps_at_the_number(street: Street) -> None:
    told = next(each for each in street.declarations if each["office"] == "301")
    content = act("visa", dum_number=told["dum_number"])
    found = refusal(street.offices["309"].client, content)
    assert (found["code"], found["value"]) == ("ACT13", told["dum_number"])
    assert content[found["offset"] :].startswith(told["dum_number"].encode())
    assert "301" in found["message"]["en"] and "309" in found["message"]["en"]
    assert "dumgate partners office bureau-309 --add" in found["fix"]["en"]
    paid = street.offices["309"].client.post(
        "/v1/payments", content=payment(told["dum_number"], told["due"] or "1"), headers=XML
    )
    assert [each["code"] for each in paid.json()["findings"]] == ["ACT13"]


def test_an_office_without_bureaux_is_told_who_gives_them_until_he_has_some(street: Street) -> None:
    told, lost = street.declarations[0], street.office("bureau-000")
    for path in ("documents", f"declarations/{told['id']}", f"declarations?dum_number={told['dum_number']}"):
        answer = lost.client.get(f"/v1/{path}")
        assert (answer.status_code, answer.json()["findings"][0]["code"]) == (403, "API10")
        assert told["dum_number"] not in answer.text.replace(path, "")
    assert refusal(lost.client, act("visa", dum_number=told["dum_number"]))["code"] == "ACT13"
    given = street.service.run("partners", "office", "bureau-000", "--add", told["office"])
    assert given.stdout == f"{told['office']}\n", given.stderr
    assert lost.client.get(f"/v1/declarations/{told['id']}").status_code == 200
    do(lost.client, act("visa", dum_number=told["dum_number"]))


def test_by_folder_the_same_holds(street: Street) -> None:
    dropped = {}
    for number, told in enumerate(street.declarations):
        for bureau, office in street.offices.items():
            name = f"act-{number}-{bureau}"
            content = act("visa", dum_number=told["dum_number"])
            Sending(name, name, content).drop(office.inbox, f"{name}.xml")
            dropped[name] = (office, street.may(bureau, told, ending=False))
    for name, (office, may) in dropped.items():
        submission = submission_of(office, name)
        files = batch(office, f"{name}.{submission}.1.response.xml")
        found = json.loads(files[f"{name}.{submission}.1.findings.json"])["findings"]
        assert [each["code"] for each in found] == ([] if may else ["ACT13"])
        assert office.client.get(f"/v1/submissions/{submission}").status_code == 200, "what it sent itself it reads"


def events(service: Service) -> list[str]:
    """How offices were held, from the first choice on."""
    rows = [row for row in service.rows(tables.event) if row["stream"] == "office-scope"]
    return [row["data"]["scope"] for row in sorted(rows, key=lambda row: row["version"])]


def test_the_choice_outlives_a_restart_and_the_operator_changes_it(street: Street) -> None:
    """The last test of this file: it switches."""
    service, told = street.service, next(each for each in street.declarations if each["office"] == "301")
    here, visa = street.offices["309"].client, act("visa", dum_number=told["dum_number"])
    assert events(service) == ["enforced"]
    shown = json.loads(service.run("partners", "scope", "--json").stdout)
    assert (shown["office_scope"], shown["acts"]) == ("enforced", [])

    def again(**settings: Any) -> None:
        assert service.stop() == 0
        service.settings = settings
        service.start()

    again()
    assert events(service) == ["enforced"]
    assert refusal(here, visa)["code"] == "ACT13"
    again(office_scope="warned")
    do(here, visa)
    again()
    assert events(service) == ["enforced", "warned"], "what was switched stays when the setting is taken away"
    assert here.get(f"/v1/declarations/{told['id']}").status_code == 200
    do(here, act("visa", dum_number=told["dum_number"]))
    assert service.log_text().count('"would be refused"') == 2
    shown = json.loads(service.run("partners", "scope", "--json").stdout)
    assert [(each["office"], each["bureau"], each["dum_number"]) for each in shown["acts"]] == [
        ("bureau-309", "301", told["dum_number"])
    ] * 2
    table = service.run("partners", "scope", "--language", "en").stdout
    assert told["dum_number"] in table and "Acts that would be refused: 2." in table
