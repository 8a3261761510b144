"""The folder door of a gateway: who has folders, and what comes in by them."""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from contextlib import suppress
from itertools import islice

import structlog

from gateway.doors.folder.folder_door import FolderArrival, FolderIntake
from gateway.partners import Partners
from gateway.partners.partner_folders import has_files, with_folders
from gateway.pipeline.accept import Acceptance, File
from gateway.settings import Settings
from gateway.store.modes import modes_of
from schemas import words
from schemas.findings import Finding, finding

log = structlog.get_logger()

STRANGERS_EVERY = 60.0
MOST_STRANGERS = 1_000
"""Seconds between two looks for what is nobody's, and names that are looked at."""


def folder_intake(settings: Settings, partners: Partners, acceptance: Acceptance) -> FolderIntake:
    """The folder door of a gateway: each partner who sends declarations, and each office, has a folder.

    Raises NoSuchGroup.
    """
    left_alone = LeftAlone(settings)

    def now() -> list[str]:
        known = partners.all()
        found = with_folders(known)
        left_alone.name(found, {each.id for each in known if each.closed_at is not None})
        return found

    def take(arrival: FolderArrival) -> None:
        acceptance.take(
            arrival.partner,
            File(arrival.name, arrival.body),
            [File(name, content) for name, content in arrival.attachments],
            rejected={name: _rejection(settings.max_pdf_bytes, name, code) for name, code in arrival.rejected.items()},
            claim=arrival.claim,
        )

    return FolderIntake(
        settings.inbox,
        settings.outbox,
        now,
        take,
        stable_for=settings.stable_for,
        attachment_wait=settings.attachment_wait,
        max_body_bytes=settings.max_body_bytes,
        max_pdf_bytes=settings.max_pdf_bytes,
        scan_interval=settings.scan_every,
        use_events=settings.watch,
        modes=modes_of(settings),
    )


class LeftAlone:
    """What lies in the inbox and is not looked at: it is named once in the log, and stays where it is."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._strangers: set[str] = set()
        self._closed: set[str] = set()
        self._next = time.monotonic()

    def name(self, found: Sequence[str], closed: Set[str]) -> None:
        """Name the files and folders that are no partner's, and the closed partners in whose folders files lie.

        A partner who is opened and closed again is named again.
        """
        self._closed &= closed
        for name in sorted(closed - self._closed):
            if has_files(self._settings.inbox / name):
                log.warning("files in the folder of a closed partner: they stay there, and are not taken", partner=name)
                self._closed.add(name)
        if not found or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + STRANGERS_EVERY
        with suppress(OSError):  # what cannot be looked at is told of each partner's own folder
            lying = {each.name for each in islice(self._settings.inbox.iterdir(), MOST_STRANGERS + len(found))}
            for name in sorted(lying - {*found, *closed, "README.md"} - self._strangers):
                log.warning("nobody's file or folder in the inbox: it is not looked at", name=name)
                self._strangers.add(name)


def _rejection(limit: int, name: str, code: str) -> Finding:
    return finding(
        code, file=name, facts={"name": name, "size": words.phrase("number.more", limit=str(limit)), "limit": limit}
    )
