"""The folders of partners: each can be used, nobody else reads them, and nothing was left behind there."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from gateway.checking.check_report import Checked, Fault
from gateway.checking.installation import Installation
from gateway.clock import casablanca_now
from gateway.doors.folder.completeness import is_temporary
from gateway.doors.folder.folder_health import folder_faults
from gateway.doors.folder.rejection import REJECTED
from gateway.doors.folder.taking import CLAIMED
from gateway.ledger import database, tables
from gateway.partners import Partner
from gateway.partners.partner_folders import with_folders

LEFT_SECONDS = 86_400.0
"""A file that is still being written, or a claim that is not finished, after a day: somebody should look."""


def check_folders(installation: Installation, checked: Checked) -> None:
    """Nothing is made or moved; no link in the folders is followed. Closed partners have no folders."""
    settings = installation.settings
    partners = [
        Partner.of_row(row, casablanca_now()) for row in database.read(installation.database, sa.select(tables.partner))
    ]
    for each in folder_faults(settings, partners):
        facts = {"partner": each.partner, "folder": str(each.folder), **each.facts}
        words = (each.message, each.remedy)
        checked.take(Fault(f"folders.{each.what}", "wrong" if each.stops else "noted", facts, given=words))
    before = time.time() - LEFT_SECONDS
    names = with_folders(partners)
    for partner in names:
        _left_behind(settings.inbox / partner, before, checked)
        with suppress(OSError):
            count = sum(1 for _ in (settings.outbox / partner / REJECTED).iterdir())
            checked.facts[REJECTED] = checked.facts.get(REJECTED, 0) + count
    checked.facts["partners"] = len(names)


def _left_behind(inbox: Path, before: float, checked: Checked) -> None:
    with suppress(OSError), os.scandir(inbox) as listing:
        for entry in listing:
            if is_temporary(entry.name) and entry.name != CLAIMED and _is_older(entry, before):
                checked.add("noted", "folders.part", file=inbox / entry.name)
    with suppress(OSError), os.scandir(inbox / CLAIMED) as listing:
        for entry in listing:
            if _is_older(entry, before):
                checked.add("wrong", "folders.claimed", folder=inbox / CLAIMED / entry.name)


def _is_older(entry: os.DirEntry[str], before: float) -> bool:
    with suppress(OSError):
        return entry.stat(follow_symlinks=False).st_mtime < before
    return False
