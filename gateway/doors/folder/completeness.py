"""When is a dropped file complete? Pure logic over what was seen in a folder; the (monotonic) clock is passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TEMPORARY_ENDINGS = (".part", ".tmp", ".filepart", ".crdownload", ".swp", "~")
MARKERS = (".done", ".DONE")
STABLE_FOR = 3.0

Content = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at the folder said of one entry: times in nanoseconds, size in bytes."""

    inode: int
    size: int
    modified: int
    changed: int
    links: int = 1
    plain: bool = True

    @property
    def content(self) -> Content:
        """What stays the same as long as nobody writes to the file or puts another in its place."""
        return (self.inode, self.size, self.modified)


def is_temporary(name: str) -> bool:
    """True for a name under which a file is still being written: hidden, or with an ending that says so (any case)."""
    return name.startswith(".") or name.lower().endswith(TEMPORARY_ENDINGS)


def marked_by(name: str) -> str | None:
    """The file that a `.done` marker speaks of: its full name without the ending; None for any other name."""
    return name[: -len(MARKERS[0])] if name.endswith(MARKERS) else None


@dataclass(slots=True)
class _Record:
    content: Content
    since: float
    complete: bool


class Completeness:
    """Follows the files of one folder from look to look."""

    def __init__(self, stable_for: float = STABLE_FOR) -> None:
        """`stable_for`: seconds over which inode, size and time must not change."""
        self.stable_for = stable_for
        self._records: dict[str, _Record] = {}
        self._temporary: dict[int, Seen] = {}

    def observe(self, entries: Mapping[str, Seen], now: float, until: float | None = None) -> frozenset[str]:
        """The names that are complete at `now` (seconds of a monotonic clock), given all plain files of the folder.

        `until` is when the look at them ended, where it took its time: whatever changed meanwhile is seen at the next.
        """
        until = now if until is None else until
        temporary = {seen.inode: seen for name, seen in entries.items() if is_temporary(name)}
        markers = {base: seen for name, seen in entries.items() if (base := marked_by(name)) is not None}
        records: dict[str, _Record] = {}
        for name, seen in entries.items():
            if is_temporary(name):
                continue
            record = self._records.get(name)
            if record is None or record.content != seen.content:
                record = _Record(seen.content, until, self._renamed(seen, temporary))
            marker = markers.get(name)
            # A marker older than the file's last change speaks of what was there before.
            marked = marker is not None and marker.modified >= seen.modified
            stood_still = not self.stable_for or now - record.since >= self.stable_for
            record.complete = record.complete or marked or stood_still
            records[name] = record
        self._records, self._temporary = records, temporary
        return frozenset(name for name, record in records.items() if record.complete)

    def _renamed(self, seen: Seen, temporary: Mapping[int, Seen]) -> bool:
        """Whether this is a file that had a temporary name at the last look.

        The inode alone does not prove it: a file system gives the inode of a removed file to the next one. So nothing
        was written since, or the last change was no writing (a rename changes the inode's own time alone).
        """
        before = self._temporary.get(seen.inode)
        if before is None or seen.inode in temporary:
            return False
        return before.content == seen.content or seen.changed > seen.modified
