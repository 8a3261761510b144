"""The three cases, never mixed, each in a true worker: the document's limit, a part of ours away, our own exception."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from gateway.doors.http.addresses import address
from gateway.ledger import database, tables
from gateway.pipeline import reading, tasks
from gateway.queries.submissions import contents
from gateway.store.files import Missing
from gateway.views.submission_views import submission_view
from gateway.work import kinds, runner, workers
from gateway.work.failures import part_away
from gateway.work.runner import FAULTS
from parsers.pdf import examiner
from schemas.findings import Finding
from schemas.vocabulary import LANGUAGES
from tests.service.declaring import small, whole
from tests.service.running import wait_for

from . import failing
from .conftest import House

pytestmark = pytest.mark.service


@pytest.mark.parametrize(
    ("task", "limit"), [(failing.ends_its_worker, "120"), (failing.takes_all_memory, "1000"), (failing.never_ends, "3")]
)
def test_a_limit_is_the_documents_and_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch, task: object, limit: str
) -> None:
    first = house.send(small())
    house.idle()  # the worker is there
    if task is failing.never_ends:
        monkeypatch.setattr(workers, "SECONDS_A_TASK", 3)
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "judge_by_law_of", task)
        accepted = house.send(small())
        wait_for("it is judged", lambda: house.declarations(accepted), 300)
        monkeypatch.setattr(workers, "SECONDS_A_TASK", 120)
    house.idle()
    assert house.codes(accepted) == [("refused", ["XML09"])]
    (found,) = house.declaration(accepted).findings
    for language in LANGUAGES:
        assert limit in Finding.from_record(found).message(language)
    assert house.work().state == "done"
    assert house.codes(first) == [("registered", [])]


def test_what_an_older_program_found_is_still_told() -> None:
    for code in ("XML09", "PDF08"):
        old = Finding(code, "refused", file="a.pdf")
        assert all("{" not in old.message(language) for language in LANGUAGES)
        assert old.message("en").endswith("within the limits of time and memory.")


def test_while_no_worker_starts_the_work_waits_and_then_it_is_registered(house: House) -> None:
    house.flag.touch()
    accepted = house.send(small())
    wait_for("it was tried more often than a fault is", lambda: house.work().attempts > FAULTS, 300)
    row = house.work()
    assert (row.state, row.faults, row.waits_for) == ("pending", 0, "start")
    assert house.declarations(accepted) == []
    house.flag.unlink()
    house.idle()
    assert house.codes(accepted) == [("registered", [])]


@pytest.mark.parametrize(("task", "part"), [(failing.is_without_disk, "disk"), (failing.is_without_part, "store")])
def test_while_a_part_is_away_nothing_is_said(
    house: House, monkeypatch: pytest.MonkeyPatch, task: object, part: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "judge_by_law_of", task)
        accepted = house.send(small())
        wait_for("it was tried more often than a fault is", lambda: house.work().attempts > FAULTS, 300)
        assert (house.work().faults, house.work().waits_for) == (0, part)
    house.idle()
    assert house.codes(accepted) == [("registered", [])]


def test_the_same_bytes_again_have_it_tried_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "BACK_OFF_SECONDS", (3600.0,))
    sending = small()
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "judge_by_law_of", failing.is_without_disk)
        accepted = house.send(sending, claim="1-dum.xml")
        wait_for("it waits", lambda: house.work().waits_for == "disk", 300)
        assert house.send(sending).again
        wait_for("it was tried at once, and what failed before counts", lambda: house.work().attempts == 2)
    house.send(sending, claim="2-dum.xml")
    house.idle()
    assert house.codes(accepted) == [("registered", [])]


def test_while_no_pdf_can_be_examined_nothing_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_process(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as patched:
        patched.setattr(examiner.subprocess, "Popen", no_process)
        if examiner._examiner.host is not None:
            examiner._examiner.drop(examiner._examiner.host)
        accepted = house.send(whole())
        wait_for("it was tried more often than a fault is", lambda: house.work().attempts > FAULTS, 300)
        assert (house.work().faults, house.work().waits_for) == (0, "start")
        assert house.declarations(accepted) == []
    house.idle()
    assert house.codes(accepted) == [("registered", [])]


def test_our_own_fault_is_told_as_ours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sending = small()
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "judge_by_law_of", failing.raises)
        accepted = house.send(sending, claim="1-dum.xml")
        house.dead()
        again = house.send(sending, claim="2-dum.xml")  # the same bytes: the same answer, and no other judging
        house.idle()
    assert (again.submission, again.again) == (accepted.submission, True)
    row = house.declaration(accepted)
    assert (row.outcome, row.state, row.message_number, row.life) == ("not_judged", "not_judged", None, "")
    (found,) = row.findings
    assert (found["code"], found["severity"]) == ("GWY01", "warned")
    for language in LANGUAGES:
        assert accepted.submission in Finding.from_record(found).fix(language)
    assert house.work().faults >= 2
    files = sorted(each.name for each in house.outbox.iterdir() if not each.name.startswith("."))
    assert len([each for each in files if each.endswith(".response.xml")]) == 1  # both came under one name
    with house.client() as client:
        view = client.get(f"/v1/submissions/{accepted.submission}").json()
        assert view["state"] == "answered"
        response = client.get(view["declarations"][0]["response_url"])
        assert b"<Outcome>not_judged</Outcome>" in response.content
        page = client.get(view["declarations"][0]["findings_url"], params={"page": "ar"})
        assert accepted.submission in page.text
    taken = database.read(house.gateway.engine, tables.message_number.select())
    assert taken == []


def test_our_own_fault_before_it_is_known_what_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> bool:
        raise failing.OwnFault("of", "ours")

    with monkeypatch.context() as patched:
        patched.setattr(reading, "is_edifact", fails)
        accepted = house.send(small(), "1-dum.xml")
        house.dead()
    assert house.codes(accepted) == [("not_judged", ["GWY01"])]
    house.retry(accepted)
    assert house.codes(accepted) == [("registered", [])]


def test_our_own_fault_at_the_pdf_door_is_told_as_ours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise examiner.ExaminerFailed("NameError()")

    with monkeypatch.context() as patched:
        patched.setattr(examiner, "_ask", fails)
        accepted = house.send(whole())
        house.dead()
    assert house.codes(accepted) == [("not_judged", ["GWY01"])]
    house.retry(accepted)
    assert house.codes(accepted) == [("registered", [])]


def test_an_answer_that_fails_is_a_dead_letter_and_can_be_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "make_answer", failing.raises)
        accepted = house.send(small())
        house.idle()
        assert house.work(kinds.ANSWER).state == "dead"
    row = house.declaration(accepted)
    assert (row.outcome, row.answers) == ("registered", {})
    house.gateway.runner.retry(kinds.ANSWER, row.id)
    house.idle()
    (sent,) = database.read(house.gateway.engine, tables.submission.select())
    assert submission_view(sent, contents(house.gateway.engine, sent.id), address)["state"] == "answered"


def test_the_kinds_of_failures() -> None:
    assert part_away(examiner.ExaminerAway("start", "")) == "start"
    assert part_away(MemoryError()) == "memory"
    assert part_away(examiner.ExaminerFailed("")) is None
    assert part_away(workers.WorkerFailed("ended", 1, 1)) is None


@pytest.mark.parametrize(
    ("part", "numbers"),
    [
        ("memory", (errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE)),
        ("disk", (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT)),
        ("disk", (errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.EBUSY)),
        (None, (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ, errno.ENOTDIR, errno.ELOOP, errno.EISDIR)),
        (None, (errno.EBADF, errno.EEXIST, errno.EPIPE, errno.ENOSYS)),
    ],
)
def test_what_the_system_says_is_a_part_that_comes_back_or_our_own_fault(
    part: str | None, numbers: tuple[int, ...]
) -> None:
    assert {part_away(OSError(each, os.strerror(each))) for each in numbers} == {part}


def test_an_error_without_a_number_is_our_own_fault_and_a_missing_stored_file_is_the_store_s() -> None:
    assert part_away(OSError("no number")) is None
    assert part_away(TimeoutError()) is None
    assert part_away(Missing("ab")) == "store"
    with pytest.raises(OSError, match="name too long") as raised:
        Path("a" * 300).read_bytes()
    assert part_away(raised.value) is None
