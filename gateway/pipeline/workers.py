"""Processes that judge, render and sign: what costs CPU runs outside the process that accepts."""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

SECONDS_A_TASK = 120

WorkerFailed = (BrokenProcessPool, TimeoutError)
"""What a task that kills its worker, or takes longer than it may, raises."""


class Workers:
    """Worker processes, each in a pool of its own: a task that kills or blocks one takes no other task with it."""

    def __init__(self, processes: int, prepare: Callable[[], None]) -> None:
        self._prepare = prepare
        self._idle: queue.LifoQueue[ProcessPoolExecutor | None] = queue.LifoQueue()
        for _ in range(processes):
            self._idle.put(None)
        self._processes = processes

    def run(self, task: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        """Wait for a free worker and run `task` in it.

        Raises what the task raises, or one of `WorkerFailed`: the two minutes count from when the worker is free.
        """
        worker = self._idle.get() or self._start()
        try:
            result = worker.submit(task, *arguments, **named).result(SECONDS_A_TASK)
        except WorkerFailed:
            _kill(worker)
            self._idle.put(None)
            raise
        except BaseException:
            self._idle.put(worker)
            raise
        self._idle.put(worker)
        return result

    def close(self) -> None:
        """End the workers, each when its task is done."""
        for _ in range(self._processes):
            worker = self._idle.get()
            if worker is not None:
                worker.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(self._prepare,))


def _kill(worker: ProcessPoolExecutor) -> None:
    for process in list((worker._processes or {}).values()):  # a task that never ends is ended
        process.kill()
    worker.shutdown(wait=False, cancel_futures=True)


def _begin(prepare: Callable[[], None]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare()


def _end_with_parent() -> None:
    """A worker whose service was killed must not outlive it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
