"""What was taken from the inboxes and is not accepted yet: in a backup, and back in its place."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from gateway.backup.manifest import Target
from gateway.delivery.safe_files import READ, opened
from gateway.intake.claims import CLAIMED, body_name, planned

CLAIMS = "claims"
"""The folder of a backup: `claims/<partner>/<claim>/<file>`."""

GONE = (FileNotFoundError, NotADirectoryError)


def copy_claims(inbox: Path, target: Target) -> int:
    """Copy each claim with what belongs to it; the number of claims.

    It comes before the database is copied: a claim that is accepted meanwhile is in the database then.
    """
    if not inbox.is_dir():
        return 0
    return sum(_copy_of_partner(inbox / each.name, each.name, target) for each in inbox.iterdir() if each.is_dir())


def _copy_of_partner(folder: Path, partner: str, target: Target) -> int:
    count = 0
    with suppress(*GONE), opened(folder) as own, opened(CLAIMED, within=own) as claimed:
        for claim in _names(claimed):
            if not claim.startswith(".") and claim.count("-") >= 3:
                count += _copy_claim(own, claimed, claim, f"{CLAIMS}/{partner}/{claim}", target)
    return count


def _copy_claim(inbox: int, claimed: int, claim: str, path: str, target: Target) -> bool:
    """The body first: a claim without it is being taken, or is accepted meanwhile."""
    with suppress(*GONE), opened(claim, within=claimed) as held:
        body = body_name(claim)
        if not _copy(held, body, f"{path}/{body}", target):
            return False
        names = set(_names(held))
        for name in sorted(names - {body}):
            _copy(held, name, f"{path}/{name}", target)
        for name in sorted(set(planned(held)) - names):  # it still lies in the inbox
            _copy(inbox, name, f"{path}/{name}", target)
        return True
    return False


def _names(folder: int) -> list[str]:
    with os.scandir(folder) as listing:
        return [entry.name for entry in listing]


def _copy(folder: int, name: str, path: str, target: Target) -> bool:
    """Copy a plain file. What is gone meanwhile was accepted; what is no plain file is left."""
    try:
        handle = os.open(name, READ, dir_fd=folder)
    except OSError:
        return False
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return False
        target.copy(file, path)
    return True
