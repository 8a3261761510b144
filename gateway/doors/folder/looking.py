"""What lies in a drop folder: seen in pieces, so that a huge folder keeps nobody waiting."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gateway.doors.folder.completeness import Seen, is_temporary
from gateway.store.safe_files import AT_ONCE

MOST_ENTRIES = 50_000
"""Files and other things looked at in one look; the rest is seen when these are gone, which all of them are in time."""

MOST_TEMPORARY = 2_000
"""Files under a temporary name that are followed. The others are counted: renamed, they must stand still first."""

SMALL = 1_000
SECONDS_AN_ENTRY = 40e-6
"""What a look costs, with a margin: so long a large folder is left alone after it for each of its entries."""


@dataclass(slots=True)
class Look:
    """One look at a folder: its entries by name, and how many there are.

    `unfollowed` are plain files under a temporary name that are not among the entries. `whole`: nothing else is left
    out.
    """

    entries: dict[str, Seen] = field(default_factory=dict)
    total: int = 0
    unfollowed: int = 0
    whole: bool = True

    def of(self, folder: int, wanted: Iterable[str]) -> Iterator[None]:
        """Look at all entries of a folder (a handle), links not followed, with a pause after some each.

        `wanted` are names that others wait for: they are looked at whatever is left out.
        """
        temporary = 0
        with os.scandir(folder) as listing:
            for entry in listing:
                self.total += 1
                if self.total % AT_ONCE == 0:
                    yield
                if is_temporary(entry.name):
                    temporary += 1
                    if temporary > MOST_TEMPORARY:
                        self.unfollowed += entry.is_file(follow_symlinks=False)
                        continue
                elif len(self.entries) - min(temporary, MOST_TEMPORARY) >= MOST_ENTRIES:
                    self.whole = False
                    continue
                self._see(folder, entry.name)
        if not self.whole:
            for name in wanted:
                if name not in self.entries:
                    self._see(folder, name)

    @property
    def rest(self) -> float:
        """Seconds for which the folder is left alone after this look: none where it is small."""
        return max(0, self.total - SMALL) * SECONDS_AN_ENTRY

    def _see(self, folder: int, name: str) -> None:
        seen = seen_as(folder, name)
        if seen is not None:
            self.entries[name] = seen


def seen_as(folder: int, name: str) -> Seen | None:
    """An entry of a folder as it is now, a link not followed; None where it is gone, or no file can have the name."""
    if "/" in name:
        return None
    try:
        state = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except ValueError:  # a NUL, half a surrogate
        return None
    except OSError as problem:
        if problem.errno in (errno.ENOENT, errno.ENAMETOOLONG):
            return None
        raise
    times = (state.st_mtime_ns, state.st_ctime_ns)
    return Seen(state.st_ino, state.st_size, *times, links=state.st_nlink, plain=stat.S_ISREG(state.st_mode))
