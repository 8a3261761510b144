"""Processes that judge, render and sign: what costs CPU runs outside the process that accepts."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

SECONDS_A_TASK = 120


class Workers:
    """A pool of processes that is made anew when a task kills one of them."""

    def __init__(self, processes: int, prepare: Callable[[], None]) -> None:
        self._processes, self._prepare = processes, prepare
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def run(self, task: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        """Run `task` in a worker and wait for it. Raises what it raises, or TimeoutError after two minutes."""
        pool = self._open()
        try:
            return pool.submit(task, *arguments, **named).result(SECONDS_A_TASK)
        except (BrokenProcessPool, TimeoutError):
            self._discard(pool)
            raise

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _open(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(
                    self._processes, mp_context=context, initializer=_begin, initargs=(self._prepare,)
                )
            return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        for process in list((pool._processes or {}).values()):  # a task that never ends is ended
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)


def _begin(prepare: Callable[[], None]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare()


def _end_with_parent() -> None:
    """A worker whose service was killed must not outlive it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
