"""A new kind of document is one module and what it uses: nothing else of the gateway has to know it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from gateway import documents
from gateway.clock import CASABLANCA
from gateway.documents.document_kinds import KINDS, kind_of, series_of_letters, signed_kinds
from gateway.documents.kind_names import document_names, signed_names
from gateway.documents.verification import verify
from gateway.doors.http.app import create_app
from gateway.dossier.desk import Desk
from gateway.ledger import database, tables
from gateway.pipeline.accept import File
from gateway.serve import http_parts
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from gateway.signing.material import SignerMaterial
from schemas.compiled import compiled
from tests.documents.conftest import issue
from tests.documents.examples import NOON
from tests.documents.toy import toy_document
from tests.documents.toy.toy_document import HERE, KIND, SERIES, Toy
from tests.service.declaring import small
from tests.service.running import wait_for

pytestmark = pytest.mark.service


PRICE = "12.50"


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy is registered."""
    monkeypatch.setitem(KINDS, KIND.name, KIND)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    """A gateway whose runner runs."""
    settings = Settings(data=tmp_path / "data", inbox=tmp_path / "inbox", outbox=tmp_path / "outbox")
    opened, stop = open_gateway(settings, lambda: datetime(2026, 7, 1, 9, 30, tzinfo=CASABLANCA)), threading.Event()
    runner = threading.Thread(target=opened.runner.run, args=(opened.road.handlers(), stop))
    runner.start()
    try:
        yield opened
    finally:
        stop.set()
        runner.join(60)
        opened.close()


def play(gateway: Gateway) -> str:
    """A declaration of a partner is registered, and a toy issued on it; its number."""
    accepted = gateway.acceptance.take("atlas", File("dum.xml", small().body), [], claim="atlas/1-dum.xml")
    wait_for("no work is left", lambda: not gateway.runner.pending(), 120)

    def cause(desk: Desk) -> str:
        (row,) = desk.look(sa.select(tables.declaration).where(tables.declaration.c.submission == accepted.submission))
        said = {"issued_at": desk.log.at.isoformat(), "dum_number": row.dum_number, "office": "309"}
        told = desk.issue(row, KIND, desk.number("309", SERIES), {**said, "price": PRICE})
        assert told["kind"] == "toy"
        return told["number"]

    number = gateway.desks.do("office", cause)
    wait_for("no work is left", lambda: not gateway.runner.pending(), 120)
    return number


@pytest.mark.usefixtures("toy")
def test_it_is_issued_rendered_signed_delivered_and_verified(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    key = gateway.partners.add("atlas", ["partner"], gateway.clock())
    number = play(gateway)
    assert number == "SPECIMEN-309T20260000001"
    document = database.one(gateway.engine, tables.document, number, "number")
    files = [gateway.store.get(each) for each in (document.xml, document.pdf)]
    for content, ending in zip(files, ("xml", "pdf"), strict=True):
        report = verify(content, gateway.material.bundle_pem, expect="toy")
        assert report.ok, report.problems
        facts = {name: report.facts[name] for name in ("kind", "number", "amount", "currency")}
        assert facts == {"kind": "toy", "number": number, "amount": PRICE, "currency": "MAD"}
        assert (gateway.settings.outbox / "atlas" / f"{number}.toy.{ending}").read_bytes() == content
    client = TestClient(create_app(http_parts(gateway)), headers={"Authorization": f"Bearer {key}"})
    assert client.get(f"/v1/documents/{number}").json()["kind"] == "toy"
    monkeypatch.delitem(KINDS, KIND.name)
    for content in files:
        report = verify(content, gateway.material.bundle_pem)
        assert (report.problems, dict(report.facts)) == (("unknown_document",), {}), "genuine, and of no kind of ours"


def test_its_seal_says_what_it_is_as_long_as_it_is_registered(
    sandbox: SignerMaterial, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Toy("SPECIMEN-309T20260000001", NOON, "309", "Casa-Port", True, "30901020260000123K", Decimal(PRICE))
    with pytest.raises(LookupError):
        kind_of(record)
    monkeypatch.setitem(KINDS, KIND.name, KIND)
    sealed = issue(record, sandbox).qr
    report = verify(sealed, sandbox.bundle_pem, NOON, expect="toy")
    assert report.ok
    assert (report.facts["number"], report.facts["amount"]) == (record.number, PRICE)
    assert series_of_letters()["T"] == "toy"
    monkeypatch.delitem(KINDS, KIND.name)
    assert verify(sealed, sandbox.bundle_pem, NOON).problems == ("broken_signature",)
    with pytest.raises(ValueError, match="toy"):
        verify(sealed, sandbox.bundle_pem, NOON, expect="toy")


def test_its_module_in_the_room_is_all_that_registers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(KINDS) == set(document_names())
    monkeypatch.setattr(documents, "__path__", [*documents.__path__, str(HERE)])
    assert "toy" in document_names()
    assert "toy" in signed_names()


def test_no_two_kinds_are_mistaken_for_each_other() -> None:
    kinds = [*KINDS.values(), toy_document.KIND]
    assert all(name == kind.name for name, kind in signed_kinds().items())
    assert len({each.namespace for each in signed_kinds().values()}) == len(signed_kinds())
    for field in ("name", "root", "xsd", "record_type", "to_xml", "to_pdf"):
        assert len({getattr(kind, field) for kind in kinds}) == len(kinds), field
    letters = [kind.series.letter for kind in KINDS.values() if kind.series]
    assert len(series_of_letters()) == len(letters) + 1, "and that of assessments"


@pytest.mark.parametrize("name", document_names())
def test_each_kind_has_its_xsd_and_its_cause(name: str) -> None:
    kind = KINDS[name]
    assert compiled(kind.xsd)
    assert vars(import_module(kind.cause))[f"{name}_document"].KIND is kind
