"""The manifest of a folder of tables: its version, and the SHA-256 and number of rows of each file."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from gateway.law_tables.table_faults import Faults
from gateway.law_tables.table_reading import MANIFEST, read_file, read_folder
from gateway.store.safe_files import opened, write_whole
from schemas.law import parse

MOST_BYTES = 1_000_000
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")
_NUMBERED = re.compile(r"([0-9-]{10})\.([0-9]{1,6})")


def manifest_of(files: Mapping[str, bytes], version: str) -> dict[str, Any]:
    """What the manifest of these tables says; `made` is the day of its version."""
    return {
        "version": version,
        "made": version.partition(".")[0],
        "files": {
            path: {"sha256": hashlib.sha256(content).hexdigest(), "rows": _rows(content)}
            for path, content in sorted(files.items())
        },
    }


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder; None where there is none, or none that can be read."""
    try:
        said = json.loads(read_file(folder / MANIFEST, MANIFEST, MOST_BYTES, Faults()) or b"")
        return said if _VERSION.fullmatch(said["version"]) and isinstance(said["files"], dict) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def version_of(folder: Path) -> str:
    """The version that the manifest of a folder gives, `?` without one."""
    said = read_manifest(folder)
    return str(said["version"]) if said else "?"


def changed_since(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The paths of the tables that are not as the folder's manifest says, those that are gone too; all without one."""
    said = read_manifest(folder)
    if said is None:
        return list(files)
    now = manifest_of(files, said["version"])["files"]
    return sorted(path for path in {*said["files"], *now} if said["files"].get(path) != now.get(path))


def renewed(folder: Path, files: Mapping[str, bytes], today: date, version: str | None = None) -> bytes:
    """The manifest for these tables: the folder's own where it still holds, else one of a new version.

    A version is the day and a number from 1, `2026-11-24.1`, unless `version` says another: up to 40 letters, digits,
    points and hyphens. Raises ValueError for any other.
    """
    if version is not None and not _VERSION.fullmatch(version):
        raise ValueError(version)
    said = read_manifest(folder)
    if said is not None and version in (None, said["version"]) and not changed_since(folder, files):
        version = said["version"]
    before = said["version"] if said else ""
    made = manifest_of(files, version or _next(before, today))
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def write_manifest(folder: Path, today: date, version: str | None = None) -> str:
    """Write the manifest of a folder and return its version."""
    content = renewed(folder, read_folder(folder, Faults()), today, version)
    with opened(folder) as handle:
        write_whole(handle, MANIFEST, content)
    return str(json.loads(content)["version"])


def _next(before: str, today: date) -> str:
    numbered = _NUMBERED.fullmatch(before)
    of_today = numbered is not None and numbered[1] == today.isoformat()
    return f"{today.isoformat()}.{int(numbered[2]) + 1 if numbered and of_today else 1}"


def _rows(content: bytes) -> int:
    """The number of rows; 0 where they cannot be read."""
    try:
        return len(parse(content.decode("utf-8-sig", errors="replace")))
    except csv.Error:
        return 0
