"""File operations in folders that a partner may write to: relative to a folder's handle, never through a link."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from gateway.store.modes import Modes

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
PIECE = 1 << 20
LEFT_BEHIND = 3600.0
AT_ONCE = 1000
"""Entries of a folder that are looked at before others get their turn."""

_TEMPORARY = re.compile(r"\.[0-9a-f]{32}\.tmp")
_NOT_THERE = (errno.ENOENT, errno.ENAMETOOLONG)


class NotPlainError(Exception):
    """{name} is a link, a folder or another thing than one plain file."""


class TooLargeError(Exception):
    """The file has more bytes than may be read: its size is the argument."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


@contextmanager
def opened(
    folder: Path | str, within: int | None = None, create: bool = False, modes: Modes | None = None
) -> Iterator[int]:
    """A handle of a folder, which must be no link itself; `within` is the handle of the folder that it lies in.

    `create`: made where it is not there, with `modes` (None: as the umask has it); one that is there stays as it is.
    """
    made = False
    if create:
        with suppress(FileExistsError):
            os.mkdir(folder, modes.folder if modes else 0o777, dir_fd=within)
            made = True
    handle = os.open(folder, FOLDER, dir_fd=within)
    try:
        if made and modes:
            modes.give(handle)
        yield handle
    finally:
        os.close(handle)


def make_root(folder: Path, modes: Modes) -> None:
    """Make the folder in which partners have theirs, where it is not there. It may be a link to one."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with opened(folder, create=True, modes=modes):
            pass


def exists(folder: int, name: str) -> bool:
    """Whether anything has this name, a link that leads nowhere too. Nothing has a name that no file can have."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError as problem:
        if problem.errno in _NOT_THERE:
            return False
        raise
    return True


def read_plain(folder: int, name: str, limit: int) -> bytes:
    """The bytes of a plain file with one name. Raises NotPlainError, TooLargeError (above `limit` bytes) or OSError."""
    handle = _open_plain(folder, name)
    with os.fdopen(handle, "rb") as file:
        size = os.fstat(handle).st_size
        if size > limit:
            raise TooLargeError(size)
        content = file.read(limit + 1)
    if len(content) > limit:
        raise TooLargeError(len(content))
    return content


def write_whole(folder: int, name: str, content: bytes, modes: Modes | None = None) -> None:
    """Put a file in place so that it is never seen in part; with `modes`, or as the umask has it."""
    with _in_place(folder, name, modes) as file:
        file.write(content)


def copy_plain(
    source: int, name: str, target: int, new_name: str, modes: Modes | None = None, most: int | None = None
) -> None:
    """Copy a plain file, on disk before it has its name; never held in memory whole.

    Raises TooLargeError where more than `most` bytes come: a file that grows would be copied for ever.
    """
    copied = 0
    with os.fdopen(_open_plain(source, name), "rb") as reading, _in_place(target, new_name, modes) as file:
        while piece := reading.read(PIECE):
            copied += len(piece)
            if most is not None and copied > most:
                raise TooLargeError(copied)
            file.write(piece)


@contextmanager
def _in_place(folder: int, name: str, modes: Modes | None) -> Iterator[BinaryIO]:
    """A file to write under a hidden name; then fsync, and rename over what has the name."""
    temporary = _temporary()
    handle = os.open(temporary, CREATE, 0o600 if modes else 0o666, dir_fd=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            if modes:
                modes.give(handle)
            yield file
            file.flush()
            os.fsync(handle)
        os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except Exception:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise


def move(
    source: int, name: str, target: int, new_name: str, modes: Modes | None = None, most_copied: int | None = None
) -> None:
    """Move by rename; between file systems a plain file is copied, made durable, then removed.

    Raises NotPlainError for anything else that would have to go to another file system, and TooLargeError for a file of
    more than `most_copied` bytes: nobody else must wait for that copy.
    """
    try:
        os.rename(name, new_name, src_dir_fd=source, dst_dir_fd=target)
    except OSError as problem:
        if problem.errno != errno.EXDEV:
            raise
        size = os.stat(name, dir_fd=source, follow_symlinks=False).st_size
        if most_copied is not None and size > most_copied:
            raise TooLargeError(size) from None
        copy_plain(source, name, target, new_name, modes, most_copied)
        os.fsync(target)
        os.unlink(name, dir_fd=source)


def remove(folder: int, name: str) -> None:
    """Remove a file or link where it is there; a folder is left, and nothing has a name that no file can have."""
    try:
        os.unlink(name, dir_fd=folder)
    except OSError as problem:
        if problem.errno not in (*_NOT_THERE, errno.EISDIR):
            raise


def left_behind(folder: int) -> Iterator[str | None]:
    """The hidden files that a crash left behind here an hour ago or earlier; None is a pause after some entries."""
    with os.scandir(folder) as listing:
        for number, entry in enumerate(listing, 1):
            if number % AT_ONCE == 0:
                yield None
            if _TEMPORARY.fullmatch(entry.name):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > LEFT_BEHIND:
                        yield entry.name


def sweep(folder: int) -> Iterator[None]:
    """Remove them; pauses after some entries each."""
    for name in left_behind(folder):
        if name is None:
            yield
        else:
            with suppress(OSError):
                os.unlink(name, dir_fd=folder)


def _open_plain(folder: int, name: str) -> int:
    try:
        handle = os.open(name, READ, dir_fd=folder)
    except OSError as problem:
        if problem.errno in (errno.ELOOP, errno.ENXIO):
            raise NotPlainError(name) from None
        raise
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode) or state.st_nlink > 1:
        os.close(handle)
        raise NotPlainError(name)
    return handle


def _temporary() -> str:
    return f".{secrets.token_hex(16)}.tmp"
