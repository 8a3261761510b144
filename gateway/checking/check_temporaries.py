"""What killed writes left behind: in the store, and in the outboxes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from gateway.checking.check_report import Checked
from gateway.checking.installation import Installation
from gateway.settings import Settings
from gateway.store import safe_files, sweeping

MOST_COUNTED = 100_000


def check_temporaries(installation: Installation, checked: Checked) -> None:
    """Count what is older than an hour: nobody writes it any more."""
    found = chain(sweeping.temporaries(installation.store), _in_outboxes(installation.settings))
    count = sum(1 for _, _ in zip(found, range(MOST_COUNTED), strict=False))
    checked.facts["files"] = count
    if count:
        checked.add("noted", "temporaries.left", count=count)


def _in_outboxes(settings: Settings) -> Iterator[str]:
    for folder in _outboxes(settings):
        with suppress(OSError), safe_files.opened(folder) as handle:
            yield from filter(None, safe_files.left_behind(handle))


def sweep(settings: Settings) -> int:
    """Remove them; how many. Safe while the service runs."""
    count = sweeping.sweep(settings.data / "store")
    for folder in _outboxes(settings):
        with suppress(OSError), safe_files.opened(folder) as handle:
            for name in filter(None, safe_files.left_behind(handle)):
                safe_files.remove(handle, name)
                count += 1
    return count


def _outboxes(settings: Settings) -> list[Path]:
    try:
        return sorted(each for each in settings.outbox.iterdir() if each.is_dir() and not each.is_symlink())
    except OSError:
        return []
