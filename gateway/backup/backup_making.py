"""A backup of everything, made while the gateway works.

The order makes it whole: claims, then the database, then the store. A claim that is accepted meanwhile is in the
database; bytes are in the store before an event names them. The mark comes last: it may know more than the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from gateway.backup import databases
from gateway.backup.backup_manifest import BackupError, Manifest, Target
from gateway.backup.taken_files import copy_claims
from gateway.checking.store_progress import NAME as PROGRESS
from gateway.ledger.agreement import sqlite_file
from gateway.pipeline.waiting_notices import FOLDER as WAITING
from gateway.settings import Settings

DATA, MARK = "data", "mark/mark.sqlite"
KEY, CHAIN = "operator/signing-key.pem", "operator/signing-certificates.pem"
STORE, KEYS = "store", "keys"
LEFT = (WAITING, *(f"{PROGRESS}{end}" for end in ("", "-wal", "-shm", "-journal")))
"""Of the data folder: what belongs to a moment. Restored, a check would go on where another one was, and senders would
not be told that they wait.
"""
LARGEST_KEY = 1 << 20
"""Bytes: a private key stands in the first of a file."""

BESIDE = ("", "-wal", "-shm", "-journal", ".lock")
"""What may lie beside an SQLite file, by the end of its name."""

Tell = Callable[[str, int, int], None]
"""Told what is copied, how much of it is done, and of how much (0: not known)."""


def take(
    settings: Settings, folder: Path, at: datetime, tell: Tell, keys: bool = True, previous: Path | None = None
) -> Manifest:
    """Copy everything into a new or empty folder. Raises BackupError, OSError; then the folder is no backup.

    Without `keys` no private key is copied. Stored files that the backup `previous` has are shared with it.
    """
    url = sa.make_url(settings.database_url)
    kind = databases.kind_of(url)
    if settings.data.absolute() in folder.absolute().parents or settings.data.absolute() == folder.absolute():
        raise BackupError("backup.inside", folder=folder, data=settings.data)
    databases.must_be_there(url)
    target = Target(folder)
    copy_claims(settings.inbox, target)
    name = databases.NAMES[kind]
    position = databases.copy(url, target.place(name), lambda done, of: tell("database", done, of))
    target.note(name)
    _copy_store(settings.data / STORE, target, tell, previous)
    for path, file in _others(settings, url, keys):
        _copy(file, path, target)
    if settings.mark_file.is_file():
        damaged = BackupError("mark.damaged", mark=settings.mark_file)
        databases.copy_sqlite(settings.mark_file, target.place(MARK), lambda *_: None, damaged)
        target.note(MARK)
    return target.finish(at.isoformat(), version("dumgate"), kind, position, keys)


def _copy_store(store: Path, target: Target, tell: Tell, previous: Path | None) -> None:
    """Each stored file. One whose bytes are not those of its name is copied as it is, and counted."""
    count = 0
    for folder in sorted(store.iterdir()) if store.is_dir() else ():
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if file.name.startswith("."):  # it is being written, or was when the service was killed
                continue
            path = f"{DATA}/{STORE}/{folder.name}/{file.name}"
            if previous is None or not target.link(previous / path, path, file.name):
                with file.open("rb") as opened:
                    target.damaged += target.copy(opened, path).sha256 != file.name
            count += 1
            tell("store", count, 0)


def _others(settings: Settings, url: sa.URL, keys: bool) -> Iterator[tuple[str, Path]]:
    """All else of the data folder, and the operator's own key and chain: path in the backup, and file."""
    held = {settings.data.absolute() / "service.lock"}
    if settings.signing_key is not None:  # it has a place of its own in a backup, also where it lies in the data folder
        held |= {settings.signing_key.absolute(), settings.signing_key.resolve()}
    for database in (sqlite_file(url), settings.mark_file):
        held |= {database.with_name(database.name + end) for end in BESIDE} if database is not None else set()
    for each in sorted(settings.data.absolute().iterdir()):
        if each.name not in (STORE, *LEFT) and (keys or each.name != KEYS):
            for path, file in _below(each, f"{DATA}/{each.name}", held):
                if keys or not _holds_private_key(file):
                    yield path, file
    if settings.signing_key is not None and keys:
        yield KEY, settings.signing_key
    if settings.signing_certificates is not None:
        yield CHAIN, settings.signing_certificates


def _below(entry: Path, path: str, held: set[Path]) -> Iterator[tuple[str, Path]]:
    if entry.name.startswith(".") or entry in held or entry.resolve() in held:
        return
    if entry.is_dir():
        for each in sorted(entry.iterdir()):
            yield from _below(each, f"{path}/{each.name}", held)
    elif entry.is_file():
        yield path, entry


def _holds_private_key(file: Path) -> bool:
    """A key that was put aside, or a copy of one, lies anywhere in the data folder."""
    try:
        with file.open("rb") as opened:
            return b"PRIVATE KEY-----" in opened.read(LARGEST_KEY)
    except FileNotFoundError:
        return False


def _copy(file: Path, path: str, target: Target) -> None:
    try:
        with file.open("rb") as opened:
            target.copy(opened, path)
    except FileNotFoundError:  # exchanged for another one, or removed, a moment ago
        if file.exists():
            _copy(file, path, target)
