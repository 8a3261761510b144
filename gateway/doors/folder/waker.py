"""Wakes the scan when something happens in a folder. It decides nothing: events get lost, and shares send none."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from structlog.typing import FilteringBoundLogger

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

CALM_SECONDS = 0.1
"""Between two scans at least, however many events come."""


class Waker:
    """Waits for the next scan: for the interval, or shorter where watchdog says that a file has come."""

    def __init__(self, use_events: bool = True, log: FilteringBoundLogger | None = None) -> None:
        """`use_events`: False for network shares and where inotify is not wanted."""
        self._use_events = use_events
        self._log = log or structlog.get_logger()
        self._woken = threading.Event()
        self._watched: set[Path] = set()
        self._observer: BaseObserver | None = None

    def watch(self, folder: Path) -> None:
        """Let events in `folder` (not below it) wake the scan, where that can be done."""
        if not self._use_events or folder in self._watched:
            return
        try:
            self._started().schedule(self._handler(), str(folder), recursive=False)
        except OSError as problem:  # e.g. no more inotify watches: the scan finds the files all the same
            self._log.warning("folder.no_events", folder=folder.name, problem=str(problem))
        self._watched.add(folder)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Return after `seconds`, at an event, or soon after `stop` is set."""
        if stop.wait(min(CALM_SECONDS, seconds)):
            return
        self._woken.wait(max(0.0, seconds - CALM_SECONDS))
        self._woken.clear()

    def wake(self) -> None:
        """Let the waiting loop go on at once."""
        self._woken.set()

    def close(self) -> None:
        """Stop watching."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None
        self._watched.clear()

    def _started(self) -> BaseObserver:
        if self._observer is None:
            from watchdog.observers import Observer

            observer = Observer()
            observer.daemon = True
            observer.start()
            self._observer = observer
        return self._observer

    def _handler(self) -> Any:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler

        woken = self._woken

        class Handler(FileSystemEventHandler):
            """A file that was created, renamed or closed after writing wakes; reading one does not."""

            def on_created(self, event: FileSystemEvent) -> None:
                woken.set()

            on_moved = on_created
            on_closed = on_created

        return Handler()
