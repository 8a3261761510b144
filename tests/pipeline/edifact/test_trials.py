"""Test interchanges where registrations have effect: they are judged, and use up nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest

from gateway import service
from gateway.administration.sandbox import Sandbox
from gateway.clock import CASABLANCA
from gateway.ledger import tables
from gateway.settings import Settings
from tests.documents.keys import write_operator
from tests.pipeline.edifact.conftest import House
from tests.pipeline.edifact.interchanges import declared, segments
from tests.service.declaring import small

pytestmark = pytest.mark.service


class Effective(Sandbox):
    """A sandbox that says of itself that what it registers has effect."""

    specimen = False


@pytest.fixture(scope="module")
def effective(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A gateway whose registrations have effect, signed with an operator's key."""
    root = tmp_path_factory.mktemp("effective")
    key, chain = write_operator(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "ADMINISTRATIONS", {"sandbox": Effective})
        given = {name: root / name for name in ("data", "inbox", "outbox")}
        settings = Settings(**given, workers=1, signing_key=key, signing_certificates=chain)
        opened = service.open_gateway(settings, lambda: datetime(2026, 7, 1, 9, 30, tzinfo=CASABLANCA))
    stop = threading.Event()
    runner = threading.Thread(target=opened.runner.run, args=(opened.road.handlers(), stop))
    runner.start()
    opened.partners.add("atlas", ["partner"], opened.clock())
    try:
        yield House(opened, "atlas")
    finally:
        stop.set()
        runner.join(60)
        opened.close()


def test_a_test_interchange_is_rejected_where_registrations_have_effect(effective: House) -> None:
    (row,) = effective.declarations(effective.send(declared(small(), test=True)))
    assert (row.state, [each["code"] for each in row.findings]) == ("refused", ["EDI25"])


def test_where_it_is_agreed_it_gets_its_verdict_and_uses_up_nothing(effective: House) -> None:
    effective.agree(tests=True)
    sending = small()
    content = declared(sending, test=True, reference="TRIAL")
    accepted = effective.send(content)
    (row,) = effective.declarations(accepted)
    assert (row.state, row.dum_number, row.function) == ("verdict", None, "2")
    (interchange,) = effective.interchanges(accepted)
    assert segments(effective.stored(interchange.contrl))[0][1][3] == ["7"]
    assert segments(effective.stored(row.answers["cusres"]))[0][0] == "BGM"
    assert effective.rows(tables.message_number, partner=effective.partner) == []
    assert effective.rows(tables.interchange_reference, partner=effective.partner) == []
    (real,) = effective.declarations(effective.send(declared(sending, reference="TRIAL")))
    assert real.dum_number, "the same reference and message number, now in earnest"
