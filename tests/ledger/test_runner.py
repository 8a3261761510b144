"""The contract of every engine for durable work: what is committed is done, at least once, whatever dies."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.ledger import database
from gateway.ledger.opening import open_database
from gateway.work import runner as runners
from gateway.work.runner import DueRows, Handler, Runner
from tests.ledger.postgres import Cluster
from tests.service.running import wait_for

pytestmark = pytest.mark.service


@pytest.fixture
def runner(engine: sa.Engine) -> Runner:
    return DueRows(engine, poll_seconds=0.05)


@pytest.fixture
def quick_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "BACK_OFF_SECONDS", (0.2, 0.4, 60))


@contextmanager
def running(runner: Runner, handlers: Mapping[str, Handler]) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=runner.run, args=(handlers, stop))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def enqueue(engine: sa.Engine, runner: Runner, kind: str, *keys: str, due_at: float = 0) -> None:
    def work(connection: sa.Connection) -> None:
        for key in keys:
            runner.enqueue(connection, kind, key, due_at)

    database.write(engine, work)


class Recorder:
    """A handler that notes what it was given and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.calls: list[tuple[str, float]] = []
        self.failures = failures

    def __call__(self, key: str) -> None:
        self.calls.append((key, time.monotonic()))
        if len(self.calls) <= self.failures:
            raise RuntimeError(f"failure {len(self.calls)}")

    @property
    def keys(self) -> list[str]:
        return sorted(key for key, _ in self.calls)


def idle(runner: Runner) -> Callable[[], bool]:
    return lambda: not runner.pending()


def test_committed_work_is_done_once(engine: sa.Engine, runner: Runner) -> None:
    done = Recorder()
    keys = [f"k{number:02d}" for number in range(30)]
    enqueue(engine, runner, "a", *keys)
    assert [each.key for each in runner.pending()] == keys
    with running(runner, {"a": done}):
        wait_for("all is done", idle(runner))
    assert done.keys == keys


def test_work_of_a_transaction_that_was_rolled_back_is_none(engine: sa.Engine, runner: Runner) -> None:
    done = Recorder()

    def fail(connection: sa.Connection) -> None:
        runner.enqueue(connection, "a", "lost")
        raise LookupError

    with running(runner, {"a": done}):
        with pytest.raises(LookupError):
            database.write(engine, fail)
        enqueue(engine, runner, "a", "kept")
        wait_for("all is done", idle(runner))
    assert done.keys == ["kept"]


def test_work_is_not_begun_before_its_transaction_ends(engine: sa.Engine, runner: Runner) -> None:
    done = Recorder()
    with running(runner, {"a": done}):
        with engine.begin() as connection:
            runner.enqueue(connection, "a", "k")
            time.sleep(0.3)  # six polls
            assert done.calls == []
        wait_for("it is done", lambda: done.keys == ["k"])


def test_the_same_kind_and_key_is_one_piece_of_work(engine: sa.Engine, runner: Runner) -> None:
    done = Recorder()
    enqueue(engine, runner, "a", "k", "k")
    enqueue(engine, runner, "a", "k")
    enqueue(engine, runner, "b", "k")
    assert len(runner.pending("a")) == len(runner.pending("b")) == 1
    with running(runner, {"a": done, "b": done}):
        wait_for("all is done", idle(runner))
        enqueue(engine, runner, "a", "k")
        assert runner.pending() == []
    assert done.keys == ["k", "k"]


def test_the_same_key_of_many_threads_is_one_piece_of_work(engine: sa.Engine, runner: Runner) -> None:
    threads = [threading.Thread(target=enqueue, args=(engine, runner, "a", f"k{n}", "same")) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(each.key for each in runner.pending()) == ["k0", "k1", "k2", "k3", "k4", "k5", "same"]


def test_a_failure_is_tried_again_later_and_stops_nothing_else(
    engine: sa.Engine, runner: Runner, quick_back_off: None
) -> None:
    failing, done = Recorder(failures=2), Recorder()
    enqueue(engine, runner, "a", "bad")
    enqueue(engine, runner, "b", *"xyz")
    with running(runner, {"a": failing, "b": done}):
        wait_for("the others are done", lambda: done.keys == ["x", "y", "z"])
        wait_for("all is done", idle(runner))
    first, second, third = (at for _, at in failing.calls)
    assert second - first >= 0.19
    assert third - second >= 0.39


def test_what_failed_is_shown_and_can_be_retried_at_once(
    engine: sa.Engine, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runners, "BACK_OFF_SECONDS", (3600,))
    failing = Recorder(failures=1)
    enqueue(engine, runner, "a", "k")
    with running(runner, {"a": failing}):
        (shown,) = wait_for("the failure", lambda: [each for each in runner.pending() if each.attempts])
        assert (shown.kind, shown.key, shown.attempts) == ("a", "k", 1)
        assert "failure 1" in (shown.error or "")
        runner.retry("a", "k")
        wait_for("all is done", idle(runner))
    assert failing.keys == ["k", "k"]


def test_what_failed_for_one_reason_can_be_made_due_and_nothing_else(
    engine: sa.Engine, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    class LookupErrorOfOthers(Exception):
        """Its name begins alike."""

    def fail(key: str) -> None:
        raise {"ended": LookupError, "other": LookupErrorOfOthers}[key]("LookupError(")

    monkeypatch.setattr(runners, "BACK_OFF_SECONDS", (3600,))
    enqueue(engine, runner, "a", "ended", "other")
    enqueue(engine, runner, "b", "done")
    enqueue(engine, runner, "a", "later", due_at=time.time() + 3600)
    with running(runner, {"a": fail, "b": Recorder()}):
        wait_for("all was tried", lambda: [each.attempts for each in runner.pending()] == [1, 1, 0])
    assert runner.retry_failed(LookupError) == 1
    done = Recorder()
    with running(runner, {"a": done}):
        wait_for("it is done", lambda: len(runner.pending()) == 2)
    assert done.keys == ["ended"]


def test_work_of_an_unknown_kind_waits_for_one_who_knows_it(
    engine: sa.Engine, runner: Runner, quick_back_off: None
) -> None:
    done = Recorder()
    enqueue(engine, runner, "later", "k")
    with running(runner, {}):
        wait_for("it was tried", lambda: runner.pending()[0].attempts)
    with running(runner, {"later": done}):
        wait_for("all is done", idle(runner))
    assert done.keys == ["k"]


def test_work_waits_until_it_is_due(engine: sa.Engine, runner: Runner) -> None:
    done = Recorder()
    due_at = time.time() + 0.6
    enqueue(engine, runner, "a", "k", due_at=due_at)
    with running(runner, {"a": lambda key: done(str(time.time() >= due_at))}):
        wait_for("all is done", idle(runner))
    assert done.keys == ["True"]


def test_stopping_waits_for_the_step_under_way(engine: sa.Engine, runner: Runner) -> None:
    begun, go_on = threading.Event(), threading.Event()
    ended = Recorder()

    def slow(key: str) -> None:
        begun.set()
        go_on.wait(30)
        ended(key)

    enqueue(engine, runner, "a", "k")
    with running(runner, {"a": slow}) as stop:
        assert begun.wait(30)
        stop.set()
        go_on.set()
    assert ended.keys == ["k"]
    assert runner.pending() == []


def test_purge_forgets_only_what_was_done_before(engine: sa.Engine, runner: Runner) -> None:
    enqueue(engine, runner, "a", "old")
    with running(runner, {"a": Recorder()}):
        wait_for("all is done", idle(runner))
    enqueue(engine, runner, "a", "new")
    assert runner.purge(time.time() - 3600) == 0
    assert runner.purge(time.time() + 1) == 1
    assert [each.key for each in runner.pending()] == ["new"]


def test_the_loop_survives_a_database_that_is_away(
    engine: sa.Engine, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, away = Recorder(), [True, True]
    truly_read = database.read

    def read(*arguments: object) -> object:
        if threading.current_thread() is not threading.main_thread() and away:
            away.pop()
            raise sa.exc.OperationalError("select", {}, Exception("the server closed the connection"))
        return truly_read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(database, "read", read)
    enqueue(engine, runner, "a", "k")
    with running(runner, {"a": done}):
        wait_for("all is done", idle(runner), 20)
    assert not away


def test_the_loop_survives_a_restart_of_postgresql(postgres: Cluster) -> None:
    engine = open_database(postgres.url("restarted"))
    runner, done = DueRows(engine, poll_seconds=0.05), Recorder()
    enqueue(engine, runner, "a", "before")
    with running(runner, {"a": done}):
        wait_for("the first is done", idle(runner))
        postgres.stop()
        time.sleep(0.3)  # some polls
        postgres.start()
        enqueue(engine, runner, "a", "after")
        wait_for("the second is done", idle(runner))
    assert done.keys == ["after", "before"]
    engine.dispose()


KILLED = """
import sys, threading, time
from pathlib import Path
from gateway.ledger.opening import open_database
from gateway.work.runner import DueRows

def handler(key):
    with Path(sys.argv[2]).open("a") as file:
        file.write(f"begun {key}\\n")
    time.sleep(60)

DueRows(open_database(sys.argv[1]), poll_seconds=0.05).run({"a": handler}, threading.Event())
"""


def test_killed_in_the_middle_of_a_step_it_is_done_after_the_restart(
    url: str, engine: sa.Engine, runner: Runner, tmp_path: Path
) -> None:
    enqueue(engine, runner, "a", "k1", "k2")
    said = tmp_path / "said"
    process = subprocess.Popen([sys.executable, "-c", KILLED, url, str(said)])
    try:
        wait_for("both steps are under way", lambda: said.exists() and said.read_text().count("begun") == 2)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert [each.key for each in runner.pending()] == ["k1", "k2"]
    done = Recorder()
    with running(runner, {"a": done}):
        wait_for("all is done", idle(runner))
    assert done.keys == ["k1", "k2"]
