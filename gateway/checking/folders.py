"""The folders of partners: each can be used, nobody else reads them, and nothing was left behind there."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from gateway.checking.installation import Installation
from gateway.checking.report import Checked
from gateway.intake.completeness import is_temporary
from gateway.ledger import database, tables
from gateway.settings import Settings

SENDERS = {"partner", "office"}
"""The roles that have folders."""

LEFT_SECONDS = 86_400.0
"""A file that is still being written, or a claim that is not finished, after a day: somebody should look."""

CLAIMED, REJECTED = ".claimed", "rejected"


def check_folders(installation: Installation, checked: Checked) -> None:
    """Nothing is made or moved; no link in the folders is followed."""
    rows = database.read(installation.database, sa.select(tables.partner.c.id, tables.partner.c.roles))
    partners = [row.id for row in rows if SENDERS & set(row.roles)]
    check_each(installation.settings, partners, checked)
    before = time.time() - LEFT_SECONDS
    for partner in partners:
        inbox, outbox = installation.settings.inbox / partner, installation.settings.outbox / partner
        _left_behind(inbox, before, checked)
        with suppress(OSError):
            count = sum(1 for _ in (outbox / REJECTED).iterdir())
            checked.facts[REJECTED] = checked.facts.get(REJECTED, 0) + count
    checked.facts["partners"] = len(partners)


def check_each(settings: Settings, partners: Sequence[str], checked: Checked) -> None:
    """Whether each folder is there, is a folder and no link, and can be read and written by whoever checks."""
    for partner in sorted(partners):
        for folder in (settings.inbox / partner, settings.outbox / partner):
            _check_one(folder, checked)


def _check_one(folder: Path, checked: Checked) -> None:
    try:
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode):
            code = "folders.link" if stat.S_ISLNK(state.st_mode) else "folders.no_folder"
            checked.add("wrong", code, folder=folder)
            return
        with os.scandir(folder) as listing:
            next(listing, None)
    except FileNotFoundError:
        checked.add("noted", "folders.missing", folder=folder)
        return
    except OSError as error:  # a share that is away, or no right
        checked.add("wrong", "folders.away", folder=folder, reason=error.strerror or type(error).__name__)
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        checked.add("wrong", "folders.not_writable", folder=folder)
    mode = stat.S_IMODE(state.st_mode)
    if mode & 0o007:
        checked.add("noted", "folders.open_to_all", folder=folder, mode=f"{mode:04o}")


def _left_behind(inbox: Path, before: float, checked: Checked) -> None:
    with suppress(OSError), os.scandir(inbox) as listing:
        for entry in listing:
            if is_temporary(entry.name) and entry.name != CLAIMED and _is_older(entry, before):
                checked.add("noted", "folders.part", file=Path(inbox) / entry.name)
    with suppress(OSError), os.scandir(inbox / CLAIMED) as listing:
        for entry in listing:
            if _is_older(entry, before):
                checked.add("wrong", "folders.claimed", folder=Path(inbox) / CLAIMED / entry.name)


def _is_older(entry: os.DirEntry[str], before: float) -> bool:
    with suppress(OSError):
        return entry.stat(follow_symlinks=False).st_mtime < before
    return False
