"""Whose folders are looked at. A folder is a second way in, without a key: as strong as the rights of its files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from gateway.access import Action, may
from gateway.partners.partner import Partner


def with_folders(partners: Iterable[Partner]) -> list[str]:
    """The partners whose folders are looked at: they may send or act, and are not closed."""
    return [
        each.id for each in partners if each.closed_at is None and (may(each, Action.SEND) or may(each, Action.ACT))
    ]


def has_files(folder: Path) -> bool:
    """Whether something lies in a folder; what begins with a dot is the gateway's own, or not meant to be taken."""
    with suppress(OSError), os.scandir(folder) as entries:
        return any(not entry.name.startswith(".") for entry in entries)
    return False
