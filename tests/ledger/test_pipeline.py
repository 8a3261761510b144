"""The whole road on both databases: accept, judge, register, pay, issue; the same again; many at the same time."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.clock import CASABLANCA
from gateway.documents.verification import verify
from gateway.dossier.acts.submit_act import ActAnswer
from gateway.ledger import database, tables
from gateway.pipeline import tasks
from gateway.pipeline.accept import Accepted, File
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing
from tests.ledger.together import at_the_same_time
from tests.ledger.watched import watched
from tests.offices import anywhere
from tests.service.declaring import Sending, payment, small, whole
from tests.service.running import wait_for

pytestmark = pytest.mark.service


_names = itertools.count(1)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 7, 1, 9, 30, tzinfo=CASABLANCA)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class House:
    """A gateway whose runner runs, its clock, and a partner of this test alone."""

    gateway: Gateway
    clock: Clock
    partner: str = ""

    def rows(self, table: sa.Table) -> list[Any]:
        """What the partner has in a table."""
        return database.read(self.gateway.engine, sa.select(table).where(table.c.partner == self.partner))

    def send(self, sending: Sending, claim: str | None = None, partner: str = "") -> Accepted:
        """Accept it as either door does."""
        attachments = [File(name, content) for name, content in sending.attachments.items()]
        body = File("dum.xml", sending.body)
        claim = claim and f"{self.partner}/{claim}"
        return self.gateway.acceptance.take(partner or self.partner, body, attachments, claim=claim)

    def pay(self, content: bytes, office: str = "office") -> ActAnswer:
        """Record a payment."""
        return self.gateway.acts.submit(anywhere(office), content)

    def quittances(self) -> list[Any]:
        """The quittances of the partner's declarations."""
        return [each for each in self.rows(tables.document) if each.kind == "quittance"]

    def idle(self) -> None:
        """Wait until no work is left."""
        wait_for("no work is left", lambda: not self.gateway.runner.pending(), 120)

    def declaration(self, accepted: Accepted) -> Any:
        """The only declaration of a submission."""
        table = tables.declaration
        (row,) = database.read(self.gateway.engine, sa.select(table).where(table.c.submission == accepted.submission))
        return row

    @property
    def outbox(self) -> Path:
        """The folder of the partner's answers."""
        return self.gateway.settings.outbox / self.partner


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Both databases; the worker processes take seconds to start, so the tests of a database share a gateway."""
    root = tmp_path_factory.mktemp("gateway")
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").url("pipeline")
    settings = Settings(database=url, data=root / "data", inbox=root / "inbox", outbox=root / "outbox")
    clock = Clock()
    opened = open_gateway(settings, clock)
    assert opened.engine.dialect.name == request.param
    stop = threading.Event()
    strays: list[str] = []
    runner = threading.Thread(target=opened.runner.run, args=(watched(opened, strays), stop))
    runner.start()
    try:
        yield House(opened, clock)
    finally:
        stop.set()
        runner.join(60)
        opened.close()
    assert strays == []


@pytest.fixture
def house(running: House) -> House:
    name = f"partner-{next(_names)}"
    running.gateway.partners.add(name, ["partner"], running.clock())
    return House(running.gateway, running.clock, name)


def test_the_whole_road_and_the_same_again(house: House) -> None:
    sending = whole()
    first = house.send(sending, claim="1-dum.xml")
    house.idle()
    due = house.declaration(first)
    assert due.state == "due"
    house.clock.now += timedelta(days=1)
    content = payment(due.dum_number, due.assessment["total"])
    paid = house.pay(content)
    assert paid.findings == ()
    assert paid.quittance
    house.idle()
    assert house.declaration(first).state == "receipted"
    again, paid_again = house.send(sending, claim="1-dum.xml"), house.pay(content)
    assert (again.acknowledgement, again.again) == (first.acknowledgement, True)
    assert (paid_again.quittance, paid_again.again) == (paid.quittance, True)
    house.idle()
    (document,) = house.quittances()
    for kind in ("xml", "pdf"):
        content = house.gateway.store.get(getattr(document, kind))
        assert verify(content, house.gateway.material.bundle_pem).ok
        path = house.outbox / f"{document.number}.quittance.{kind}"
        assert path.read_bytes() == content
    assert_rebuild_changes_nothing(house.gateway.engine)


def test_rebuilding_after_a_rich_history_changes_nothing(house: House) -> None:
    key = house.gateway.partners.add_key(house.partner, "further", house.clock())
    (further,) = (key for key in house.gateway.partners.keys(house.partner) if key.label == "further")
    house.gateway.partners.revoke_key(house.partner, further.id, house.clock())
    faulty, first = small(), small()
    faulty.body = faulty.body.replace(b">FOB<", b">F0B?<")
    accepted = [house.send(first, claim="first-dum.xml")]
    house.idle()  # of two with one message number, the one that is judged first has it
    sendings = [small("0"), small("1"), small(duties=False), faulty, small(message_number=first.message_number)]
    accepted += [house.send(each, claim=f"{number}-dum.xml") for number, each in enumerate(sendings)]
    accepted += [house.send(first, partner="medina"), house.send(small(), partner="medina")]
    house.idle()
    assert house.gateway.partners.of_key(key) is None
    states = {house.declaration(each).state for each in accepted}
    assert states == {"draft", "verdict", "settled", "refused", "due"}
    house.clock.now += timedelta(hours=3)
    due = house.declaration(accepted[0])
    assert house.pay(payment(due.dum_number, 10**9)).findings
    assert house.pay(b"<nothing/>").findings
    assert house.pay(payment(due.dum_number, due.assessment["total"])).findings == ()
    house.send(first, claim="9-again.xml")
    house.idle()
    assert house.declaration(accepted[0]).state == "receipted"
    assert_rebuild_changes_nothing(house.gateway.engine)
    assert_gapless(house.gateway.engine)


def test_many_at_the_same_time_get_different_numbers(house: House) -> None:
    sendings = [small() for _ in range(8)]
    accepted = at_the_same_time(*(lambda each=each: house.send(each) for each in sendings))  # type: ignore[misc]
    house.idle()
    numbers = [house.declaration(each).dum_number for each in accepted]
    assert len(set(numbers)) == 8
    assert_gapless(house.gateway.engine)
    dues = [house.declaration(each) for each in accepted]
    payments = [payment(each.dum_number, each.assessment["total"]) for each in dues]
    paid = at_the_same_time(*(lambda each=each: house.pay(each) for each in payments))  # type: ignore[misc]
    assert len({each.quittance for each in paid}) == 8
    house.idle()
    assert_gapless(house.gateway.engine)
    assert_rebuild_changes_nothing(house.gateway.engine)


def test_the_same_bytes_at_the_same_time_are_one_submission(house: House) -> None:
    sending = small()
    accepted = at_the_same_time(*[lambda: house.send(sending)] * 6)
    assert len({each.acknowledgement for each in accepted}) == 1
    assert sorted(each.again for each in accepted) == [False, *[True] * 5]
    house.idle()
    assert len(house.rows(tables.submission)) == 1
    assert house.declaration(accepted[0]).state == "due"


def test_one_message_number_sent_twice_at_the_same_time_is_registered_once(house: House) -> None:
    first = small()
    second = small(message_number=first.message_number)
    accepted = at_the_same_time(lambda: house.send(first), lambda: house.send(second))
    house.idle()
    states = sorted(house.declaration(each).state for each in accepted)
    assert states == ["due", "refused"]


def test_one_declaration_paid_twice_at_the_same_time_is_paid_once(house: House) -> None:
    accepted = house.send(small())
    house.idle()
    due = house.declaration(accepted)
    payments = [payment(due.dum_number, due.assessment["total"]) for _ in range(4)]
    answers: list[ActAnswer] = at_the_same_time(
        *(lambda each=each: house.pay(each) for each in payments)  # type: ignore[misc]
    )
    refused = [each.findings[0].code for each in answers if each.findings]
    assert refused == ["PAY03"] * 3
    house.idle()
    assert len(house.quittances()) == 1


def test_an_arrival_while_the_quittance_is_issued_gets_it(house: House) -> None:
    """Sent by HTTP and paid; dropped again while the quittance is being made: it comes to the folder all the same."""
    sending = small()
    accepted = house.send(sending)
    house.idle()
    due = house.declaration(accepted)
    house.pay(payment(due.dum_number, due.assessment["total"]))
    house.send(sending, claim="1-dum.xml")
    house.idle()
    (document,) = house.quittances()
    assert (house.outbox / f"{document.number}.quittance.pdf").exists()


def test_a_notice_comes_whatever_the_file_was_called(house: House) -> None:
    accepted = house.send(small(), claim="1-a|b.xml")
    house.idle()
    due = house.declaration(accepted)
    house.pay(payment(due.dum_number, due.assessment["total"]))
    house.idle()
    assert list(house.outbox.glob(f"*.{accepted.submission}.1.notice-1.xml"))


def test_lines_that_come_to_nothing_leave_nothing_due(house: House) -> None:
    free = small()
    free.body = re.sub(rb"<(Rate|Amount|Total)>[^<]*<", rb"<\1>0<", free.body)
    accepted = house.send(free)
    house.idle()
    declaration = house.declaration(accepted)
    assert (declaration.outcome, declaration.state) == ("registered", "settled"), declaration.findings
    (refused,) = house.pay(payment(declaration.dum_number, 1)).findings
    assert refused.code == "PAY05"


def test_a_conflict_is_known_by_its_code_and_not_by_the_words_it_quotes(house: House) -> None:
    number = "20260709" + str(time.monotonic_ns())[-9:]
    same = [small(message_number=number, reference=f"FULL-DISK-{each}-{number}") for each in range(4)]
    accepted = at_the_same_time(*(lambda each=each: house.send(each) for each in same))  # type: ignore[misc]
    house.idle()
    outcomes = sorted(house.declaration(each).outcome for each in accepted)
    assert outcomes == ["refused", "refused", "refused", "registered"]


def test_what_the_ledger_finds_has_its_place_in_the_bytes(house: House) -> None:
    first = small()
    house.send(first)
    house.idle()
    again = small(message_number=first.message_number)
    accepted = house.send(again)
    house.idle()
    (found,) = house.declaration(accepted).findings
    offset = again.body.index(b"<MessageNumber>") + len(b"<MessageNumber>")
    assert (found["code"], found["position"][2]) == ("MSG01", offset)


def test_a_declaration_that_ends_its_workers_is_refused_in_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = house.gateway.workers.run

    def fail(task: Any, *arguments: Any, **named: Any) -> Any:
        if task is tasks.judge_by_law_of:
            raise TimeoutError
        return run(task, *arguments, **named)

    monkeypatch.setattr(house.gateway.workers, "run", fail)
    accepted = house.send(small())
    house.idle()
    declaration = house.declaration(accepted)
    assert (declaration.outcome, declaration.findings[0]["code"]) == ("refused", "XML09")


def test_each_office_counts_its_own_payments(house: House) -> None:
    dues = [house.send(small()) for _ in range(2)]
    house.idle()
    number = f"CAISSE-{time.monotonic_ns()}"
    for office, each in zip(("office", "other"), dues, strict=True):
        due = house.declaration(each)
        assert house.pay(payment(due.dum_number, due.assessment["total"], number), office).findings == ()
