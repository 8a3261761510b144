"""What lies in a drop folder, and why an entry of it cannot be taken."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from itertools import islice
from typing import Any

from gateway.intake.completeness import Seen, marked_by
from gateway.intake.names import kind, shown, usable

MOST_ENTRIES = 50_000
"""Entries looked at in one scan; the rest is seen when these are taken."""

Fault = tuple[str, dict[str, Any]]
"""A finding's code and its facts."""


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """Seconds and bytes of the folder door."""

    stable_for: float
    attachment_wait: float
    max_body_bytes: int
    max_pdf_bytes: int


def look(folder: int) -> dict[str, Seen]:
    """All entries of a folder (a handle) as they are, links not followed."""
    entries: dict[str, Seen] = {}
    with os.scandir(folder) as listing:
        for entry in islice(listing, MOST_ENTRIES):
            try:
                state = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            plain = stat.S_ISREG(state.st_mode)
            times = (state.st_mtime_ns, state.st_ctime_ns)
            entries[entry.name] = Seen(state.st_ino, state.st_size, *times, links=state.st_nlink, plain=plain)
    return entries


def faults(name: str, seen: Seen, complete: bool, settings: FolderSettings) -> list[Fault]:
    """Why an entry cannot be taken: no plain file, and too large, at once; the rest when the file is complete.

    A second link to a file is borne until then: some SFTP servers rename by linking and unlinking.
    """
    facts = {"name": shown(name)}
    if not seen.plain:
        return [("FLD03", facts)]
    what = kind(name)
    found: list[Fault] = []
    if what == "declaration" and seen.size > settings.max_body_bytes:
        found.append(("FLD02", {**facts, "size": seen.size, "limit": settings.max_body_bytes}))
    if what == "attachment" and seen.size > settings.max_pdf_bytes:
        found.append(("PDF01", {"size": seen.size, "limit": settings.max_pdf_bytes}))
    if complete:
        if seen.links > 1:
            found.append(("FLD03", facts))
        if not usable(name):
            found.append(("FLD04", facts))
        if what == "other" and marked_by(name) is None:
            found.append(("FLD01", facts))
    return found
