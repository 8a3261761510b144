"""Whose folders are looked at. A folder is a second way in, without a key: as strong as the rights of its files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gateway.access import Action, may
from gateway.partners.partner import Partner


def with_folders(partners: Iterable[Partner]) -> list[str]:
    """The partners whose folders are looked at: their roles send or act, and they are not closed. A key that may not
    send for its company is told so where it does.
    """
    by_role = [replace(each, company=None) for each in partners if each.closed_at is None]
    return [each.id for each in by_role if may(each, Action.SEND) or may(each, Action.ACT)]


def has_files(folder: Path) -> bool:
    """Whether something lies in a folder; what begins with a dot is the gateway's own, or not meant to be taken."""
    with suppress(OSError), os.scandir(folder) as entries:
        return any(not entry.name.startswith(".") for entry in entries)
    return False
