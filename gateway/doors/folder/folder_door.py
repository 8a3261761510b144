"""The folder door: partners' drop folders, scanned; each complete file is handed over once, whatever crashes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import structlog

from gateway.doors.folder.completeness import STABLE_FOR
from gateway.doors.folder.folder_faults import FolderSettings
from gateway.doors.folder.partner_inbox import PartnerInbox
from gateway.doors.folder.retries import Retries
from gateway.doors.folder.taking import FolderArrival
from gateway.doors.folder.waker import Waker
from gateway.store.modes import Modes

LONGEST_TURN = 0.5
SHORTEST_TURN = 0.05
ROUND = 2.0
"""Seconds: of a partner's turn, and of a round of all those who have more to do. One file may take longer."""

__all__ = ["FolderArrival", "FolderIntake", "FolderSettings"]


class FolderIntake:
    """Watches `inbox/<partner>/` of all partners and hands each complete file to `accept`.

    `accept` must be durable when it returns, and idempotent per `FolderArrival.claim`: after a crash it is called again
    with the same. Where it raises, the file stays claimed and is tried again with growing pauses.
    """

    def __init__(
        self,
        inbox: Path,
        outbox: Path,
        partners: Callable[[], Iterable[str]],
        accept: Callable[[FolderArrival], None],
        *,
        stable_for: float = STABLE_FOR,
        attachment_wait: float = 120.0,
        max_body_bytes: int = 10_000_000,
        max_pdf_bytes: int = 2_000_000,
        scan_interval: float = 1.0,
        use_events: bool = True,
        modes: Modes | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Times in seconds of the monotonic `clock`, sizes in bytes; `use_events` False leaves watchdog off.

        `modes` are those of new folders and files (None: 0750 and 0640).
        """
        self._inbox = inbox
        self._outbox = outbox
        self._partners = partners
        self._accept = accept
        self._settings = FolderSettings(stable_for, attachment_wait, max_body_bytes, max_pdf_bytes, modes or Modes())
        self._interval = scan_interval
        self._clock = clock
        self._log = structlog.get_logger(door="folder")
        self._waker = Waker(use_events, self._log)
        self._retries = Retries(self._log)
        self._stopping = threading.Event()
        self._inboxes: dict[str, PartnerInbox] = {}
        self._unfinished: set[str] = set()

    def run(self, stop_event: threading.Event) -> None:
        """Give turns until `stop_event` is set: every `scan_interval` seconds, at once when something happens, and
        without a pause as long as somebody's scan is not at its end.
        """
        self._stopping = stop_event
        try:
            while not stop_event.is_set():
                if not self.scan_once():
                    self._waker.wait(self._interval, stop_event)
        finally:
            self._waker.close()

    def scan_once(self) -> bool:
        """Give each partner a turn; True where some want another one at once.

        What fails is logged and tried again later. A folder that is looked through within its turn is done with; of
        several large ones each gets a part of a round.
        """
        now = self._clock()
        done = self._retries.attempt("partners", self._all_in_turn, now)
        self._retries.forget(now)
        return done and bool(self._unfinished)

    def _all_in_turn(self) -> None:
        partners = list(self._partners())
        seconds = max(SHORTEST_TURN, min(LONGEST_TURN, ROUND / max(1, len(self._unfinished))))
        self._unfinished &= set(partners)
        for partner in partners:
            if self._stopping.is_set():
                return
            self._unfinished.discard(partner)
            self._retries.attempt(f"{partner}/", partial(self._turn_of, partner, seconds), self._clock())

    def _turn_of(self, partner: str, seconds: float) -> None:
        inbox = self._inboxes.get(partner)
        if inbox is None:
            if not partner or partner.startswith(".") or "/" in partner or "\0" in partner:
                raise ValueError(f"not a folder's name: {partner!r}")
            inbox = self._inboxes[partner] = PartnerInbox(
                partner,
                self._inbox / partner,
                self._outbox / partner,
                self._accept,
                self._settings,
                self._clock,
                self._log.bind(partner=partner),
            )
        if inbox.turn(seconds, self._stopping):
            self._unfinished.add(partner)
        self._waker.watch(self._inbox / partner)
