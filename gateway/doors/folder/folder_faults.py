"""Why an entry of a drop folder cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gateway.doors.folder.completeness import Seen, marked_by
from gateway.doors.folder.names import kind, shown, usable
from gateway.store.modes import Modes

Fault = tuple[str, dict[str, Any]]
"""A finding's code and its facts."""

OF_ATTACHMENTS = frozenset({"FLD01", "FLD02", "FLD03", "FLD04", "PDF01"})
"""The codes by which a named attachment can have been refused at the door."""


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """Seconds and bytes of the folder door, and the modes of what it makes."""

    stable_for: float
    attachment_wait: float
    max_body_bytes: int
    max_pdf_bytes: int
    modes: Modes = field(default_factory=Modes)


def faults(name: str, seen: Seen, complete: bool, settings: FolderSettings) -> list[Fault]:
    """Why an entry cannot be taken: no plain file, and too large, at once; the rest when the file is complete.

    A second link to a file is borne until then: some SFTP servers rename by linking and unlinking.
    """
    facts = {"name": shown(name)}
    if not seen.plain:
        return [("FLD03", facts)]
    what = kind(name)
    found: list[Fault] = []
    if what == "declaration" and seen.size > settings.max_body_bytes:
        found.append(("FLD02", {**facts, "size": seen.size, "limit": settings.max_body_bytes}))
    if what == "attachment" and seen.size > settings.max_pdf_bytes:
        found.append(("PDF01", {"size": seen.size, "limit": settings.max_pdf_bytes}))
    if complete:
        if seen.links > 1:
            found.append(("FLD03", facts))
        if not usable(name):
            found.append(("FLD04", facts))
        if what == "other" and marked_by(name) is None:
            found.append(("FLD01", facts))
    return found
