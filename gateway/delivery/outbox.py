"""Delivery to a partner's folder: a batch of files, each whole, then the list that says the batch is complete."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from gateway.store import safe_files
from gateway.store.modes import Modes

LONGEST_NAME = 255 - len(".delivery.json")
"""Bytes of a file's name, so that its `.delivery.json` still has a name that file systems take."""


def deliver(folder: Path, files: Sequence[tuple[str, bytes]], modes: Modes | None = None) -> None:
    """Write `files` (name, bytes) into `folder`, last `<first name>.delivery.json` with their names, hashes and sizes.

    Each file is written under a hidden name, made durable, then renamed; the list comes when all of them are durable.
    New folders and files get `modes` (None: 0750 and 0640). The same again gives the same bytes. A link in the folder
    is replaced, never followed; the folder must be none.
    Raises ValueError for a name that is not a plain file name, OSError where the disk or the folder does not let it;
    then it is to be done again.
    """
    if not files:
        raise ValueError("a delivery has at least one file")
    for name, _ in files:
        _must_be_plain(name)
    modes = modes or Modes()
    safe_files.make_root(folder.parent, modes)
    with safe_files.opened(folder, create=True, modes=modes) as handle:
        for name, content in files:
            safe_files.write_whole(handle, name, content, modes)
        os.fsync(handle)
        safe_files.write_whole(handle, f"{files[0][0]}.delivery.json", delivery_list(files), modes)
        os.fsync(handle)


def delivery_list(files: Sequence[tuple[str, bytes]]) -> bytes:
    """The content of `.delivery.json`: `{"files": [{"name", "sha256", "size"}]}` in the order of the batch."""
    listed = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} for name, content in files
    ]
    return json.dumps({"files": listed}, ensure_ascii=False, indent=1).encode() + b"\n"


def _must_be_plain(name: str) -> None:
    """Raise ValueError for what could leave the folder, hide in it, or not be written."""
    if not name or name.startswith(".") or "/" in name or "\0" in name or len(name.encode()) > LONGEST_NAME:
        raise ValueError(f"not a file name for a delivery: {name!r}")
