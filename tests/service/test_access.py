"""Who may do what: no key, a wrong or revoked one, another partner's, and the roles. Walks every published route."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from gateway.clock import casablanca_now
from gateway.ledger import tables
from gateway.partners import Partners
from gateway.people import Attachments, Companies
from schemas.vocabulary import SCOPE
from tests.pipeline.edifact.interchanges import by_edifact
from tests.service.conftest import Sender, quittances, receipted
from tests.service.declaring import example, pay, payment, small, whole
from tests.service.messages import XML, act
from tests.service.running import Service

pytestmark = pytest.mark.service


WITHOUT_KEY = {
    ("get", "/healthz"): {"status", "degraded", "signing_certificate"},
    ("get", "/readyz"): {"status", "warnings", "parts"},
}
READING = {"/v1/documents", "/v1/trust", "/v1/declarations", "/v1/companies"}
"""Routes that name nobody's property: each partner is answered, with his own."""

WRITING = {"/v1/submissions", "/v1/validations", "/v1/payments", "/v1/acts"}


@pytest.fixture(scope="module")
def routes(service: Service) -> list[tuple[str, str]]:
    """(method, path) of every operation in the published description."""
    published = httpx.get(f"{service.url}/openapi.json").json()["paths"]
    found = [(method, path) for path, operations in published.items() for method in operations]
    assert len(found) > 10
    return found


@pytest.fixture
def property_of(sender: Sender, office: Sender) -> dict[str, str]:
    """Something for each parameter of a path (with what stands before it, where one word has many meanings) that
    belongs to `sender`.
    """
    submission, on_credit, suspensive = (
        sender.send(each) for each in (by_edifact(whole()), example("import-on-credit"), example("inward-processing"))
    )
    declaration = receipted(sender, office, submission)
    (document,), (claim,) = quittances(declaration), declaration["claims"]
    credit = sender.declaration(on_credit, "due")["claims"][0]["credit"]
    account = sender.declaration(suspensive)["account"]["number"]
    attachment = sender.client.get(f"/v1/submissions/{submission}").json()["attachments"][0]["sha256"]
    sender.service.wait_until_idle()  # the form is printed, the notice signed
    company, engine, given = f"of-{sender.name}", sender.service.engine, (casablanca_now(), "test")
    Companies(engine).add(company, company, [], *given)
    Attachments(engine).attach(sender.name, company, SCOPE, *given)
    engine.dispose()
    return {
        "{submission}": submission,
        "{declaration}": declaration["id"],
        "{sha256}": attachment,
        "{company}": company,
        "{name}": document["number"],
        "notices/{number}": "1",
        "responses/{number}": "1",
        "contrl/{number}": "1",
        "cusres/{number}": "1",
        "claims/{number}": claim["number"],
        "credits/{number}": credit,
        "accounts/{number}": account,
    }


def filled(path: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        path = path.replace(name, name.rpartition("{")[0] + value)
    assert "{" not in path, f"{path}: say in property_of what belongs to a partner here"
    return path


def test_every_route_needs_a_key(service: Service, routes: list[tuple[str, str]]) -> None:
    asked = 0
    for method, path in routes:
        for headers in (
            {},
            {"Authorization": "Bearer sk_test_wrong"},
            {"Authorization": "Basic eDp5"},
            {"Cookie": "x"},
        ):
            answer = httpx.request(method, f"{service.url}{path}", headers=headers)
            if (method, path) in WITHOUT_KEY:
                assert (answer.status_code, set(answer.json())) == (200, WITHOUT_KEY[method, path])
                continue
            asked += 1
            assert (answer.status_code, answer.json()["findings"][0]["code"]) == (401, "API01"), (method, path)
            assert answer.headers["www-authenticate"] == "Bearer"
    assert asked > 40


def test_a_revoked_key_is_no_key_and_the_other_one_stays(sender: Sender) -> None:
    engine = sender.service.engine
    partners = Partners(engine, specimen=True)
    further = partners.add_key(sender.name, "further", casablanca_now())
    assert sender.client.get("/v1/documents").status_code == 200
    (first,) = (key for key in partners.keys(sender.name) if key.label == "first")
    partners.revoke_key(sender.name, first.id, casablanca_now())
    engine.dispose()
    assert sender.client.get("/v1/documents").status_code == 401
    assert small().post(sender.client).status_code == 401
    with sender.service.client(further) as client:
        assert client.get("/v1/documents").status_code == 200


def test_a_search_finds_nothing_of_another_partner(sender: Sender, other: Sender) -> None:
    declaration = sender.declaration(sender.send(small()), "due")
    asked = {"dum_number": declaration["dum_number"]}, {"reference": declaration["declarant_reference"]}
    for params in asked:
        mine, theirs = (each.client.get("/v1/declarations", params=params).json() for each in (sender, other))
        assert [each["id"] for each in mine["declarations"]] == [declaration["id"]]
        assert theirs["declarations"] == []


def test_another_partner_s_key_opens_nothing(
    sender: Sender, other: Sender, property_of: dict[str, str], routes: list[tuple[str, str]]
) -> None:
    for method, path in routes:
        if (method, path) in WITHOUT_KEY or path in READING | WRITING:
            continue
        for ending in ("", ".xml", ".pdf") if path.endswith("{name}") else ("",):
            address = filled(path, property_of) + ending
            mine, theirs = sender.client.request(method, address), other.client.request(method, address)
            assert mine.status_code == 200, address
            assert (theirs.status_code, theirs.json()["findings"][0]["code"]) == (404, "API03"), address
            unknown = other.client.request(method, filled(path, dict.fromkeys(property_of, "99")) + ending)
            assert unknown.content == theirs.content, f"{address}: another's must look like what does not exist"
    assert other.client.get("/v1/documents").json() == {"documents": []}


def test_the_same_bytes_of_another_partner_are_his_own_submission(sender: Sender, other: Sender) -> None:
    sending = small()
    mine, theirs = sender.send(sending), other.send(sending)
    assert mine != theirs
    assert other.client.get(f"/v1/submissions/{mine}").status_code == 404


@pytest.mark.parametrize("role", ["office", "archivist"])
def test_office_and_archivist_read_all(
    request: pytest.FixtureRequest, role: str, property_of: dict[str, str], routes: list[tuple[str, str]]
) -> None:
    reader: Sender = request.getfixturevalue(role)
    for method, path in routes:
        if path not in WRITING:
            asked = {"reference": "TEST-1"} if path == "/v1/declarations" else {}
            answer = reader.client.request(method, filled(path, property_of), params=asked)
            assert answer.status_code == 200, path
    listed = reader.client.get("/v1/documents?most=1000").json()["documents"]
    assert property_of["{name}"] in [each["number"] for each in listed]


def test_who_has_not_the_role_changes_nothing(sender: Sender, office: Sender, archivist: Sender) -> None:
    due = sender.declaration(sender.send(small()), "due")
    sender.service.wait_until_idle()
    before = _events(sender.service)
    content, visa = payment(due["dum_number"], due["due"]), act("visa", dum_number=due["dum_number"])
    for answer in (
        sender.client.post("/v1/acts", content=visa, headers=XML),
        archivist.client.post("/v1/acts", content=visa, headers=XML),
        pay(sender.client, content),
        pay(archivist.client, content),
        small().post(archivist.client),
        small().post(archivist.client, "/v1/validations"),
        small().post(office.client),
        small().post(office.client, "/v1/validations"),
    ):
        assert (answer.status_code, answer.json()["findings"][0]["code"]) == (403, "API02")
    assert _events(sender.service) == before


def test_nothing_can_be_changed_but_by_the_posts(
    archivist: Sender, property_of: dict[str, str], routes: list[tuple[str, str]]
) -> None:
    assert {path for method, path in routes if method != "get"} == WRITING
    for _, path in routes:
        for method in ("PUT", "PATCH", "DELETE"):
            assert archivist.client.request(method, filled(path, property_of)).status_code == 405


def _events(service: Service) -> list[dict[str, Any]]:
    return service.rows(tables.event)
