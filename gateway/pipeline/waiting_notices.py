"""The waiting notice: work that has waited for a quarter of an hour is told in its sender's folder, once.

It is information, not signed, and needs no worker process, no key and no database: they may be what is away. It goes
out beside the runner, not by it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import structlog

from gateway.clock import Clock
from gateway.delivery.channels import Channel, ChannelAway
from gateway.pipeline.deliveries import stem
from gateway.pipeline.open_arrivals import Late, OpenArrivals
from gateway.settings import Settings
from gateway.work.runner import Runner
from gateway.work.waiting_work import moment_of
from gateway.work.work_rows import FORGOTTEN
from renderers.waiting_notice import Waiting, waiting_html, waiting_json

log = structlog.get_logger()

FOLDER = "waiting"
"""Of the data folder: the marks of what was told."""

SHORTEST_LOOK, LONGEST_LOOK = 0.5, 5.0
"""Seconds between two looks."""

FOLDERS_AT_ONCE = 8
"""Partners whose folders are written to at the same time: one that does not answer stops no other."""


class WaitingNotices:
    """Looks at what waits, and delivers a notice to each arrival of it."""

    def __init__(
        self,
        open_arrivals: OpenArrivals,
        runner: Runner,
        channels: Mapping[str, Channel],
        settings: Settings,
        clock: Clock,
        specimen: bool,
    ) -> None:
        self.open, self.runner, self.channels, self.settings = open_arrivals, runner, channels, settings
        self.clock, self.specimen = clock, specimen
        self.marks = Marks(settings.data / FOLDER)
        self._under_way: dict[str, Future[None]] = {}

    def run(self, stop: threading.Event) -> None:
        """Look again and again until `stop` is set."""
        pause = min(LONGEST_LOOK, max(SHORTEST_LOOK, self.settings.waiting_notice / 4))
        with ThreadPoolExecutor(FOLDERS_AT_ONCE, thread_name_prefix="waiting") as pool:
            while not stop.is_set():
                try:
                    self.look(pool)
                except Exception:  # whatever it is, the next look may see further
                    log.exception("what waits cannot be told")
                stop.wait(pause)

    def look(self, pool: ThreadPoolExecutor) -> None:
        """Deliver the notices that are due; take back the marks of what does not wait any more."""
        late = self.open.late(self.settings.waiting_notice, self.runner.database_away_since())
        if self.open.read:
            self.marks.keep({each.claim for each in late})
        due = sorted((each for each in late if not self.marks.has(each)), key=lambda each: each.partner)
        for partner, group in groupby(due, key=lambda each: each.partner):
            before = self._under_way.get(partner)
            if before is None or before.done():
                self._under_way[partner] = pool.submit(self._deliver_all, list(group))

    def _deliver_all(self, late: list[Late]) -> None:
        """Notices for one partner. What his folder does not take is tried again at the next look."""
        for each in late:
            try:
                self._deliver(each)
            except (ChannelAway, OSError, ValueError) as error:
                log.warning("a waiting notice cannot be delivered", partner=each.partner, error=repr(error)[:500])
                return
            self.marks.put(each)
            log.info("waiting notice", partner=each.partner, submission=each.submission, part=each.part)

    def _deliver(self, late: Late) -> None:
        since = moment_of(late.since, self.clock)
        facts = (late.submission, late.name, late.part, since, self.clock(), late.received_at, self.specimen)
        waiting, base = Waiting(*facts), f"{stem(late.name)}.{late.submission}.waiting"
        files = [(f"{base}.json", waiting_json(waiting)), (f"{base}.html", waiting_html(waiting))]
        self.channels[late.channel].deliver(late.partner, files)


class Marks:
    """Which arrivals were told that they wait: small files, and in memory where they cannot be written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._told: dict[str, str] = {}
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._told = {file.name: file.read_text(encoding="ascii", errors="replace") for file in folder.iterdir()}

    def has(self, late: Late) -> bool:
        """Whether this arrival was told of this waiting. That its work has ended is told once more."""
        return self._told.get(_name(late.claim)) in (_kind(late), FORGOTTEN)

    def put(self, late: Late) -> None:
        """This arrival was told."""
        name = _name(late.claim)
        self._told[name] = _kind(late)
        with suppress(OSError):
            (self.folder / name).write_text(_kind(late), encoding="ascii")

    def keep(self, claims: set[str]) -> None:
        """All others do not wait any more: when they wait again, they are told again."""
        for name in set(self._told) - {_name(claim) for claim in claims}:
            del self._told[name]
            with suppress(OSError):
                (self.folder / name).unlink(missing_ok=True)


def _name(claim: str) -> str:
    return hashlib.sha256(claim.encode("utf-8", "replace")).hexdigest()[:32]


def _kind(late: Late) -> str:
    return FORGOTTEN if late.part == FORGOTTEN else "waiting"
