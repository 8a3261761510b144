"""What killed writes left in the store: removed at each start, beside the service's work, and by `dumgate check`."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog

from gateway.store.files import folders, left_behind

log = structlog.get_logger()

SECONDS = 3600.0
"""A write takes seconds: what is older belongs to nobody."""

PAUSE_SECONDS = 0.05
"""Between two folders, so that a store of millions of files is looked through beside the work and not before it."""


def temporaries(store: Path) -> Iterator[Path]:
    """The temporaries of writes that were killed an hour ago or earlier."""
    before = time.time() - SECONDS
    for folder in folders(store):
        yield from left_behind(folder, before)


def sweep(store: Path) -> int:
    """Remove them all; how many. Safe while the service runs."""
    return sum(_removed(each) for each in temporaries(store))


def sweep_beside(store: Path, stop: threading.Event) -> None:
    """Remove them folder by folder until `stop` is set; what cannot be removed is logged and left."""
    before, swept = time.time() - SECONDS, 0
    try:
        for folder in folders(store):
            swept += sum(_removed(each) for each in left_behind(folder, before))
            if stop.wait(PAUSE_SECONDS):
                break
    except OSError as error:
        log.error("temporaries in the store cannot be removed", error=str(error))
    if swept:
        log.info("temporaries of killed writes removed", files=swept)


def _removed(temporary: Path) -> bool:
    with suppress(FileNotFoundError):
        temporary.unlink()
        return True
    return False
