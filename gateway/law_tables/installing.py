"""Installs tables: each set in a folder of its own, named by its digest, written once; a pointer to the one in force.

<data>/tables/<digest>/    the tables as they were installed, with their manifest
<data>/tables/current      `<digest> <time>`, or `shipped <time>`: what is in force, and since when
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files as resources
from pathlib import Path

from gateway.law_tables.manifest import renewed, version_of
from gateway.law_tables.table_reading import MANIFEST
from gateway.store.safe_files import opened, write_whole
from schemas.days import day_of
from schemas.law import Law, shipped

CURRENT = "current"
SHIPPED = "shipped"
_DIGEST = re.compile("[0-9a-f]{64}")
_HALF_DONE = re.compile(r"\.[0-9a-f]{16}\.half")


@dataclass(frozen=True, slots=True)
class Pointer:
    """What is in force: the digest of installed tables, or `shipped`; `since` is empty where nothing was installed."""

    digest: str
    since: str


class DamagedTables(Exception):
    """The tables that should be in force are damaged or gone: restore them from a backup, or install tables again."""


class OutdatedTables(DamagedTables):
    """The tables in force lack what this version of the program needs: complete them, and install them again."""


def install(data: Path, files: Mapping[str, bytes], source: Path, now: datetime) -> str:
    """Keep checked tables and put them in force; returns their digest.

    `source` is the folder that they were read from, for the version in its manifest. A crash leaves what was in force.
    """
    digest = keep(data, files, renewed(source, files, day_of(now)))
    point_at(data, digest, now)
    return digest


def keep(data: Path, files: Mapping[str, bytes], manifest: bytes) -> str:
    """Write tables to the data folder, once, without putting them in force; returns their digest.

    So that what was judged by them can be judged by them again, whatever comes later.
    """
    folder = data / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    half_done = folder / f".{secrets.token_hex(8)}.half"
    with opened(folder) as whole:
        fcntl.flock(whole, fcntl.LOCK_EX)  # one at a time: what is half done is of a killed installation
        _sweep(folder)
        for path, content in {**files, MANIFEST: manifest}.items():
            file = half_done / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with opened(file.parent) as handle:
                write_whole(handle, file.name, content)
                os.fsync(handle)
        digest = Law(half_done).digest
        _put_in_place(half_done, folder / digest, digest)
        os.fsync(whole)
    return digest


def keep_shipped(data: Path) -> None:
    """Keep the tables that come with this program, where they are not kept yet: the next program has others."""
    law = shipped()
    if not (data / "tables" / law.digest).is_dir():
        keep(data, law.files(), resources("schemas").joinpath("tables", MANIFEST).read_bytes())


def point_at(data: Path, digest: str, now: datetime) -> None:
    """Put kept tables, or those of the program (`shipped`), in force."""
    (data / "tables").mkdir(parents=True, exist_ok=True)
    with opened(data / "tables") as handle:
        write_whole(handle, CURRENT, f"{digest} {now.isoformat()}\n".encode())
        os.fsync(handle)


def pointer(data: Path) -> Pointer:
    """What is in force. Raises DamagedTables where the pointer says nothing."""
    try:
        said = (data / "tables" / CURRENT).read_bytes()[:200].decode("ascii", errors="replace").split()
    except FileNotFoundError:
        return Pointer(SHIPPED, "")
    if not said or not (said[0] == SHIPPED or _DIGEST.fullmatch(said[0])):
        raise DamagedTables(data / "tables" / CURRENT)
    return Pointer(said[0], said[1] if len(said) > 1 else "")


def kept(data: Path, digest: str) -> Law | None:
    """The tables kept under a digest, None where there are none. Raises DamagedTables where they have changed."""
    folder = data / "tables" / digest
    if not _DIGEST.fullmatch(digest) or not folder.is_dir():
        return None
    law = Law(folder)
    if law.digest != digest:
        raise DamagedTables(folder)
    return law


def home_of(data: Path, law: Law) -> Path:
    """The folder that tables in force lie in, with their manifest."""
    folder = data / "tables" / law.digest
    return folder if folder.is_dir() else Path(str(resources("schemas"))) / "tables"


def versions(data: Path) -> dict[str, str]:
    """The versions of all tables kept, by digest, in the order of the versions."""
    folder = data / "tables"
    found = {each.name: each for each in folder.iterdir() if _DIGEST.fullmatch(each.name)} if folder.is_dir() else {}
    said = {digest: version_of(each) for digest, each in found.items()}
    return dict(sorted(said.items(), key=lambda pair: (pair[1], pair[0])))


def _put_in_place(half_done: Path, place: Path, digest: str) -> None:
    if place.exists():
        if Law(place).digest == digest:
            shutil.rmtree(half_done)
            return
        place.rename(place.with_name(f".{secrets.token_hex(8)}.half"))  # damaged: what is written now repairs it
    half_done.rename(place)


def _sweep(folder: Path) -> None:
    """Remove what a killed installation left behind."""
    for each in folder.iterdir():
        if _HALF_DONE.fullmatch(each.name):
            shutil.rmtree(each, ignore_errors=True)
