"""Workers: a task that kills or blocks its process takes no other task with it, and its sender gets an answer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from gateway.work import workers
from gateway.work.workers import WorkerFailed, Workers

pytestmark = pytest.mark.service


def nothing() -> None:
    """A process needs no preparation."""


def double(number: int, seconds: float = 0) -> int:
    """Twice the number, after so many seconds of processor time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return number * 2


def die() -> None:
    os._exit(9)


@pytest.fixture
def pair() -> Iterator[Workers]:
    opened = Workers(2, nothing)
    yield opened
    opened.close()


def test_a_dying_task_takes_no_other_with_it(pair: Workers) -> None:
    results: list[int] = []
    other = threading.Thread(target=lambda: results.append(pair.run(double, 21, 3)))
    other.start()
    with pytest.raises(WorkerFailed):
        pair.run(die)
    other.join(60)
    assert results == [42]
    assert pair.run(double, 2) == 4


def test_a_task_that_never_ends_is_ended(pair: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pair.run(double, 1) == 2
    monkeypatch.setattr(workers, "SECONDS_A_TASK", 0.5)
    with pytest.raises(WorkerFailed):
        pair.run(double, 1, 60)
    monkeypatch.setattr(workers, "SECONDS_A_TASK", 60)
    assert [pair.run(double, number) for number in range(4)] == [0, 2, 4, 6]


def test_waiting_for_a_worker_does_not_count_as_work(pair: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pair.run(double, 1) == 2
    monkeypatch.setattr(workers, "SECONDS_A_TASK", 4)
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(pair.run(double, 1, 1))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [2] * 10  # five seconds in all, each of them one
