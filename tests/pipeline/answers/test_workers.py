"""A worker is blamed on nobody but who ends it: probed when it is fresh, bounded by the kernel, replaced when gone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from gateway.work import workers
from gateway.work.failures import PartAway, part_away
from gateway.work.workers import TaskFailed, WorkerFailed, Workers
from tests.service.running import wait_for

from . import failing

pytestmark = pytest.mark.service


def nothing() -> None:
    """A process needs no preparation."""


@pytest.fixture
def one() -> Iterator[Workers]:
    opened = Workers(1, nothing, 300 * failing.MEGABYTE)
    yield opened
    opened.close()


def test_memory_is_bounded_and_the_limit_is_told(one: Workers) -> None:
    assert one.run(failing.takes_memory, 100) == 100 * failing.MEGABYTE
    with pytest.raises(WorkerFailed) as failed:
        one.run(failing.takes_memory, 400)
    assert failed.value.passed == "megabytes"
    assert "300" in failed.value.told["en"]
    assert one.run(failing.takes_memory, 100) == 100 * failing.MEGABYTE


def test_a_task_that_ends_a_sound_worker_is_the_reason(one: Workers) -> None:
    with pytest.raises(WorkerFailed) as failed:
        one.run(failing.ends_its_worker)
    assert failed.value.passed == "ended"
    assert part_away(failed.value) is None


def test_a_task_that_takes_too_long_is_the_reason(one: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    one.run(failing.process_id)
    monkeypatch.setattr(workers, "SECONDS_A_TASK", 0.5)
    with pytest.raises(WorkerFailed) as failed:
        one.run(failing.never_ends)
    assert failed.value.passed == "seconds"
    assert "0.5 seconds of processing" in failed.value.told["en"]


def test_a_machine_that_gives_a_task_no_time_is_not_the_documents_fault(
    one: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.run(failing.process_id)
    monkeypatch.setattr(workers, "SECONDS_A_TASK", 1.0)
    monkeypatch.setattr(workers, "SECONDS_OF_WALL", 3.0)
    with pytest.raises(PartAway) as raised:
        one.run(failing.gets_no_time)
    assert raised.value.part == "memory"
    assert "0 s of processor time in 3 s" in str(raised.value)
    monkeypatch.setattr(workers, "SECONDS_OF_WALL", 600)
    assert one.run(failing.stands, 1.5) > 0, "it waits longer than it may work"


def test_where_the_system_tells_no_processor_time_the_wall_clock_counts(
    one: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.run(failing.process_id)
    monkeypatch.setattr(workers, "processor_seconds", lambda process: None)
    monkeypatch.setattr(workers, "SECONDS_A_TASK", 0.5)
    with pytest.raises(WorkerFailed):
        one.run(failing.gets_no_time)


@pytest.mark.parametrize(
    ("task", "error"),
    [(failing.raises, TaskFailed), (failing.times_out, TaskFailed), (failing.is_without_disk, OSError)],
)
def test_what_a_task_raises_ends_no_worker(one: Workers, task: object, error: type[Exception]) -> None:
    process = one.run(failing.process_id)
    with pytest.raises(error) as raised:
        one.run(task)  # type: ignore[arg-type]
    assert not isinstance(raised.value, TimeoutError)
    assert "failing.py" in "".join(raised.value.__notes__)  # where it was raised
    assert one.run(failing.process_id) == process


def test_that_a_part_is_away_comes_out_of_a_worker_whole(one: Workers) -> None:
    with pytest.raises(PartAway) as raised:
        one.run(failing.is_without_part)
    assert (raised.value.part, str(raised.value)) == ("store", "store: gone")


def test_a_worker_that_was_ended_while_it_was_idle_is_replaced_and_nobody_is_blamed(one: Workers) -> None:
    process = one.run(failing.process_id)
    os.kill(process, signal.SIGKILL)
    wait_for("it is gone", lambda: not Path(f"/proc/{process}").exists() or _is_dead(process))
    assert one.run(failing.process_id) != process


def test_a_worker_that_does_not_start_gives_its_place_back(tmp_path: Path) -> None:
    flag = tmp_path / "away"
    flag.touch()
    opened = Workers(1, partial(failing.prepared_unless, flag, nothing))
    for _ in range(3):
        with pytest.raises(PartAway) as raised:
            opened.run(failing.process_id)
        assert raised.value.part == "start"
    flag.unlink()
    assert opened.run(failing.process_id) > 0
    opened.close()


def test_a_machine_without_processes_is_not_the_documents_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_process(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    opened = Workers(1, nothing)
    with monkeypatch.context() as patched:
        patched.setattr(workers, "ProcessPoolExecutor", no_process)
        with pytest.raises(PartAway) as raised:
            opened.run(failing.process_id)
    assert raised.value.part == "memory"
    assert opened.run(failing.process_id) > 0
    opened.close()


def test_a_kill_while_the_machine_is_out_of_memory_is_ours(one: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "out_of_memory", lambda kills: True)
    with pytest.raises(PartAway) as raised:
        one.run(os.kill, one.run(failing.process_id), signal.SIGKILL)
    assert raised.value.part == "memory"
    with pytest.raises(WorkerFailed):  # what ends it otherwise is no want of memory
        one.run(failing.ends_its_worker)


def _is_dead(process: int) -> bool:
    return ") Z " in Path(f"/proc/{process}/stat").read_text()
