"""The list of a backup: each file with its size and SHA-256, and the manifest that is written last.

The list (`files.jsonl`) has a line for each file, so that neither side holds it in memory. The manifest names the list
by its SHA-256: without a manifest a folder is no backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from pydantic import BaseModel, ValidationError

from gateway.store.files import sync_folder
from gateway.store.safe_files import CREATE
from gateway.worded import WordedError

FILES, MANIFEST = "files.jsonl", "manifest.json"
PIECE = 1 << 20


class BackupError(WordedError):
    """A backup cannot be made, read or put back; the sentence says why and what to do."""


class Manifest(BaseModel):
    """What a backup is. `position` is the last event that is surely in it, `sha256` that of the list of files."""

    format: Literal[1] = 1
    made_at: str
    program: str
    database: Literal["sqlite", "postgresql"]
    position: int
    keys: bool
    files: int
    bytes: int
    damaged: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a backup: its path in it, its bytes, its SHA-256."""

    path: str
    size: int
    sha256: str


class Target:
    """A folder that a backup is written to, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        """Raises BackupError where the folder holds something."""
        self.folder = folder
        self.files = self.bytes = self.damaged = 0
        self._folders: set[Path] = {folder}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise BackupError("backup.not_empty", folder=folder)
        folder.chmod(0o700)
        self._list = private_file(folder / FILES)
        self._digest = hashlib.sha256()

    def place(self, path: str) -> Path:
        """Where a file of this path belongs; its folders are there."""
        place = self.folder / path
        missing = [each for each in place.parents if each not in self._folders and self.folder in each.parents]
        for each in reversed(missing):
            each.mkdir(exist_ok=True, mode=0o700)
            self._folders.add(each)
        return place

    def copy(self, source: BinaryIO, path: str) -> Listed:
        """Copy what is left of an open file; on the disk when this returns."""
        digest, size = hashlib.sha256(), 0
        with private_file(self.place(path)) as written:
            while piece := source.read(PIECE):
                digest.update(piece)
                size += len(piece)
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        return self._note(Listed(path, size, digest.hexdigest()))

    def link(self, source: Path, path: str, sha256: str) -> bool:
        """Share a file of an earlier backup, where it still has these bytes and lies on the same disk."""
        try:
            size = source.stat().st_size
            if _digest_of(source) != sha256:
                return False
            os.link(source, self.place(path))
        except OSError:
            return False
        self._note(Listed(path, size, sha256))
        return True

    def note(self, path: str) -> Listed:
        """List a file that another program has put into its place."""
        file = self.folder / path
        file.chmod(0o600)
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
        return self._note(Listed(path, file.stat().st_size, _digest_of(file)))

    def finish(self, made_at: str, program: str, database: str, position: int, keys: bool) -> Manifest:
        """Write the manifest: from now on this is a backup."""
        self._list.flush()
        os.fsync(self._list.fileno())
        self._list.close()
        for each in self._folders:
            sync_folder(each)
        manifest = Manifest(
            made_at=made_at,
            program=program,
            database="sqlite" if database == "sqlite" else "postgresql",
            position=position,
            keys=keys,
            files=self.files,
            bytes=self.bytes,
            damaged=self.damaged,
            sha256=self._digest.hexdigest(),
        )
        with private_file(self.folder / MANIFEST) as file:
            file.write(manifest.model_dump_json(indent=1).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.folder)
        sync_folder(self.folder.absolute().parent)
        return manifest

    def _note(self, listed: Listed) -> Listed:
        line = json.dumps([listed.path, listed.size, listed.sha256]).encode() + b"\n"
        self._list.write(line)
        self._digest.update(line)
        self.files += 1
        self.bytes += listed.size
        return listed


def read_manifest(source: Path) -> Manifest:
    """The manifest of a backup. Raises BackupError where there is none: the backup was broken off."""
    try:
        return Manifest.model_validate_json((source / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise BackupError("backup.no_manifest", folder=source) from error
    except (OSError, ValidationError) as error:
        raise BackupError("backup.damaged", file=source / MANIFEST) from error


def listed_in(source: Path, manifest: Manifest) -> Iterator[Listed]:
    """The files of a backup, as they were listed. Raises BackupError where the list is not the one of the manifest."""
    digest, damaged = hashlib.sha256(), BackupError("backup.damaged", file=source / FILES)
    try:
        with (source / FILES).open("rb") as lines:
            for line in lines:
                digest.update(line)
                path, size, sha256 = json.loads(line)
                parts = PurePosixPath(path).parts
                # data/…, or claims/<partner>/<claim>/<file>
                few = len(parts) < 2 or (parts[0] == "claims" and len(parts) != 4)
                if few or ".." in parts or parts[0] == "/":
                    raise damaged
                yield Listed(path, size, sha256)
    except (OSError, ValueError) as error:
        raise damaged from error
    if digest.hexdigest() != manifest.sha256:
        raise damaged


def check(source: Path, listed: Listed) -> None:
    """Raises BackupError where a file of a backup is missing or has other bytes than when it was made."""
    file = source / listed.path
    try:
        sound = file.stat().st_size == listed.size and _digest_of(file) == listed.sha256
    except OSError:
        sound = False
    if not sound:
        raise BackupError("backup.damaged", file=file)


def copy_durably(source: Path, target: Path, mode: int) -> None:
    """Copy a file of a backup into place; on the disk when this returns."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with source.open("rb") as read, private_file(target) as written:
        shutil.copyfileobj(read, written, PIECE)
        written.flush()
        os.fchmod(written.fileno(), mode)
        os.fsync(written.fileno())


def private_file(path: Path) -> BinaryIO:
    """A new file to write, of its owner alone."""
    return os.fdopen(os.open(path, CREATE, 0o600), "wb")


def _digest_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
