"""A backup put back into an empty gateway, which is closed for numbers until the operator opens its series."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import sqlalchemy as sa

from gateway.backup import databases
from gateway.backup.backup_making import CHAIN, DATA, KEY, KEYS, MARK
from gateway.backup.backup_manifest import BackupError, Listed, Manifest, check, copy_durably, listed_in, read_manifest
from gateway.backup.taken_files import CLAIMS, ClaimsBack
from gateway.ledger.mark import Mark, MarkDamaged, Reached
from gateway.settings import Settings

OLD = "-before-restore"
"""Added to the name of a mark that is kept from before the restore."""

LOCKS = (".lock",)

PUBLIC = ("tables", "trust")
"""Folders of the data folder that hold no secret."""

Tell = Callable[[str, int, int], None]


@dataclass
class Restored:
    """What was put back. `old_marks`: the marks of before, which may know more numbers than the backup. `left`: files
    of the backup that were not put back, because something else has their place."""

    manifest: Manifest
    old_marks: list[Path] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def restore(settings: Settings, source: Path, tell: Tell) -> Restored:
    """Verify a backup, then put it into the data folder and the database of the settings, which must be empty.

    A restore that is broken off leaves a mark that says so: nothing starts on it. Raises BackupError, OSError.
    """
    manifest = read_manifest(source)
    url = sa.make_url(settings.database_url)
    if databases.kind_of(url) != manifest.database:
        raise BackupError("restore.other_database", backup=manifest.database, here=url.get_backend_name())
    _must_be_empty(settings.data)
    databases.must_be_empty(url)
    for count, listed in enumerate(listed_in(source, manifest), 1):
        check(source, listed)
        tell("verify", count, manifest.files)
    mark = Mark(settings.mark_file)
    mark.must_be_makeable()
    restored = Restored(manifest, _put_marks_aside(settings))
    mark.make(Reached(), "restoring")
    claims = ClaimsBack(settings.inbox)
    for count, listed in enumerate(listed_in(source, manifest), 1):
        if not _put_back(settings, source, listed, claims):
            restored.left.append(listed.path)
        tell("restore", count, manifest.files)
    claims.finish()
    databases.put_back(url, source / databases.NAMES[manifest.database])
    _close_for_numbers(mark, source / MARK)
    return restored


def _must_be_empty(data: Path) -> None:
    if data.is_dir() and any(not each.name.endswith(LOCKS) for each in data.iterdir()):
        raise BackupError("restore.not_empty", folder=data)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)


def _put_marks_aside(settings: Settings) -> list[Path]:
    """A mark that lies outside of the data folder outlived it: it knows what the backup does not."""
    mark, kept = settings.mark_file, []
    if mark.is_file():
        with suppress(MarkDamaged, FileNotFoundError):
            Mark(mark).read()  # what is in its log goes into the file
        aside = next(
            each for number in range(1, 1_000) if not (each := mark.with_name(f"{mark.name}{OLD}-{number}")).exists()
        )
        mark.rename(aside)
        for end in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                mark.with_name(mark.name + end).rename(aside.with_name(aside.name + end))
        kept.append(aside)
    return kept


def _put_back(settings: Settings, source: Path, listed: Listed, claims: ClaimsBack) -> bool:
    """Put a file where it belongs; False where something else has its place."""
    path, file = PurePosixPath(listed.path), source / listed.path
    if path.parts[0] == DATA:
        mode = 0o400 if path.parts[1] == "store" else file_mode(path)
        copy_durably(file, settings.data.joinpath(*path.parts[1:]), mode)
    elif path.parts[0] == CLAIMS:
        return claims.put(file, path)
    elif listed.path in (KEY, CHAIN):
        given = settings.signing_key if listed.path == KEY else settings.signing_certificates
        place = given or settings.data / path
        if place.exists():
            return place.read_bytes() == file.read_bytes()
        copy_durably(file, place, 0o600 if listed.path == KEY else 0o644)
    return True


def file_mode(path: PurePosixPath) -> int:
    """Certificates and tables hold no secret; all else may be a private key, and is read by its owner alone."""
    is_public = path.parts[1] in PUBLIC or (path.parts[1] == KEYS and not path.name.endswith("key.pem"))
    return 0o644 if is_public else 0o600


def _close_for_numbers(mark: Mark, copied: Path) -> None:
    """The mark of the backup, which may know more than its database; closed until the series are continued."""
    reached = Reached()
    if copied.is_file():
        scratch = mark.file.with_name(f".{mark.file.name}.from-backup")
        shutil.copyfile(copied, scratch)
        try:
            found = Mark(scratch).read()
            reached = Reached(found.position, found.digest, dict(found.series))
        finally:
            for end in ("", "-wal", "-shm"):
                scratch.with_name(scratch.name + end).unlink(missing_ok=True)
    os.sync()  # all of it is on the disk before anything may start on it
    mark.make(reached, "restored")
