"""What fails: a part that is away is waited for, our own exception is tried three times, a dead letter waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from gateway.clock import casablanca_now
from gateway.ledger import database, tables
from gateway.ledger.tables import work
from gateway.pipeline.calendar import handed_over
from gateway.work import kinds
from gateway.work import runner as runners
from gateway.work.dead_letters import NotDead, forget, retry_all, retry_one, undone
from gateway.work.failures import DeadLetter, PartAway
from gateway.work.runner import DueRows
from gateway.work.waiting_work import waits_of
from tests.ledger.test_runner import running
from tests.service.running import wait_for

pytestmark = pytest.mark.service


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "BACK_OFF_SECONDS", (0.05, 0.1))


@pytest.fixture
def runner(engine: sa.Engine) -> DueRows:
    return DueRows(engine)


def enqueue(runner: DueRows, *keys: str, kind: str = "a") -> None:
    def add(connection: sa.Connection) -> None:
        for key in keys:
            runner.enqueue(connection, kind, key, partner="p", submission=f"sub-{key}")

    database.write(runner.engine, add)


def row(runner: DueRows, key: str) -> Any:
    (found,) = database.read(runner.engine, sa.select(work).where(work.c.key == key))
    return found


class Failing:
    """A step that does what it is told: raise something, or nothing."""

    def __init__(self, error: Callable[[], Exception] | None) -> None:
        self.error, self.tries = error, 0

    def __call__(self, key: str) -> None:
        self.tries += 1
        if self.error is not None:
            raise self.error()


@pytest.fixture
def logged() -> Iterator[list[Mapping[str, Any]]]:
    with capture_logs() as entries:
        yield entries  # type: ignore[misc]


def errors(logged: list[Mapping[str, Any]], event: str) -> list[Mapping[str, Any]]:
    return [each for each in logged if each["log_level"] == "error" and each["event"].startswith(event)]


def test_a_part_that_is_away_is_waited_for_and_counts_as_no_fault(
    runner: DueRows, logged: list[Mapping[str, Any]]
) -> None:
    step = Failing(lambda: PartAway("key", "gone"))
    enqueue(runner, "k1", "k2")
    with running(runner, {"a": step}):
        wait_for("both were tried often", lambda: min(row(runner, key).attempts for key in ("k1", "k2")) > 4)
        first = row(runner, "k1")
        assert (first.state, first.waits_for, first.faults, runner.faults("a", "k1")) == ("pending", "key", 0, 0)
        since = first.waits_since
        wait_for("it was tried again", lambda: row(runner, "k1").attempts > first.attempts)
        assert row(runner, "k1").waits_since == since, "since the first failure"
        health = runner.health()
        assert (health.pending, health.waiting, health.dead) == (2, {"key": 2}, 0)
        assert len(errors(logged, "a part of ours is away")) == 1
        assert not errors(logged, "a part of ours is back")
        step.error = None
        wait_for("all is done", lambda: not runner.pending())
    ended = row(runner, "k1")
    assert (ended.state, ended.waits_for, ended.waits_since, ended.attempts, ended.error) == (
        "done",
        None,
        None,
        0,
        None,
    )
    assert len(errors(logged, "a part of ours is back")) == 1


def test_our_own_exception_is_tried_three_times_then_dead_and_told_once(
    runner: DueRows, logged: list[Mapping[str, Any]]
) -> None:
    step = Failing(lambda: OverflowError("year overflow"))
    enqueue(runner, "k")
    with running(runner, {"a": step}):
        wait_for("it is dead", lambda: row(runner, "k").state == "dead")
        enqueue(runner, "other", kind="b")
        wait_for("the loop goes on", lambda: row(runner, "other").attempts > 1)
    dead = row(runner, "k")
    assert (step.tries, dead.faults, dead.waits_for) == (3, 3, "fault")
    assert "year overflow" in dead.error
    assert len(errors(logged, "a dead letter")) == 1
    assert runner.health().dead == 1
    assert [each.key for each in runner.pending()] == ["other"]


def test_a_fault_and_a_part_that_is_away_are_counted_apart(runner: DueRows) -> None:
    told: list[Exception] = [
        ValueError("1"), PartAway("disk", ""), ValueError("2"), PartAway("disk", ""), ValueError("3")
    ]  # fmt: skip
    enqueue(runner, "k")
    with running(runner, {"a": Failing(lambda: told.pop(0))}):
        wait_for("it is dead", lambda: row(runner, "k").state == "dead")
    assert (told, row(runner, "k").attempts, runner.faults("a", "k")) == ([], 5, 3)


def test_a_dead_letter_is_dead_at_once_and_its_sender_waits_for_nothing(runner: DueRows) -> None:
    def told() -> Exception:
        error = DeadLetter("told")
        error.__cause__ = ValueError("the cause")
        return error

    step = Failing(told)
    enqueue(runner, "k")
    with running(runner, {"a": step}):
        wait_for("it is dead", lambda: row(runner, "k").state == "dead")
    assert (step.tries, row(runner, "k").waits_for) == (1, "operator")
    assert "the cause" in row(runner, "k").error
    assert waits_of(runner.engine, ["sub-k"]) == []


def test_retry_does_what_is_dead_or_waits_again_and_forgives(runner: DueRows, monkeypatch: pytest.MonkeyPatch) -> None:
    step = Failing(lambda: ValueError("bug"))
    enqueue(runner, "k1", "k2")
    with running(runner, {"a": step}):
        wait_for("both are dead", lambda: runner.health().dead == 2)
        runner.retry("a", "k1")
        wait_for("it was tried three times more", lambda: step.tries == 9)
        wait_for("it is dead again", lambda: runner.health().dead == 2)
        step.error = None
        runner.retry("a", "k1")
        wait_for("it is done", lambda: row(runner, "k1").state == "done")
        number = row(runner, "k2").id
        assert retry_one(runner.engine, number) == 1
        wait_for("without a wake the loop finds it", lambda: row(runner, "k2").state == "done")
    runner.retry("a", "k1")
    assert row(runner, "k1").state == "done", "what is done is not done again"


def test_retry_of_a_kind_leaves_the_others(runner: DueRows) -> None:
    for kind in ("a", "b"):
        enqueue(runner, f"of-{kind}", kind=kind)
    handlers = dict.fromkeys("ab", Failing(lambda: ValueError("bug")))
    with running(runner, handlers):
        wait_for("both are dead", lambda: runner.health().dead == 2)
    assert retry_all(runner.engine, "b") == 1
    assert [row(runner, key).state for key in ("of-a", "of-b")] == ["dead", "pending"]
    assert retry_all(runner.engine) == 1


def test_only_what_is_dead_is_forgotten_and_it_is_recorded(runner: DueRows) -> None:
    enqueue(runner, "bad", "good")
    fails = Failing(lambda: ValueError("bug"))
    with running(runner, {"a": lambda key: fails(key) if key == "bad" else time.sleep(0)}):
        wait_for("one is dead", lambda: row(runner, "bad").state == "dead" and row(runner, "good").state == "done")
    for number in (row(runner, "good").id, 10_000_000):
        with pytest.raises(NotDead):
            forget(runner.engine, number, casablanca_now(), "cli:x")
    number = row(runner, "bad").id
    forget(runner.engine, number, casablanca_now(), "cli:x")
    assert row(runner, "bad").state == "forgotten"
    assert [each.part for each in waits_of(runner.engine, ["sub-bad"])] == ["forgotten"]
    (event,) = database.read(runner.engine, sa.select(tables.event))
    assert (event.stream, event.kind, event.actor) == ("submission:sub-bad", "work-forgotten", "cli:x")
    assert event.data["key"] == "bad"
    assert undone(runner.engine, 10) == (runner.health(), [])
    assert runner.purge(time.time() + 1) == 1, "its sender is told as long as he asks"
    assert runner.health() == runners.WorkHealth(0, None, {}, 0)


def test_a_last_notice_that_is_forgotten_is_not_begun_anew_by_the_calendar(runner: DueRows) -> None:
    database.write(runner.engine, lambda connection: runner.enqueue(connection, kinds.LAST_NOTICE, "claim"))
    with running(runner, {kinds.LAST_NOTICE: Failing(lambda: ValueError("bug"))}):
        wait_for("it is dead", lambda: row(runner, "claim").state == "dead")
    number = row(runner, "claim").id
    forget(runner.engine, number, casablanca_now(), "cli:x")
    assert [each.key for each in database.read(runner.engine, handed_over())] == ["claim"]
    assert runner.health() == runners.WorkHealth(0, None, {}, 0)
    assert retry_all(runner.engine) == 0


def test_what_cannot_be_written_down_is_not_tried_without_end(
    runner: DueRows, monkeypatch: pytest.MonkeyPatch, logged: list[Mapping[str, Any]]
) -> None:
    step, truly_write, full = Failing(None), database.write, threading.Event()

    def write(*arguments: Any) -> Any:
        if full.is_set() and threading.current_thread().name.startswith("work"):
            raise sa.exc.OperationalError("update", {}, Exception("database or disk is full"))
        return truly_write(*arguments)

    monkeypatch.setattr(database, "write", write)
    monkeypatch.setattr(runners, "BACK_OFF_SECONDS", (0.3, 0.6))
    enqueue(runner, "k")
    full.set()
    with running(runner, {"a": step}):
        wait_for("it is known", runner.database_away_since)
        begun = time.monotonic()
        wait_for("it was tried again", lambda: step.tries >= 3)
        assert time.monotonic() - begun > 0.5
        assert len(errors(logged, "a part of ours is away")) == 1
        full.clear()
        wait_for("it is done", lambda: not runner.pending())
        wait_for("it is back", lambda: runner.database_away_since() is None)
    assert len(errors(logged, "a part of ours is back")) == 1


def test_health_tells_since_when_the_oldest_could_be_done(runner: DueRows) -> None:
    assert runner.health() == runners.WorkHealth(0, None, {}, 0)

    def add(connection: sa.Connection) -> None:
        runner.enqueue(connection, "a", "later", time.time() + 3600)

    database.write(runner.engine, add)
    assert runner.health().oldest_seconds is None, "it is not due yet"
    enqueue(runner, "k")
    database.write(
        runner.engine, lambda c: c.execute(sa.update(work).where(work.c.key == "k").values(added_at=time.time() - 100))
    )
    assert 99 < (runner.health().oldest_seconds or 0) < 160
