"""The store as a folder: `<sha256[:2]>/<sha256>`, written once, on the disk before anybody is told."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


class Damaged(Exception):
    """A stored file no longer has the bytes of its name: restore it from a backup before going on."""


class FileStore:
    """Bytes by SHA-256 below a folder. Putting the same bytes again changes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, content: bytes) -> str:
        """Keep `content` and return its SHA-256 (hex). Returns once the bytes and their name are on the disk."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if path.exists():
            _sync_folder(path.parent)  # another thread may have renamed it a moment ago
            return digest
        path.parent.mkdir(exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o400)
            Path(temporary).rename(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        _sync_folder(self.folder)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a SHA-256. Raises FileNotFoundError, or Damaged where they changed on the disk."""
        content = self._path(digest).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise Damaged(digest)
        return content

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
