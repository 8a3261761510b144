"""The disks: there is room for bytes and for files where data, inboxes and outboxes are."""

from __future__ import annotations

import os
from pathlib import Path

from gateway.checking.check_report import Checked
from gateway.checking.installation import Installation

FEWEST_INODES = 1_000
"""A registered declaration makes about ten files."""


def check_disk(installation: Installation, checked: Checked) -> None:
    """Free bytes and inodes for whoever checks, of each file system once."""
    settings = installation.settings
    free: dict[str, int] = {}
    seen: set[int] = set()
    for name, folder in (("data", settings.data), ("inbox", settings.inbox), ("outbox", settings.outbox)):
        place = _there(folder)
        state = os.statvfs(place)
        free[name] = state.f_bavail * state.f_frsize
        if (device := place.stat().st_dev) in seen:
            continue
        seen.add(device)
        if free[name] < settings.min_free_bytes:
            facts = {"folder": folder, "free": free[name], "least": settings.min_free_bytes}
            checked.add("wrong", "disk.full", **facts)
        if state.f_files > 0 and state.f_favail < FEWEST_INODES:
            checked.add("wrong", "disk.inodes", folder=folder, free=state.f_favail)
    checked.facts = {"free_bytes": free, "min_free_bytes": settings.min_free_bytes}


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder
