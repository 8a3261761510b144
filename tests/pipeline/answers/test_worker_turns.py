"""Slow tasks of one partner, in true workers: another one is served while they run, by work and over HTTP."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gateway.judging import attached
from gateway.pipeline import tasks
from gateway.pipeline.accept import Accepted
from gateway.work import worker_turns
from gateway.work.worker_turns import Caller, WorkerTurns, working_for
from gateway.work.workers import Workers
from parsers.pdf.examiner import AT_ONCE
from parsers.pdf.pdf_limits import PdfExamination, PdfLimits
from tests.service.declaring import small
from tests.service.running import alive, wait_for

from . import failing
from .conftest import House

pytestmark = pytest.mark.service


Callers = Callable[..., "Future[Any]"]


def nothing() -> None:
    """A process needs no preparation."""


@pytest.fixture
def callers() -> Iterator[Callers]:
    """Call something for a partner, beside the test."""
    with ThreadPoolExecutor(12) as pool:

        def call(partner: str, act: Callable[..., Any], *given: Any, on_demand: bool = False) -> Future[Any]:
            def called() -> Any:
                with working_for(partner, on_demand):
                    return act(*given)

            return pool.submit(called)

        yield call


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Slow tasks end when it is there."""
    found = tmp_path / "end"
    yield found
    found.touch()


def test_slow_pdfs_of_one_partner_hold_nobody_else(
    callers: Callers, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = PdfExamination((), 1, True)

    def examine(content: bytes, name: str, limits: PdfLimits) -> PdfExamination:
        if name == "slow.pdf":
            wait_for("the end", file.exists)
        return quick

    monkeypatch.setattr(attached, "examine_pdf", examine)
    slow = [callers("a", attached.examined, [("slow.pdf", b"")] * 50, PdfLimits()) for _ in range(AT_ONCE + 2)]
    wait_for("all are asked for", lambda: len(attached._turns._waiting) == 2)
    assert callers("b", attached.examined, [("quick.pdf", b"")] * 2, PdfLimits()).result(20).findings == ()
    assert not any(each.done() for each in slow)


@pytest.mark.parametrize("processes", [1, 2])
def test_slow_tasks_of_one_partner_hold_nobody_else(processes: int, callers: Callers, file: Path) -> None:
    workers = Workers(processes, nothing)
    slow = [callers("a", workers.run, failing.ends_when, file) for _ in range(processes + 3)]
    wait_for("all are asked for", lambda: len(workers._turns._waiting) == 3)
    spare = callers("b", workers.run, failing.process_id).result(60)
    assert callers("c", workers.run, failing.process_id).result(60) == spare, "it is kept while it is needed"
    assert not any(each.done() for each in slow)
    assert workers._turns._held == {Caller("a"): processes}
    file.touch()
    ended = {each.result(60) for each in slow}
    assert len(ended) == processes, "no more of his ran at the same time"
    wait_for("there are as many processes as were set", lambda: sum(map(alive, {*ended, spare})) == processes)
    workers.close()


def test_a_validation_leaves_a_worker_to_what_was_accepted(callers: Callers, file: Path) -> None:
    workers = Workers(2, nothing)
    slow = [callers("a", workers.run, failing.ends_when, file, on_demand=True) for _ in range(2)]
    wait_for("one of them has to wait", lambda: len(workers._turns._waiting) == 1)
    assert callers("a", workers.run, failing.process_id).result(60) != os.getpid()
    assert callers("b", workers.run, failing.process_id, on_demand=True).result(60) != os.getpid()
    assert not any(each.done() for each in slow)
    file.touch()
    assert len({each.result(60) for each in slow}) == 1
    workers.close()


def test_who_holds_fewest_is_next_and_only_who_holds_none_gets_the_spare_one(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_turns, "SECONDS_TO_SPARE", 0.0)
    turns: WorkerTurns[str] = WorkerTurns(2)
    held = [callers("a", turns.take).result(60) for _ in range(2)]
    assert held == [(Caller("a"), None)] * 2
    more_of_a = callers("a", turns.take)
    assert callers("b", turns.take).result(60) == (Caller("b"), None)
    c = callers("c", turns.take)
    wait_for("both wait", lambda: len(turns._waiting) == 2)
    assert turns.give_back(Caller("a"), "one") == []
    assert c.result(60) == (Caller("c"), "one"), "a still holds one"
    assert turns.give_back(Caller("b"), "two") == []
    assert not more_of_a.done()
    assert turns.give_back(Caller("c"), None) == []
    assert more_of_a.result(60) == (Caller("a"), "two")
    assert [turns.give_back(Caller("a"), name) for name in ("three", "four")] == [[], []]
    assert sorted(turns.end()) == ["four", "three"]


def _slow(house: House, file: Path, partner: str = "") -> Accepted:
    return house.send(small().body + failing.UNTIL + str(file).encode() + b"-->", partner=partner)


def test_a_slow_judgement_delays_no_other_partners(
    house: House, monkeypatch: pytest.MonkeyPatch, file: Path, callers: Callers
) -> None:
    gateway = house.gateway  # it has one worker
    monkeypatch.setattr(tasks, "judge_by_law_of", failing.judges_when)
    gateway.partners.add("rif", ["partner"], gateway.clock())
    key = gateway.partners.add_key("rif", "test", gateway.clock())
    slow = [_slow(house, file) for _ in range(2)]
    wait_for("it is under way", lambda: house.gateway.workers._turns._held)
    accepted = house.send(small(), partner="rif")
    wait_for("the other's is judged", lambda: house.codes(accepted) == [("registered", [])])
    xml, mine, his = "application/xml", small().body, small().body
    with house.client() as client:
        own = {"content": mine + failing.UNTIL + str(file).encode() + b"-->", "headers": {"Content-Type": xml}}
        first = callers("", lambda: client.post("/v1/validations", **own))
        other = {"content": his, "headers": {"Content-Type": xml, "Authorization": f"Bearer {key}"}}
        assert client.post("/v1/validations", **other).status_code == 200
        assert not first.done()
        assert [house.codes(each) for each in slow] == [[], []]
        file.touch()
        assert first.result(60).status_code == 200
    house.idle()
    assert [house.codes(each) for each in slow] == [[("registered", [])]] * 2
