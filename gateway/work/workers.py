"""Processes that judge, render and sign: what costs CPU runs outside the process that accepts.

Three ends of a task are never mixed: the task ends a sound worker or passes a limit (`WorkerFailed`), a part of ours is
away (`failures.PartAway`), or our own code raises (the exception itself).
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any, Literal, ParamSpec, TypeVar, cast

from gateway.work.failures import OF_THE_MACHINE, PartAway
from gateway.work.processor_time import processor_seconds
from gateway.work.worker_process import Ended, OutOfMemory, Raised, TaskFailed, attempt, begin, nothing
from gateway.work.worker_turns import WorkerTurns
from parsers.machine_memory import oom_kills, out_of_memory
from schemas import words

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

SECONDS_A_TASK = 120
"""Of processor time."""

SECONDS_OF_WALL = 600
"""What a task may wait for that much processor time; a machine that does not give it in time is ours to mend."""

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_START = 120
SECONDS_TO_END = 5
MEGABYTE = 1_000_000

_FORKED = multiprocessing.get_context("forkserver")
"""Workers are forked from a process without threads that has imported what they need: so each starts at once."""

Passed = Literal["seconds", "megabytes", "ended"]

__all__ = ["SECONDS_A_TASK", "TaskFailed", "WorkerFailed", "Workers"]


class WorkerFailed(TimeoutError):
    """A task used more processor time than it may (`passed` is `seconds`), asked for more memory (`megabytes`), or
    ended a worker that was sound before (`ended`). `seconds` and `megabytes` are the limits."""

    def __init__(self, passed: Passed, seconds: float, megabytes: int | None) -> None:
        super().__init__(f"{passed}: the limits are {seconds} s and {megabytes} MB")
        self.passed: Passed = passed
        self.seconds, self.megabytes = seconds, megabytes

    @property
    def told(self) -> dict[str, str]:
        """The limits for people, as a fact of a finding."""
        given = {"seconds": f"{self.seconds:g}", "megabytes": f"{self.megabytes}"}
        known = "ended_in_time" if self.passed == "ended" and self.megabytes is None else self.passed
        return words.phrase(f"limit.{known}", **given)


class Workers:
    """Worker processes, each in a pool of its own: a task that kills or blocks one takes no other task with it.

    Partners take turns for them (`worker_turns.py`); for one who waits while others hold all there is a spare one.
    Each may take `memory_bytes` more than it holds when it is prepared; None: as much as the machine gives.
    `preloaded` names the module that all workers have imported when they begin.
    """

    def __init__(
        self, processes: int, prepare: Callable[[], None], memory_bytes: int | None = None, preloaded: str | None = None
    ) -> None:
        self._prepare, self._memory_bytes = prepare, memory_bytes
        if preloaded is not None:
            _FORKED.set_forkserver_preload([preloaded])
        self._turns: WorkerTurns[_Worker] = WorkerTurns(processes)

    def run(self, task: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        """Wait for a free worker and run `task` in it: it has two minutes of processor time.

        Raises what the task raises, `WorkerFailed`, or `PartAway` where no worker starts or the machine lacks memory.
        """
        caller, worker = self._turns.take()
        kept: _Worker | None = None
        try:
            if worker is not None and not worker.alive:
                worker.kill()
                worker = None
            if worker is None:
                worker = _Worker(self._prepare, self._memory_bytes)
            ended = worker.do(task, arguments, named, self._memory_bytes)
            kept = worker
        finally:  # the place is given back whatever happens
            for surplus in self._turns.give_back(caller, kept):
                surplus.kill()
        if isinstance(ended, Raised):
            raise ended.error
        assert not isinstance(ended, OutOfMemory)  # noqa: S101 - `do` has told it
        return cast("Result", ended.result)

    def close(self) -> None:
        """End the workers, each when its task is done."""
        for worker in self._turns.end():
            worker.pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """One process, started and probed: it did nothing, and did it well. Raises PartAway where it does not."""

    def __init__(self, prepare: Callable[[], None], memory_bytes: int | None) -> None:
        pool = None
        try:
            pool = ProcessPoolExecutor(1, mp_context=_FORKED, initializer=begin, initargs=(prepare, memory_bytes))
            pool.submit(nothing).result(SECONDS_TO_START)
        except Exception as error:
            if pool is not None:
                _end(pool)
            lacks = isinstance(error, MemoryError) or getattr(error, "errno", None) in OF_THE_MACHINE
            raise PartAway("memory" if lacks else "start", f"no worker process starts: {error!r}") from error
        self.pool = pool
        (self.process,) = pool._processes.values()

    @property
    def alive(self) -> bool:
        """False where it has ended by itself, with no task; as the kernel says: its pool may be collecting it now."""
        return not multiprocessing.connection.wait([self.process.sentinel], timeout=0)

    def do(
        self, task: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any], memory_bytes: int | None
    ) -> Ended:
        """The end of a task. Raises WorkerFailed and PartAway; the process is ended then."""
        megabytes = None if memory_bytes is None else memory_bytes // MEGABYTE
        kills = oom_kills()
        try:
            ended = self._in_time(self.pool.submit(attempt, task, arguments, named), megabytes)
        except BrokenProcessPool as error:
            self.process.join(SECONDS_TO_END)
            code = self.process.exitcode
            self.kill()
            if code in (-signal.SIGKILL, -signal.SIGTERM) and out_of_memory(kills):
                raise PartAway("memory", "the machine ended a worker for want of memory") from error
            raise WorkerFailed("ended", SECONDS_A_TASK, megabytes) from error
        except BaseException:
            self.kill()
            raise
        if isinstance(ended, OutOfMemory):
            self.kill()
            if ended.of_machine:
                raise PartAway("memory", "the machine has less memory than a worker may take")
            raise WorkerFailed("megabytes", SECONDS_A_TASK, megabytes)
        return ended

    def _in_time(self, ending: Future[Ended], megabytes: int | None) -> Ended:
        """The end of a task, waited for as long as it may work."""
        began, worked = time.monotonic(), processor_seconds(self.process.pid or 0)
        took = used = 0.0
        while True:
            left = min(SECONDS_A_TASK - used, SECONDS_OF_WALL - took)
            with suppress(TimeoutError):  # `attempt` returns even those of the task
                return ending.result(max(left, SECONDS_BETWEEN_LOOKS))
            took, now = time.monotonic() - began, processor_seconds(self.process.pid or 0)
            used = took if worked is None or now is None else now - worked
            if used >= SECONDS_A_TASK:
                raise WorkerFailed("seconds", SECONDS_A_TASK, megabytes)
            if took >= SECONDS_OF_WALL:
                raise PartAway("memory", f"a worker got {used:.0f} s of processor time in {took:.0f} s")

    def kill(self) -> None:
        """End it at once; a task that never ends too."""
        _end(self.pool)


def _end(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)
