"""The public status: off by default; how a document stands for whoever has it, and the same nothing for all others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from gateway.doors.http.app import create_app
from gateway.doors.http.connections.bounds import STRANGERS_WORKED_ON
from gateway.ledger import tables
from gateway.queries import documents
from gateway.serve import http_parts
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from tests.dossier.books import Books
from tests.ledger.test_look_ups import statements

pytestmark = pytest.mark.service


SIGNED, OTHER = "0" * 64, "ab" * 32


@pytest.fixture
def gateway(tmp_path: Path, url: str) -> Iterator[Gateway]:
    opened = open_gateway(Settings(data=tmp_path / "data", database=url, public_status=True))
    yield opened
    opened.close()


@pytest.fixture
def stranger(gateway: Gateway) -> TestClient:
    return TestClient(create_app(http_parts(gateway)))


def status(client: TestClient, number: str, sha256: str = SIGNED) -> httpx.Response:
    return client.get(f"/v1/status/{number}/{sha256}")


def test_it_is_not_there_by_default(gateway: Gateway) -> None:
    assert Settings().public_status is False
    gateway.settings.public_status = False
    client = TestClient(create_app(http_parts(gateway)))
    books = Books(gateway.engine)
    books.lodge()
    books.sign()
    (number,) = (each.number for each in books.rows(tables.document))
    with statements(gateway.engine) as asked:
        answer, nothing = status(client, number), client.get("/v1/nothing")
    assert asked == []
    assert (answer.status_code, answer.content) == (nothing.status_code, nothing.content)
    assert not any("status" in path for path in client.get("/openapi.json").json()["paths"])


def test_whoever_has_the_document_is_told_how_it_stands_and_nothing_else(
    gateway: Gateway, stranger: TestClient
) -> None:
    books = Books(gateway.engine)
    row = books.lodge(due=1000)
    quittance = books.pay(row, 400)
    (payment,) = books.rows(tables.payment)
    books.act("reversal", payment_number=payment.number, reason="bounced")
    books.sign()
    forms = sorted(each.number for each in books.rows(tables.document, kind="dum"))
    told = {number: status(stranger, number) for number in (quittance, *forms)}
    assert {each.status_code for each in told.values()} == {200}
    assert {number: each.json() for number, each in told.items()} == {
        quittance: {"validity": "cancelled", "superseded_by": None},
        **{each: {"validity": "superseded", "superseded_by": forms[-1]} for each in forms[:-1]},
        forms[-1]: {"validity": "valid", "superseded_by": None},
    }
    with gateway.engine.begin() as connection:
        connection.execute(tables.document.update().values(xml=OTHER))
    assert status(stranger, quittance, OTHER.upper()).json() == told[quittance].json()


def test_a_wrong_pair_is_answered_as_none_by_the_same_work(gateway: Gateway, stranger: TestClient) -> None:
    books = Books(gateway.engine)
    row = books.lodge(due=1000)
    books.sign()
    due = books.pay(row, 400)
    (form, *_) = (each.number for each in books.rows(tables.document, xml=SIGNED))
    answers, work = set(), set()
    for number, sha256 in (
        ("SPECIMEN-309Q20260009999", SIGNED),
        ("SPECIMEN-309Q20260009999", OTHER),
        (form, OTHER),
        (form, SIGNED[:63]),
        (due, SIGNED),
        (due, "None"),
    ):
        with statements(gateway.engine) as asked:
            answer = status(stranger, number, sha256)
        answers.add((answer.status_code, answer.content, tuple(answer.headers.items())))
        work.add(tuple(statement for statement, _ in asked))
    assert len(answers) == len(work) == 1
    ((code, content, _),) = answers
    assert (code, b"API03" in content) == (404, True)
    assert [len(each) for each in work] == [1]


def test_an_address_has_its_turns_with_a_key_too(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    key = gateway.partners.add("atlas", ["partner"], gateway.clock())
    inside, most = [], []

    def slow(*_: object) -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.05)
        inside.pop()

    monkeypatch.setattr(documents, "standing", slow)
    app = create_app(http_parts(gateway))

    async def crowd(headers: dict[str, str]) -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here", headers=headers) as client:
            await client.get("/v1/documents")  # a known key is on the ring from then on
            answers = await asyncio.gather(*(client.get(f"/v1/status/x/{SIGNED}") for _ in range(12)))
        assert {each.status_code for each in answers} == {404}

    for headers in ({}, {"Authorization": f"Bearer {key}"}):
        most.clear()
        asyncio.run(crowd(headers))
        assert len(most) == 12 and max(most) == STRANGERS_WORKED_ON
