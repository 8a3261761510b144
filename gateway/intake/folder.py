"""The folder door: partners' drop folders, scanned; each complete file is handed over once, whatever crashes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import structlog

from gateway.intake.claims import FolderArrival
from gateway.intake.completeness import STABLE_FOR
from gateway.intake.faults import FolderSettings
from gateway.intake.partner_inbox import PartnerInbox
from gateway.intake.retries import Retries
from gateway.intake.waker import Waker

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
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Times in seconds of the monotonic `clock`, sizes in bytes; `use_events` False leaves watchdog off."""
        self._inbox = inbox
        self._outbox = outbox
        self._partners = partners
        self._accept = accept
        self._settings = FolderSettings(stable_for, attachment_wait, max_body_bytes, max_pdf_bytes)
        self._interval = scan_interval
        self._clock = clock
        self._log = structlog.get_logger(door="folder")
        self._waker = Waker(use_events, self._log)
        self._retries = Retries(self._log)
        self._stopping = threading.Event()
        self._inboxes: dict[str, PartnerInbox] = {}

    def run(self, stop_event: threading.Event) -> None:
        """Scan until `stop_event` is set: every `scan_interval` seconds, and at once when something happens."""
        self._stopping = stop_event
        try:
            while not stop_event.is_set():
                self.scan_once()
                self._waker.wait(self._interval, stop_event)
        finally:
            self._waker.close()

    def scan_once(self) -> None:
        """Look once at all partners' folders and take what is complete. What fails is logged and tried again later."""
        now = self._clock()
        self._retries.attempt("partners", lambda: self._scan_all(now), now)
        self._retries.forget(now)

    def _scan_all(self, now: float) -> None:
        for partner in self._partners():
            if self._stopping.is_set():
                return
            self._retries.attempt(f"{partner}/", partial(self._scan_partner, partner), now)

    def _scan_partner(self, partner: str) -> None:
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
        inbox.scan(self._stopping)
        self._waker.watch(self._inbox / partner)
