"""The whole road on both databases: accept, judge, register, pay, issue; the same again; many at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.clock import CASABLANCA
from gateway.intake.accept import Accepted, File, accept
from gateway.ledger import database, tables
from gateway.pipeline.payments import PaymentAnswer, record_payment
from gateway.pipeline.steps import Steps
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from gateway.signing.verify import verify
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing
from tests.service.declaring import Sending, payment, small, whole
from tests.service.running import wait_for


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 7, 1, 9, 30, tzinfo=CASABLANCA)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway(url: str, tmp_path: Path, clock: Clock) -> Iterator[Gateway]:
    settings = Settings(database=url, data=tmp_path / "data", inbox=tmp_path / "inbox", outbox=tmp_path / "outbox")
    opened = open_gateway(settings, clock)
    opened.partners.add("atlas", ["partner"], clock())
    opened.partners.add("medina", ["partner"], clock())
    stop = threading.Event()
    runner = threading.Thread(target=opened.runner.run, args=(Steps(opened).handlers(), stop))
    runner.start()
    try:
        yield opened
    finally:
        stop.set()
        runner.join(60)
        opened.close()


def send(gateway: Gateway, sending: Sending, partner: str = "atlas", claim: str | None = None) -> Accepted:
    attachments = [File(name, content) for name, content in sending.attachments.items()]
    return accept(gateway, partner, File("dum.xml", sending.body), attachments, claim=claim)


def idle(gateway: Gateway) -> None:
    wait_for("no work is left", lambda: not gateway.runner.pending(), 120)


def declaration(gateway: Gateway, accepted: Accepted) -> Any:
    table = tables.declaration
    (row,) = database.read(gateway.engine, sa.select(table).where(table.c.submission == accepted.submission))
    return row


def at_the_same_time(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned, all begun together."""
    together = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        together.wait(30)
        results[place] = act()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_the_whole_road_and_the_same_again(gateway: Gateway, clock: Clock) -> None:
    sending = whole()
    first = send(gateway, sending, claim="1-dum.xml")
    idle(gateway)
    due = declaration(gateway, first)
    assert due.state == "due"
    clock.now += timedelta(days=1)
    content = payment(due.dum_number, due.assessment["total"])
    paid = record_payment(gateway, "office", content)
    assert paid.findings == ()
    assert paid.quittance
    idle(gateway)
    assert declaration(gateway, first).state == "receipted"
    again, paid_again = send(gateway, sending, claim="1-dum.xml"), record_payment(gateway, "office", content)
    assert (again.acknowledgement, again.again) == (first.acknowledgement, True)
    assert (paid_again.quittance, paid_again.again) == (paid.quittance, True)
    idle(gateway)
    (document,) = database.read(gateway.engine, sa.select(tables.document))
    for kind in ("xml", "pdf"):
        content = gateway.store.get(getattr(document, kind))
        assert verify(content, gateway.material.bundle_pem).ok
        path = gateway.settings.outbox / "atlas" / f"{document.number}.quittance.{kind}"
        assert path.read_bytes() == content
    assert_rebuild_changes_nothing(gateway.engine)


def test_rebuilding_after_a_rich_history_changes_nothing(gateway: Gateway, clock: Clock) -> None:
    key = gateway.partners.add_key("atlas", "further", clock())
    gateway.partners.revoke_key(key, clock())
    faulty, first = small(), small()
    faulty.body = faulty.body.replace(b">FOB<", b">F0B?<")
    sendings = [first, small("0"), small("1"), small(duties=False), faulty, small(message_number=first.message_number)]
    accepted = [send(gateway, each, claim=f"{number}-dum.xml") for number, each in enumerate(sendings)]
    accepted += [send(gateway, first, "medina"), send(gateway, small(), "medina")]
    idle(gateway)
    assert gateway.partners.of_key(key) is None
    states = {declaration(gateway, each).state for each in accepted}
    assert states == {"draft", "verdict", "settled", "refused", "due"}
    clock.now += timedelta(hours=3)
    due = declaration(gateway, accepted[0])
    assert record_payment(gateway, "office", payment(due.dum_number, 1)).findings
    assert record_payment(gateway, "office", b"<nothing/>").findings
    assert record_payment(gateway, "office", payment(due.dum_number, due.assessment["total"])).findings == ()
    send(gateway, first, claim="9-again.xml")
    idle(gateway)
    assert declaration(gateway, accepted[0]).state == "receipted"
    assert_rebuild_changes_nothing(gateway.engine)
    assert_gapless(gateway.engine)


def test_many_at_the_same_time_get_different_numbers(gateway: Gateway) -> None:
    sendings = [small() for _ in range(8)]
    accepted = at_the_same_time(*(lambda each=each: send(gateway, each) for each in sendings))  # type: ignore[misc]
    idle(gateway)
    numbers = [declaration(gateway, each).dum_number for each in accepted]
    assert len(set(numbers)) == 8
    assert_gapless(gateway.engine)
    dues = [declaration(gateway, each) for each in accepted]
    payments = [payment(each.dum_number, each.assessment["total"]) for each in dues]
    paid = at_the_same_time(*(lambda each=each: record_payment(gateway, "office", each) for each in payments))  # type: ignore[misc]
    assert len({each.quittance for each in paid}) == 8
    idle(gateway)
    assert assert_gapless(gateway.engine) == {
        "dum:309:010:2026": 8,
        "assessment:309:2026": 8,
        "quittance:309:2026": 8,
    }
    assert_rebuild_changes_nothing(gateway.engine)


def test_the_same_bytes_at_the_same_time_are_one_submission(gateway: Gateway) -> None:
    sending = small()
    accepted = at_the_same_time(*[lambda: send(gateway, sending)] * 6)
    assert len({each.acknowledgement for each in accepted}) == 1
    assert sorted(each.again for each in accepted) == [False, *[True] * 5]
    idle(gateway)
    assert len(database.read(gateway.engine, sa.select(tables.submission))) == 1
    assert declaration(gateway, accepted[0]).state == "due"


def test_one_message_number_sent_twice_at_the_same_time_is_registered_once(gateway: Gateway) -> None:
    first = small()
    second = small(message_number=first.message_number)
    accepted = at_the_same_time(lambda: send(gateway, first), lambda: send(gateway, second))
    idle(gateway)
    states = sorted(declaration(gateway, each).state for each in accepted)
    assert states == ["due", "refused"]


def test_one_declaration_paid_twice_at_the_same_time_is_paid_once(gateway: Gateway) -> None:
    accepted = send(gateway, small())
    idle(gateway)
    due = declaration(gateway, accepted)
    payments = [payment(due.dum_number, due.assessment["total"]) for _ in range(4)]
    answers: list[PaymentAnswer] = at_the_same_time(
        *(lambda each=each: record_payment(gateway, "office", each) for each in payments)  # type: ignore[misc]
    )
    refused = [each.findings[0].code for each in answers if each.findings]
    assert refused == ["PAY03"] * 3
    idle(gateway)
    assert len(database.read(gateway.engine, sa.select(tables.document))) == 1


def test_an_arrival_while_the_quittance_is_issued_gets_it(gateway: Gateway) -> None:
    """Sent by HTTP and paid; dropped again while the quittance is being made: it comes to the folder all the same."""
    sending = small()
    accepted = send(gateway, sending)
    idle(gateway)
    due = declaration(gateway, accepted)
    record_payment(gateway, "office", payment(due.dum_number, due.assessment["total"]))
    send(gateway, sending, claim="1-dum.xml")
    idle(gateway)
    (document,) = database.read(gateway.engine, sa.select(tables.document))
    assert (gateway.settings.outbox / "atlas" / f"{document.number}.quittance.pdf").exists()
