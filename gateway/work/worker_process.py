"""What runs in a worker process: its bounds, and a task whose end, whatever it is, can be told to the service."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.work.failures import PartAway, part_away
from parsers.machine_memory import data_bytes, machine_lacks

LONGEST_TOLD = 500
"""Characters of an exception that are passed on where it cannot be."""


class TaskFailed(Exception):
    """A task raised an exception that cannot be passed on as it is, or that means something else here: its text."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The task's result."""

    result: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """What the task raised."""

    error: Exception


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The task asked for more memory than it was given: the limit, or (`of_machine`) than the machine has."""

    of_machine: bool


Ended = Returned | Raised | OutOfMemory

_allowed: list[int] = []
"""The bound on this process's data in bytes, where there is one."""


def begin(prepare: Callable[[], None], memory_bytes: int | None) -> None:
    """Prepare a fresh process; from then on it may take so much more memory than it holds by now."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare()
    held = data_bytes()
    if memory_bytes is not None and held is not None:
        most = held + memory_bytes
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        _allowed[:] = [most]


def nothing() -> None:
    """The probe of a fresh worker."""


def attempt(task: Callable[..., Any], arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Ended:
    """Do a task. No exception of it leaves this process raised: one that cannot be read on the other side would look
    there as if the task had ended the worker."""
    try:
        return Returned(task(*arguments, **named))
    except MemoryError:
        return OutOfMemory(_lacked_by_machine())
    except Exception as error:
        return Raised(_portable(error))


def _lacked_by_machine() -> bool:
    """True where the machine could not have given all that the limit allows."""
    held = data_bytes()
    return not _allowed or held is None or machine_lacks(_allowed[0] - held)


def _portable(error: Exception) -> Exception:
    """The exception, with where it was raised, if it comes whole through a pickle; else its text."""
    told = "".join(traceback.format_exception(error))
    error.add_note(told)
    try:
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:
        again = None
    if type(again) is type(error) and not isinstance(error, TimeoutError):
        return error
    part, text = part_away(error), repr(error)[:LONGEST_TOLD]
    other = TaskFailed(text) if part is None else PartAway(part, text)
    other.add_note(told)
    return other


def _end_with_parent() -> None:
    """A worker whose service was killed must not outlive it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
