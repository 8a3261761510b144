"""What was taken from the inboxes and is not accepted yet: in a backup, and back in its place."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path, PurePosixPath

from gateway.backup.backup_manifest import Target, copy_durably
from gateway.doors.folder.taking import CLAIMED, body_name, names_in, planned
from gateway.store.safe_files import READ, opened

CLAIMS = "claims"
"""The folder of a backup: `claims/<partner>/<claim>/<file>`."""

MAKING = ".restoring-"
"""What the name of a claim begins with while it is put back; no service looks at it."""

GONE = (FileNotFoundError, NotADirectoryError)


def copy_claims(inbox: Path, target: Target) -> int:
    """Copy each claim with what belongs to it; the number of claims.

    It comes before the database is copied: a claim that is accepted meanwhile is in the database then.
    """
    if not inbox.is_dir():
        return 0
    return sum(_copy_of_partner(inbox / each.name, each.name, target) for each in inbox.iterdir() if each.is_dir())


class ClaimsBack:
    """Claims put back into the inboxes, each whole or not at all: half a claim would be taken for what was sent."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._claim: PurePosixPath | None = None
        self._making: tuple[Path, Path] | None = None

    def put(self, file: Path, path: PurePosixPath) -> bool:
        """Put back a file of a backup, those of a claim one after the other, the body first.

        False where something else has the place of its claim.
        """
        _, partner, claim, name = path.parts
        if path.parent != self._claim:
            self.finish()
            self._claim = path.parent
            place = self._inbox / partner / CLAIMED / claim
            if name == body_name(claim) and not place.exists():
                making = place.with_name(f"{MAKING}{claim}")
                shutil.rmtree(making, ignore_errors=True)  # of a restore that was broken off
                making.mkdir(parents=True)
                self._making = making, place
        if self._making is None:
            return False
        copy_durably(file, self._making[0] / name, 0o600)
        return True

    def finish(self) -> None:
        """The last claim is whole: it gets its name."""
        if self._making is not None:
            making, place = self._making
            making.rename(place)
        self._claim = self._making = None


def _copy_of_partner(folder: Path, partner: str, target: Target) -> int:
    count = 0
    with suppress(*GONE), opened(folder) as own, opened(CLAIMED, within=own) as claimed:
        for claim in names_in(claimed):
            if not claim.startswith(".") and claim.count("-") >= 3:
                count += _copy_claim(own, claimed, claim, f"{CLAIMS}/{partner}/{claim}", target)
    return count


def _copy_claim(inbox: int, claimed: int, claim: str, path: str, target: Target) -> bool:
    """The body first: a claim without it is being taken, or is accepted meanwhile."""
    with suppress(*GONE), opened(claim, within=claimed) as held:
        body = body_name(claim)
        if not _copy(held, body, f"{path}/{body}", target):
            return False
        names = set(names_in(held))
        for name in sorted(names - {body}):
            _copy(held, name, f"{path}/{name}", target)
        for name in sorted(set(planned(held)) - names):  # it still lies in the inbox
            _copy(inbox, name, f"{path}/{name}", target)
        return True
    return False


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
