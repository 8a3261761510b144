"""What is wrong with the folders of those who have some, and what an operator does about it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gateway.doors.folder.rejection import REJECTED
from gateway.doors.folder.taking import CLAIMED
from gateway.partners import Partner
from gateway.partners.partner_folders import with_folders
from gateway.settings import Settings
from gateway.store.modes import Modes, NoSuchGroup, modes_of
from schemas.words import phrase, shown


@dataclass(frozen=True, slots=True)
class FolderFault:
    """Something wrong with a folder of a partner (empty: with a setting that concerns all).

    `what`: missing, link, no_folder, away, not_writable, wider, group, no_group. `stops`: nothing is taken from there
    or delivered there until it is mended. `message` and `remedy` are in fr, en, ar.
    """

    partner: str
    folder: Path
    what: str
    stops: bool
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def message(self) -> dict[str, str]:
        """What is wrong."""
        return phrase(f"folder.{self.what}", **self._shown)

    @property
    def remedy(self) -> dict[str, str]:
        """What to do."""
        return phrase(f"folder.{self.what}.remedy", **self._shown)

    @property
    def _shown(self) -> dict[str, str]:
        return {"partner": self.partner, "folder": shown(str(self.folder), 300), **self.facts}


def folder_faults(settings: Settings, partners: Sequence[Partner]) -> list[FolderFault]:
    """What is wrong with inbox and outbox of each partner who has folders, by partner.

    It changes nothing, follows no link in them, and goes by the rights of whoever runs it: run it as the user of the
    service.
    """
    try:
        modes = modes_of(settings)
    except NoSuchGroup:
        modes = Modes(int(settings.folder_mode, 8))
        found = [FolderFault("", settings.outbox, "no_group", True, {"group": shown(settings.folder_group)})]
    else:
        found = []
    for partner in sorted(with_folders(partners)):
        for root, inner in ((settings.inbox, CLAIMED), (settings.outbox, REJECTED)):
            folder = root / partner
            mine = list(_faults(partner, folder, modes))
            if not any(each.stops for each in mine) and os.path.lexists(folder / inner):
                mine += _faults(partner, folder / inner, modes)
            found += mine
    return found


def _faults(partner: str, folder: Path, modes: Modes) -> Iterator[FolderFault]:
    try:
        state = folder.lstat()
        writable = os.access(folder, os.R_OK | os.W_OK | os.X_OK, effective_ids=True, follow_symlinks=False)
        with_files = stat.S_ISDIR(state.st_mode) and writable
        if with_files:
            with os.scandir(folder) as listing:
                next(listing, None)
    except FileNotFoundError:
        yield FolderFault(partner, folder, "missing", False)
        return
    except OSError as problem:  # e.g. a share that is away
        yield FolderFault(partner, folder, "away", True, {"reason": problem.strerror or type(problem).__name__})
        return
    if not stat.S_ISDIR(state.st_mode):
        yield FolderFault(partner, folder, "link" if stat.S_ISLNK(state.st_mode) else "no_folder", True)
        return
    if not writable:
        yield FolderFault(partner, folder, "not_writable", True)
    bits = stat.S_IMODE(state.st_mode)
    if bits & 0o777 & ~modes.folder:
        yield FolderFault(partner, folder, "wider", False, {"mode": f"{bits:04o}", "wanted": f"{modes.folder:04o}"})
    if modes.group is not None and state.st_gid != modes.group:
        facts = {"group": str(state.st_gid), "wanted": str(modes.group)}
        yield FolderFault(partner, folder, "group", False, facts)
