"""Who may enter the folders that the gateway makes for partners, and read what it writes there, whatever the umask."""

from __future__ import annotations

import grp
import os
import stat
from dataclasses import dataclass
from functools import lru_cache

import structlog

from gateway.settings import Settings
from gateway.worded import WordedError

log = structlog.get_logger()

_told: set[int] = set()


class NoSuchGroup(WordedError):
    """The setting folder_group names no group of this machine: make the group, or correct the setting."""


@dataclass(frozen=True, slots=True)
class Modes:
    """The mode of new folders, and their group (None: the one they get by themselves).

    Files get the mode of folders without the right to enter: 0640 where folders are 0750.
    """

    folder: int = 0o750
    group: int | None = None

    @property
    def file(self) -> int:
        """The mode of new files."""
        return self.folder & 0o666

    def give(self, handle: int) -> None:
        """Give a new file or folder (a handle) its mode and group.

        A folder keeps the bit that hands down its group (setgid) where its parent gave it. A group that cannot be given
        is logged once: what is written must not be lost for that.
        """
        state = os.fstat(handle)
        if self.group is not None and state.st_gid != self.group:
            try:
                os.fchown(handle, -1, self.group)
            except OSError as problem:
                if self.group not in _told:
                    _told.add(self.group)
                    log.warning("folder.group_not_given", group=self.group, problem=str(problem))
        is_folder = stat.S_ISDIR(state.st_mode)
        os.fchmod(handle, self.folder | (state.st_mode & stat.S_ISGID) if is_folder else self.file)


def modes_of(settings: Settings) -> Modes:
    """What the settings say. Raises NoSuchGroup."""
    return Modes(int(settings.folder_mode, 8), _number(settings.folder_group) if settings.folder_group else None)


@lru_cache
def _number(group: str) -> int:
    try:
        return int(group) if group.isascii() and group.isdigit() else grp.getgrnam(group).gr_gid
    except KeyError:
        raise NoSuchGroup("serve.no_group", group=group) from None
