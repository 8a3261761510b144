"""Reading a file of several messages, broken off and begun again: what CONTRL acknowledged is answered."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.judging.replay.stored_documents import Stored
from gateway.pipeline import tasks
from gateway.pipeline.reading import Reading
from tests.pipeline.edifact.breaking import (
    BrokenOff,
    as_an_older_program_wrote_it,
    broken_off,
    broken_off_after,
    give_up,
    has_cusres,
    is_answered,
)
from tests.pipeline.edifact.conftest import House
from tests.pipeline.edifact.interchanges import broken, declared, values
from tests.service.declaring import small

pytestmark = pytest.mark.service


def test_a_reading_that_was_broken_off_goes_on_as_it_began(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, whole = unread.gateway.reading, Reading._record
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
    accepted = broken_off_after(1, unread, monkeypatch)
    as_an_older_program_wrote_it(unread, accepted)
    stranger = unread.gateway.settings.model_copy(update={"edifact_identification": "ANOTHER"})
    monkeypatch.setattr(unread.gateway, "settings", stranger)
    for _ in range(2):
        unread.gateway.reading.read(accepted.submission)
    found = [
        (row.ordinal, row.outcome, [each["code"] for each in row.findings]) for row in unread.declarations(accepted)
    ]
    assert found[0][:2] == (1, "registered")
    assert found[1:3] == [(2, "refused", ["EDI85"]), (3, "refused", ["EDI85"])]
    assert found[3] == (4, "refused", ["EDI07"])
    is_answered(unread, accepted)
    assert [has_cusres(row) for row in unread.declarations(accepted)] == [True, True, True, False]


def test_an_interchange_that_is_not_seen_again_is_answered_too(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = broken_off_after(3, unread, monkeypatch)
    as_an_older_program_wrote_it(unread, accepted)
    whole = unread.gateway.workers.run

    def only_the_first(task: Any, *given: Any) -> Any:
        found = whole(task, *given)
        return found[:1] if task is tasks.judge_edifact_by_law_of else found

    with monkeypatch.context() as patched:
        patched.setattr(unread.gateway.workers, "run", only_the_first)
        unread.gateway.reading.read(accepted.submission)
    found = [(row.outcome, [each["code"] for each in row.findings]) for row in unread.declarations(accepted)]
    assert found == [("registered", [])] * 3 + [("refused", ["EDI85"])]
    is_answered(unread, accepted)
    assert all(has_cusres(row) for row in unread.declarations(accepted))


def test_what_contrl_rejected_is_never_called_a_duplicate(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    right = unread.gateway.settings
    monkeypatch.setattr(unread.gateway, "settings", right.model_copy(update={"edifact_identification": "ANOTHER"}))
    accepted = broken_off_after(0, unread, monkeypatch)
    as_an_older_program_wrote_it(unread, accepted)
    monkeypatch.setattr(unread.gateway, "settings", right)
    unread.gateway.reading.read(accepted.submission)
    first, *_ = unread.declarations(accepted)
    assert [each["code"] for each in first.findings] == ["EDI85"]
    is_answered(unread, accepted)


def test_what_was_promised_is_answered_as_what_it_was(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given up after CONTRL: no CUSRES for what it rejected, the others name the message that they answer."""
    accepted = unread.send(broken(declared(small(), small(), small()), 2))
    broken_off(unread, accepted, monkeypatch)
    give_up(unread, accepted, monkeypatch)
    is_answered(unread, accepted)
    first, second, third = unread.declarations(accepted)
    assert [has_cusres(row) for row in (first, second, third)] == [True, False, True]
    for row, reference in ((first, "1"), (third, "3")):
        assert values(unread.stored(row.answers["cusres"]), "RFF", "ACW") == [[["ACW", reference]]]


def test_what_was_promised_is_answered_though_its_sender_may_not_send_any_more(
    unread: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = broken_off_after(0, unread, monkeypatch)
    gateway = unread.gateway
    gateway.partners.change_roles(unread.partner, ["archivist"], ["partner"], gateway.clock())
    gateway.reading.read(accepted.submission)
    found = [[each["code"] for each in row.findings] for row in unread.declarations(accepted)]
    assert found == [["ACT06"]] * 4  # three that were promised, one for the rest
    is_answered(unread, accepted)


def test_a_control_message_under_a_used_reference_is_a_duplicate(unread: House) -> None:
    content = (
        b"UNB+UNOC:3+ATLAS:ZZZ+DUMGATE:ZZZ+260701:0800+C1'UNH+%d+CONTRL:D:3:UN'UCI+1+A:ZZ+B:ZZ+7'UNT+3+%d'UNZ+1+C1'"
    )
    sent = [unread.send(content % (number, number)) for number in (1, 2)]
    for each in sent:
        unread.gateway.reading.read(each.submission)
    assert [[found["code"] for found in row.findings] for each in sent for row in unread.declarations(each)] == [
        [],
        ["EDI26"],
    ]
    unread.idle()


def test_each_message_is_written_down_once(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    whole = Reading._record

    def counted(self: Reading, *arguments: Any, **given: Any) -> None:
        written.append(given["origin"].ordinal)
        whole(self, *arguments, **given)

    monkeypatch.setattr(Reading, "_record", counted)
    accepted = unread.send(declared(small(), small(), small()))
    unread.gateway.reading.read(accepted.submission)
    assert written == [1, 2, 3]
    unread.idle()


def test_what_is_given_up_after_a_part_was_read_is_answered_whole(
    unread: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = broken_off_after(1, unread, monkeypatch)
    give_up(unread, accepted, monkeypatch)
    found = [(row.ordinal, [each["code"] for each in row.findings]) for row in unread.declarations(accepted)]
    assert [(ordinal, codes) for ordinal, codes in found if ordinal > 1] == [(n, ["XML09"]) for n in (2, 3, 4)]
    is_answered(unread, accepted)
    assert [has_cusres(row) for row in unread.declarations(accepted)] == [True, True, True, False]


def test_a_body_that_ends_its_worker_again_and_again_is_refused(unread: House, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = unread.send(declared(small()))
    give_up(unread, accepted, monkeypatch)
    (row,) = unread.declarations(accepted)
    assert (row.state, [each["code"] for each in row.findings]) == ("refused", ["XML09"])
    unread.idle()
    assert unread.gateway.validation.replay(
        Stored(unread.gateway.engine, unread.gateway.store, unread.gateway.settings), row.id
    ).difference.same
