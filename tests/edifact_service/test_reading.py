"""Reading a file of several messages, broken off and begun again; and test interchanges where registrations count."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from gateway import service
from gateway.administration.sandbox import Sandbox
from gateway.api.views import submission_view
from gateway.clock import CASABLANCA
from gateway.ledger import tables
from gateway.pipeline import kinds, tasks
from gateway.pipeline.reading import READ_TRIES, Reading
from gateway.pipeline.steps import Steps
from gateway.pipeline.validate import replay
from gateway.settings import Settings
from tests.documents.keys import write_operator
from tests.edifact_service.conftest import House
from tests.edifact_service.interchanges import declared, segments
from tests.service.declaring import small


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
    runner = threading.Thread(target=opened.runner.run, args=(Steps(opened).handlers(), stop))
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


class BrokenOff(Exception):
    """The process ended here."""


@pytest.fixture
def unread(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house where the test itself reads what was accepted."""
    runner = type(house.gateway.runner)
    enqueue = runner.enqueue

    def without_reading(self: Any, connection: sa.Connection, kind: str, key: str, due_at: float = 0) -> None:
        if kind != kinds.READ:
            enqueue(self, connection, kind, key, due_at)

    monkeypatch.setattr(runner, "enqueue", without_reading)
    return house


def test_a_reading_that_was_broken_off_goes_on_as_it_began(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, whole = Reading(unread.gateway), Reading._record
    left = iter(range(2))

    def broken_off(self: Reading, *arguments: Any, **given: Any) -> None:
        if next(left, None) is None:
            raise BrokenOff
        whole(self, *arguments, **given)

    monkeypatch.setattr(Reading, "_record", broken_off)
    accepted = unread.send(declared(small(), small(), small()) + declared(small()))
    with pytest.raises(BrokenOff):
        reading.read(accepted.submission)
    monkeypatch.setattr(Reading, "_record", whole)
    assert [row.ordinal for row in unread.declarations(accepted)] == [1, 2]
    unread.agree(associations=("OTHER1",), identification="STRANGER")  # for what comes later, not for this
    changed = {"edifact_identification": "ANOTHER", "edifact_max_interchanges": 1}
    monkeypatch.setattr(unread.gateway, "settings", unread.gateway.settings.model_copy(update=changed))
    for _ in range(2):
        reading.read(accepted.submission)
    found = [(row.ordinal, row.outcome) for row in unread.declarations(accepted)]
    assert found == [(ordinal, "registered") for ordinal in (1, 2, 3, 4)]
    assert [each.action for each in unread.interchanges(accepted)] == ["7", "7"]
    unread.idle()


def test_what_was_promised_is_answered_though_it_can_not_be_read_again(
    unread: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off after CONTRL acknowledged it, and begun again under another name by a program that does not know under
    which it began: nothing stays without an answer."""
    accepted = _broken_off_after(1, unread, monkeypatch)
    _as_an_older_program_wrote_it(unread, accepted)
    stranger = unread.gateway.settings.model_copy(update={"edifact_identification": "ANOTHER"})
    monkeypatch.setattr(unread.gateway, "settings", stranger)
    for _ in range(2):
        Reading(unread.gateway).read(accepted.submission)
    found = [
        (row.ordinal, row.outcome, [each["code"] for each in row.findings]) for row in unread.declarations(accepted)
    ]
    assert found[0][:2] == (1, "registered")
    assert found[1:3] == [(2, "refused", ["EDI85"]), (3, "refused", ["EDI85"])]
    assert found[3] == (4, "refused", ["EDI07"])
    _is_answered(unread, accepted)
    assert [_has_cusres(row) for row in unread.declarations(accepted)] == [True, True, True, False]


def test_an_interchange_that_is_not_seen_again_is_answered_too(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = _broken_off_after(3, unread, monkeypatch)
    _as_an_older_program_wrote_it(unread, accepted)
    whole = unread.gateway.workers.run

    def only_the_first(task: Any, *given: Any) -> Any:
        found = whole(task, *given)
        return found[:1] if task is tasks.judge_edifact_by_law_of else found

    with monkeypatch.context() as patched:
        patched.setattr(unread.gateway.workers, "run", only_the_first)
        Reading(unread.gateway).read(accepted.submission)
    found = [(row.outcome, [each["code"] for each in row.findings]) for row in unread.declarations(accepted)]
    assert found == [("registered", [])] * 3 + [("refused", ["EDI85"])]
    _is_answered(unread, accepted)
    assert all(_has_cusres(row) for row in unread.declarations(accepted))


def test_what_contrl_rejected_is_never_called_a_duplicate(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    right = unread.gateway.settings
    monkeypatch.setattr(unread.gateway, "settings", right.model_copy(update={"edifact_identification": "ANOTHER"}))
    accepted = _broken_off_after(0, unread, monkeypatch)
    _as_an_older_program_wrote_it(unread, accepted)
    monkeypatch.setattr(unread.gateway, "settings", right)
    Reading(unread.gateway).read(accepted.submission)
    first, *_ = unread.declarations(accepted)
    assert [each["code"] for each in first.findings] == ["EDI85"]
    _is_answered(unread, accepted)


def test_each_message_is_written_down_once(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    whole = Reading._record

    def counted(self: Reading, *arguments: Any, **given: Any) -> None:
        written.append(given["came"].ordinal)
        whole(self, *arguments, **given)

    monkeypatch.setattr(Reading, "_record", counted)
    accepted = unread.send(declared(small(), small(), small()))
    Reading(unread.gateway).read(accepted.submission)
    assert written == [1, 2, 3]
    unread.idle()


def test_what_is_given_up_after_a_part_was_read_is_answered_whole(
    unread: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = unread.gateway.workers.run

    def ends(task: Any, *given: Any) -> Any:
        if task is tasks.judge_edifact_by_law_of:
            raise TimeoutError
        return others(task, *given)

    accepted = _broken_off_after(1, unread, monkeypatch)
    with monkeypatch.context() as patched:
        patched.setattr(unread.gateway.workers, "run", ends)
        patched.setattr(unread.gateway.runner, "attempts", lambda *_: READ_TRIES - 1)
        Reading(unread.gateway).read(accepted.submission)
    found = [(row.ordinal, [each["code"] for each in row.findings]) for row in unread.declarations(accepted)]
    assert [(ordinal, codes) for ordinal, codes in found if ordinal > 1] == [(n, ["XML09"]) for n in (2, 3, 4)]
    _is_answered(unread, accepted)
    assert [_has_cusres(row) for row in unread.declarations(accepted)] == [True, True, True, False]


def _broken_off_after(messages: int, unread: House, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Three messages and one in a second interchange, the reading broken off behind some of them."""
    whole, left = Reading._record, iter(range(messages))

    def broken_off(self: Reading, *arguments: Any, **given: Any) -> None:
        if next(left, None) is None:
            raise BrokenOff
        whole(self, *arguments, **given)

    accepted = unread.send(declared(small(), small(), small()) + declared(small()))
    with monkeypatch.context() as patched, pytest.raises(BrokenOff):
        patched.setattr(Reading, "_record", broken_off)
        Reading(unread.gateway).read(accepted.submission)
    return accepted


def _as_an_older_program_wrote_it(unread: House, accepted: Any) -> None:
    """Without by whom and within which limits it was read."""
    table = tables.interchange
    with unread.gateway.engine.begin() as connection:
        for row in unread.interchanges(accepted):
            terms = {name: value for name, value in row.terms.items() if name not in ("own", "limits")}
            mine = (table.c.submission == accepted.submission, table.c.number == row.number)
            connection.execute(sa.update(table).where(*mine).values(terms=terms))


def _has_cusres(row: Any) -> bool:
    return "cusres" in row.answers


def _is_answered(unread: House, accepted: Any) -> None:
    unread.idle()
    (row,) = unread.rows(tables.submission, id=accepted.submission)
    assert submission_view(unread.gateway.engine, row)["state"] == "answered"


def test_a_body_that_ends_its_worker_again_and_again_is_refused(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(*_: Any) -> Any:
        raise TimeoutError

    accepted = unread.send(declared(small()))
    monkeypatch.setattr(unread.gateway.workers, "run", ends)
    with pytest.raises(TimeoutError):
        Reading(unread.gateway).read(accepted.submission)
    monkeypatch.setattr(unread.gateway.runner, "attempts", lambda *_: READ_TRIES - 1)
    Reading(unread.gateway).read(accepted.submission)
    monkeypatch.undo()
    (row,) = unread.declarations(accepted)
    assert (row.state, [each["code"] for each in row.findings]) == ("refused", ["XML09"])
    unread.idle()
    assert replay(unread.gateway, row.id).difference.same
