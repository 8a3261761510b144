"""Whose dossier it is: a company sees what it stands in, a broker what he sent, and both what mandates allow."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from lxml import etree

from gateway.clock import casablanca_now
from gateway.people import Attachments, Companies, Mandates, Wanted
from tests.service.conftest import Sender
from tests.service.declaring import SPACE, Sending, payment, small
from tests.service.messages import do, next_second, request
from tests.service.running import Service
from tests.service.test_folders import batch, submission_of

pytestmark = pytest.mark.service

BAHIA, RIF = "002841907000070", "001561191000066"
READ = ("follow", "claims", "documents")


@dataclass
class Firms:
    """Two importers and a broker: bahia has a key, rif has none yet, the broker sends for both."""

    service: Service
    engine: sa.Engine
    broker: Sender
    bahia: httpx.Client

    @property
    def companies(self) -> Companies:
        """The companies, changed beside the running service as by the command."""
        return Companies(self.engine)

    @property
    def mandates(self) -> Mandates:
        """The mandates, likewise."""
        return Mandates(self.engine)

    def add(self, company: str, *values: str) -> None:
        """Add a company."""
        self.companies.add(company, company.upper(), values, casablanca_now(), "test")

    def attach(self, partner: str, company: str, *scope: str) -> None:
        """Attach a partner."""
        Attachments(self.engine).attach(partner, company, scope, casablanca_now(), "test")

    def give(self, company: str, holder: str, *scope: str, **limits: Any) -> str:
        """Give a mandate that is taken up at once."""
        given = self.mandates.give(Wanted(company, holder, scope, **limits), casablanca_now(), "test").id
        self.mandates.take_up(given, casablanca_now(), "test")
        return given


@pytest.fixture(scope="module")
def firms(service: Service) -> Iterator[Firms]:
    engine = service.engine
    keys = {name: service.add_partner(name, "partner") for name in ("broker", "bahia-erp")}
    with service.client(keys["broker"]) as sending, service.client(keys["bahia-erp"]) as reading:
        found = Firms(service, engine, Sender(service, "broker", keys["broker"], sending), reading)
        found.add("bahia", BAHIA, "81/518204")
        found.add("transit", "001730466000087")
        found.attach("bahia-erp", "bahia", *READ, "send")
        yield found
    engine.dispose()


def of(ice: str | None, rc: str | None = None, centre: str | None = None) -> Sending:
    """A small declaration whose importer is this firm."""
    sending = small()
    root = etree.fromstring(sending.body)
    importer = root.find(f"{SPACE}Importer")
    for name, value in (("ICE", ice), ("RC", rc), ("RCCentre", centre)):
        element = importer.find(f"{SPACE}{name}")
        if value is None:
            importer.remove(element)
        else:
            element.text = value
    sending.body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return sending


def listed(client: httpx.Client, company: str, what: str = "declarations", most: int = 2) -> list[dict[str, Any]]:
    """All pages of a list."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = client.get(f"/v1/companies/{company}/{what}", params={"cursor": cursor, "most": most})
        assert answer.status_code == 200, answer.text
        found += answer.json()[what]
        cursor = answer.json()["next"]
        if not cursor:
            return found


def code(answer: httpx.Response) -> tuple[int, str]:
    assert "findings" in answer.json(), answer.text[:600]
    return answer.status_code, answer.json()["findings"][0]["code"]


def test_a_company_sees_what_it_stands_in_whoever_sent_it_and_nothing_else(firms: Firms, office: Sender) -> None:
    broker = firms.broker
    theirs = [broker.declaration(broker.send(of(BAHIA)), "due") for _ in range(3)]
    by_register = broker.declaration(broker.send(of(None, "0518204", "81")), "due")
    another = broker.declaration(broker.send(of(RIF)), "due")
    nobody = broker.declaration(broker.send(of(None, None, None)), "due")
    refused = broker.declaration(broker.send(of(BAHIA, "x" * 60)))
    assert refused["outcome"] == "refused"
    expected = {each["id"] for each in [*theirs, by_register]}
    assert {each["id"] for each in listed(firms.bahia, "bahia")} >= expected
    assert not {another["id"], nobody["id"], refused["id"]} & {each["id"] for each in listed(firms.bahia, "bahia")}
    first = theirs[0]
    do(office.client, payment(first["dum_number"], first["due"]))
    firms.service.wait_until_idle()
    seen = firms.bahia.get(f"/v1/declarations/{first['id']}").json()
    assert (seen["dum_number"], [each["state"] for each in seen["claims"]]) == (first["dum_number"], ["settled"])
    for each in seen["documents"]:
        assert firms.bahia.get(each["pdf_url"]).content.startswith(b"%PDF")
    assert {each["kind"] for each in seen["documents"]} == {"dum", "quittance"}
    assert firms.bahia.get(seen["claims"][0]["url"]).status_code == 200
    assert firms.bahia.get(f"/v1/declarations?dum_number={first['dum_number']}").json()["declarations"] == [seen]
    for path in (f"/v1/declarations/{another['id']}", f"/v1/claims/{another['claims'][0]['number']}"):
        assert code(firms.bahia.get(path)) == (404, "API03")
    assert firms.bahia.get(f"/v1/submissions/{first['submission']}").status_code == 404
    assert code(firms.bahia.get("/v1/companies/transit")) == (404, "API03")
    assert code(firms.bahia.get("/v1/companies/nobody/declarations")) == (404, "API03")


def test_a_company_that_joins_later_finds_its_past(firms: Firms) -> None:
    before = firms.broker.declaration(firms.broker.send(of("007777777000011")), "due")
    key = firms.service.add_partner("late-erp", "partner")
    firms.add("late", "007777777000099")  # another establishment of the same enterprise
    firms.attach("late-erp", "late", "follow")
    with firms.service.client(key) as client:
        assert [each["id"] for each in listed(client, "late")] == [before["id"]]
        (seen,) = listed(client, "late")
        assert (seen["claims"], seen["documents"]) == ([], []), "the key has no word for them"
        assert code(client.get("/v1/companies/late/claims")) == (403, "PRM03")
        assert code(client.get(f"/v1/claims/{before['claims'][0]['number']}")) == (403, "PRM03")
        assert code(client.get(f"/v1/declarations/{before['id']}/form")) == (403, "PRM03")
        told, whole = (each.get(seen["history_url"]).json()["events"] for each in (client, firms.broker.client))
        assert {each["event"] for each in whole} - {each["event"] for each in told} == {"claim-opened"}


def test_a_broker_sees_what_he_sent_for_all_his_clients_by_each_of_his_keys(firms: Firms) -> None:
    sent = {firms.broker.declaration(firms.broker.send(of(ice)), "due")["id"] for ice in (BAHIA, RIF)}
    firms.attach("broker", "transit", *READ, "send")
    second = firms.service.add_partner("broker-second", "partner")
    firms.attach("broker-second", "transit", *READ)
    with firms.service.client(second) as client:
        assert {each["id"] for each in listed(client, "transit", most=3)} >= sent
        for each in sent:
            assert client.get(f"/v1/declarations/{each}").status_code == 200
        assert client.get("/v1/declarations?reference=x").json() == {"declarations": []}


def test_a_mandate_allows_what_it_says_and_ends_at_once(firms: Firms) -> None:
    firms.add("rif", RIF)
    own = firms.broker.declaration(firms.broker.send(of(RIF)), "due")
    key = firms.service.add_partner("fiduciaire-key", "partner")
    firms.add("fiduciaire", "009999999000055")
    firms.attach("fiduciaire-key", "fiduciaire", "follow", "claims", "documents")
    with firms.service.client(key) as client:
        path = f"/v1/declarations/{own['id']}"
        assert code(client.get(path)) == (404, "API03")
        wanted = Wanted("rif", "fiduciaire", ("follow", "claims"), basis="procuration")
        given = firms.mandates.give(wanted, casablanca_now(), "test").id
        assert code(client.get(path)) == (403, "PRM01")
        firms.mandates.take_up(given, casablanca_now(), "test")
        seen = client.get(path).json()
        assert (len(seen["claims"]), seen["documents"]) == (1, [])
        assert [each["id"] for each in client.get("/v1/companies").json()["companies"]] == ["fiduciaire", "rif"]
        assert own["id"] in {each["id"] for each in listed(client, "rif")}
        assert code(client.get("/v1/companies/rif/documents")) == (403, "PRM03")
        next_second()
        firms.mandates.end(given, "contract over", casablanca_now(), "test")
        assert code(client.get(path)) == (403, "PRM02")
        assert code(client.get("/v1/companies/rif/declarations")) == (403, "PRM02")
        next_second()
        later = firms.broker.declaration(firms.broker.send(of(RIF)), "due")
        assert code(client.get(f"/v1/declarations/{later['id']}")) == (404, "API03"), "what came later"
        other = firms.give("rif", "fiduciaire", "follow", offices=("300",))
        assert code(client.get(path)) == (403, "PRM04")
        assert listed(client, "rif") == []
        firms.mandates.end(other, "contract over", casablanca_now(), "test")


def test_a_brokers_mandate_does_not_open_the_dossiers_of_his_clients(firms: Firms) -> None:
    sent = firms.broker.declaration(firms.broker.send(of(BAHIA)), "due")
    key = firms.service.add_partner("curious-key", "partner")
    firms.add("curious", "008888888000044")
    firms.attach("curious-key", "curious", *READ)
    paths = [f"/v1/declarations/{sent['id']}", f"/v1/claims/{sent['claims'][0]['number']}"]
    with firms.service.client(key) as client:
        wanted = Wanted("transit", "curious", ("follow", "documents"))
        given = firms.mandates.give(wanted, casablanca_now(), "test").id
        for step in ("given", "in force", "ended"):
            for path in paths:
                assert code(client.get(path)) == (404, "API03"), step
            if step == "given":
                firms.mandates.take_up(given, casablanca_now(), "test")
                assert sent["id"] not in {each["id"] for each in listed(client, "transit", most=50)}
            next_second()
            if step == "in force":
                firms.mandates.end(given, "over", casablanca_now(), "test")


def test_what_is_no_cursor_is_said(firms: Firms) -> None:
    odd = (base64.urlsafe_b64encode(each).decode() for each in (b"\0 a", b"a b c", b"2026-01-01T00:00:00Z \0"))
    for cursor in ("x", "eA", "%00", "a" * 300, *odd):
        answer = firms.bahia.get("/v1/companies/bahia/declarations", params={"cursor": cursor})
        assert code(answer) == (422, "API07")


def test_a_company_that_an_amendment_takes_out_keeps_the_dossier_as_it_was(firms: Firms) -> None:
    sent = of(BAHIA)
    row = firms.broker.declaration(firms.broker.send(sent), "due")
    next_second()
    new = of(RIF)
    for name, value in (("MessageNumber", new.message_number), ("DeclarantReference", sent.reference)):
        new.body = re.sub(f"<{name}>[^<]*<".encode(), f"<{name}>{value}<".encode(), new.body)
    new.body = new.body.replace(b"<VersionNumber>0<", b"<VersionNumber>1<")
    asked = firms.broker.declaration(firms.broker.send(request("amend", row, new)))
    assert asked["outcome"] == "accepted", firms.broker.codes(asked)
    after = firms.broker.client.get(f"/v1/declarations/{row['id']}").json()
    kept = firms.bahia.get(f"/v1/declarations/{row['id']}").json()
    assert (after["version"], kept["version"], kept["dum_number"]) == (1, 0, row["dum_number"])
    assert kept["claims"][0]["state"] == "open"
    for path in (f"/v1/declarations/{row['id']}/findings", after["documents"][0]["xml_url"]):
        assert code(firms.bahia.get(path)) == (404, "API03")
    assert row["id"] not in {each["id"] for each in listed(firms.bahia, "bahia", most=50)}


def test_a_company_cancels_what_its_broker_sent_where_its_key_may_send(firms: Firms) -> None:
    row = firms.broker.declaration(firms.broker.send(of(BAHIA)), "due")
    reading = firms.service.add_partner("bahia-reads", "partner")
    firms.attach("bahia-reads", "bahia", "follow")
    with firms.service.client(reading) as client:
        refused = request("cancel", row).post(client)
        assert code(refused) == (403, "PRM03")
    bahia = Sender(firms.service, "bahia-erp", "", firms.bahia)
    asked = bahia.declaration(bahia.send(request("cancel", row)))
    assert asked["outcome"] == "accepted", bahia.codes(asked)
    assert firms.broker.client.get(f"/v1/declarations/{row['id']}").json()["life"] == "cancelled"
    another = firms.broker.declaration(firms.broker.send(of("006666666000022")), "due")
    asked = bahia.declaration(bahia.send(request("cancel", another)))
    assert bahia.codes(asked) == ["LIF01"]


def test_the_log_says_by_which_way_and_in_whose_name(firms: Firms, office: Sender) -> None:
    bahia = Sender(firms.service, "bahia-erp", "", firms.bahia)
    row = bahia.declaration(bahia.send(of(BAHIA)), "due")
    do(office.client, payment(row["dum_number"], row["due"]))
    events = firms.bahia.get(row["history_url"]).json()["events"]
    came = {each["event"]: (each["actor"], each["via"], each["under"]) for each in events}
    assert came["accepted"] == ("bahia-erp", "api", "company:bahia")
    assert came["claim-paid"] == (office.name, "api", None)
    assert came["registered"] == ("gateway", None, None)


def test_no_company_is_read_by_a_role_that_reads_none(firms: Firms) -> None:
    row = firms.broker.declaration(firms.broker.send(of(BAHIA)), "due")
    keys = {"office-only": (["office"], ["300"]), "archive": (["archivist"], [])}
    for name, (roles, offices) in keys.items():
        with firms.service.client(firms.service.add_partner(name, *roles, offices=offices)) as client:
            if name == "office-only":
                firms.attach(name, "bahia", *READ)
                assert listed(client, "bahia") == [], "of its own bureau there is nothing"
                assert code(client.get(f"/v1/declarations/{row['id']}")) == (404, "API03")
                assert client.get("/v1/companies/bahia/credits").json() == {"credits": []}
            assert code(client.get("/v1/companies/nobody/declarations")) == (404, "API03")


def test_a_key_without_the_word_is_told_so_in_its_folder_too(firms: Firms) -> None:
    name = "bahia-mute"
    firms.service.add_partner(name, "partner")
    firms.attach(name, "bahia", "follow")
    mute = Sender(firms.service, name, "", firms.bahia)
    of(BAHIA).drop(mute.inbox, "dum.xml")
    answer = batch(mute, f"dum.{submission_of(mute, 'dum')}.1.response.xml")
    found = next(json.loads(each)["findings"] for each in answer.values() if each.startswith(b"{"))
    assert [each["code"] for each in found] == ["PRM03"]
