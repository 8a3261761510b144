"""The store as a folder: `<sha256[:2]>/<sha256>`, on the disk before anybody is told; damaged bytes heal when they come
again."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog

log = structlog.get_logger()

PIECE = 1 << 20
MOST_TOLD = 10_000
"""Damaged files that are remembered, so that the log tells each once."""

FOLDER = re.compile(r"[0-9a-f]{2}")
DIGEST = re.compile(r"[0-9a-f]{64}")
BEGINS = "."
"""What the names of temporaries begin with."""


class Damaged(Exception):
    """A stored file no longer has the bytes of its name: restore it, or let its sender send it again."""


class Missing(Damaged, FileNotFoundError):
    """A stored file is not there: restore it, or let its sender send it again."""


class FileStore:
    """Bytes by SHA-256 below a folder. Putting the same bytes again changes nothing, or heals what was damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._told: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, content: bytes) -> str:
        """Keep `content` and return its SHA-256 (hex). Returns once the bytes and their name are on the disk.

        What lies there under that name is read back first: who sends the same again may do it because it was damaged.
        That costs a read of what comes twice alone, beside the signature and the commit that its sender waits for.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        there = os.path.lexists(path)
        if there and self._is_whole(digest):
            sync_folder(path.parent)  # another thread may have renamed it a moment ago
            return digest
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=BEGINS)
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
        sync_folder(path.parent)
        sync_folder(self.folder)
        if there or digest in self._told:
            self._told.discard(digest)
            log.warning("a stored file is whole again", sha256=digest)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a SHA-256. Raises Missing, Damaged where they changed on the disk, or OSError."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError as error:
            raise Missing(digest) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise Damaged(digest)
        return content

    def is_whole(self, digest: str) -> bool:
        """Whether the bytes of a SHA-256 are there. Raises OSError where they cannot be read."""
        try:
            return digest_of(self.path(digest)) == digest
        except (FileNotFoundError, IsADirectoryError):
            return False

    def tell(self, found: Damaged) -> None:
        """Tell the operator in the log of a file that somebody asks for: once, until it is whole again."""
        digest = str(found)
        if digest in self._told:
            return
        if len(self._told) >= MOST_TOLD:
            self._told.clear()
        self._told.add(digest)
        what = "is missing" if isinstance(found, Missing) else "is damaged"
        log.error(f"a stored file {what}", sha256=digest, remedy="dumgate check --only store")

    @property
    def damaged(self) -> int:
        """How many files that somebody asked for are missing or damaged, as far as is known."""
        return len(self._told)

    def path(self, digest: str) -> Path:
        """Where the bytes of a SHA-256 lie."""
        return self.folder / digest[:2] / digest

    def _is_whole(self, digest: str) -> bool:
        try:
            return self.is_whole(digest)
        except OSError:  # a bad place of the disk, or no right to read: a new file takes its name
            return False


def digest_of(path: Path) -> str:
    """The SHA-256 (hex) of a file, read in pieces. Raises OSError."""
    counted = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            counted.update(piece)
    return counted.hexdigest()


def folders(store: Path) -> Iterator[Path]:
    """The folders of a store that hold files; nothing where there is no store."""
    with suppress(FileNotFoundError), os.scandir(store) as listing:
        names = sorted(entry.name for entry in listing if FOLDER.fullmatch(entry.name))
        yield from (store / name for name in names)


def left_behind(folder: Path, before: float) -> Iterator[Path]:
    """The temporaries in one folder of a store that were last written before a time (seconds since 1970)."""
    with suppress(FileNotFoundError), os.scandir(folder) as listing:
        for entry in listing:
            if entry.name.startswith(BEGINS):
                with suppress(FileNotFoundError):  # it got its name meanwhile
                    if entry.stat(follow_symlinks=False).st_mtime < before:
                        yield Path(entry.path)


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk when this returns. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
