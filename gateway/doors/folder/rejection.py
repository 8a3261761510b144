"""What cannot be taken goes to `outbox/<partner>/rejected/`, with its findings beside it as `<name>.findings.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from gateway.doors.folder.completeness import MARKERS
from gateway.doors.folder.names import shown
from gateway.store import safe_files
from gateway.store.modes import Modes
from schemas.findings import Finding

REJECTED = "rejected"
KEPT_HERE = ".rejected"
"""Within the inbox: for folders, links, pipes and large files where the outbox lies on another file system."""

MOST_COPIED = 10_000_000
"""Bytes of a file that is copied to another file system, while others wait."""

FINDINGS = ".findings.json"
TRIES = 100


def reject(folder: int, name: str, outbox: Path, findings: Sequence[Finding], modes: Modes) -> str:
    """Move `name` out of `folder` (a handle) to the rejected files of the partner's `outbox`; returns its name there.

    The findings are written first: a crash between the two leaves findings without a file; the next try replaces them.
    Raises OSError where it cannot be done; the file is then where it was.
    """
    safe_files.make_root(outbox.parent, modes)
    content = json.dumps([each.as_dict() for each in findings], ensure_ascii=False, indent=1).encode() + b"\n"
    with (
        safe_files.opened(outbox, create=True, modes=modes) as partner,
        safe_files.opened(REJECTED, within=partner, create=True, modes=modes) as rejected,
    ):
        # A dropped file of such a name would be taken for the findings of another.
        wanted = shown(name) + ("_" if name.endswith(FINDINGS) else "")
        free = _free_name(rejected, wanted)
        safe_files.write_whole(rejected, free + FINDINGS, content, modes)
        for marker in MARKERS:
            safe_files.remove(folder, name + marker)
        try:
            safe_files.move(folder, name, rejected, free, modes, MOST_COPIED)
        except (safe_files.NotPlainError, safe_files.TooLargeError):
            with safe_files.opened(KEPT_HERE, within=folder, create=True, modes=modes) as kept:
                safe_files.move(folder, name, kept, _free_name(kept, free))
    return free


def sweep(outbox: Path) -> Iterator[None]:
    """Remove what a crash left half-written in a partner's outbox, where there is one; with pauses for the others."""
    with suppress(FileNotFoundError), safe_files.opened(outbox) as partner:
        yield from safe_files.sweep(partner)
        with safe_files.opened(REJECTED, within=partner) as rejected:
            yield from safe_files.sweep(rejected)


def _free_name(folder: int, name: str) -> str:
    """The name itself, or with a number before its ending where something has it."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    for number in range(1, TRIES):
        candidate = name if number == 1 else f"{stem}-{number}{dot}{ending}"
        if not safe_files.exists(folder, candidate):
            return candidate
    return f"{stem}-{token_hex(8)}{dot}{ending}"
