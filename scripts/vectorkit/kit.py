"""The kit as files: every vector, its attachments, and the manifest with what is expected of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.law import door_codes, shipped
from vectorkit.asked import left_out, put_in, wrong_countries, wrong_indicators
from vectorkit.cases import at_home, in_other_families, of_the_future
from vectorkit.invoices import invoice_vectors
from vectorkit.sounding import sound_vectors
from vectorkit.structure import broken_elements, unlisted_codes
from vectorkit.unread import attachment_vectors, encoded_vectors, unread_vectors
from vectorkit.vector import DAY, Vector, WrongVectorError, entry

MANIFEST, README = "manifest.json", "README.md"
KINDS_OF_A_DOCUMENT = ("XML", "XSD", "LST", "ATT", "PDF", "INV")
AT_THE_DOOR = {"XML02", "XML09", "PDF01", "PDF08"}
"""Codes of limits of size, time and memory: they need bulk, and each door answers them in its own way."""


def vectors() -> Iterator[Vector]:
    """All vectors of the kit."""
    for make in (
        *(sound_vectors, encoded_vectors, at_home, of_the_future, in_other_families, broken_elements, unlisted_codes),
        *(left_out, put_in, wrong_countries, wrong_indicators, unread_vectors, attachment_vectors, invoice_vectors),
    ):
        yield from make()


def made() -> tuple[dict[str, bytes], list[str]]:
    """The files of the kit by their path in it, and what is wrong with the kit, in words."""
    files: dict[str, bytes] = {}
    entries: list[dict[str, Any]] = []
    faults: list[str] = []
    for vector in vectors():
        try:
            told = entry(vector)
        except WrongVectorError as wrong:
            faults.append(str(wrong))
            continue
        for path, content in ((vector.path, vector.content), *_beside(vector)):
            if path in files:
                faults.append(f"{path}: made twice")
            files[path] = content
        entries.append(told)
    entries.sort(key=lambda each: str(each["file"]))
    faults += [f"{code}: fired by no vector" for code in sorted(wanted_codes() - codes_of(entries))]
    files[MANIFEST] = _manifest(entries)
    return dict(sorted(files.items())), faults


def wanted_codes() -> set[str]:
    """The codes that a document alone can raise: every rule, and those of the document's own doors."""
    doors = {code for code in door_codes() if code.startswith(KINDS_OF_A_DOCUMENT)}
    return (doors - AT_THE_DOOR) | set(shipped().on(DAY).rules)


def codes_of(entries: list[dict[str, Any]]) -> set[str]:
    """The codes that some vector fires."""
    return {found["code"] for each in entries for found in each["findings"]}


def _beside(vector: Vector) -> Iterator[tuple[str, bytes]]:
    for name, content in vector.files.items():
        yield f"{vector.family}/{name}", content


def _manifest(entries: list[dict[str, Any]]) -> bytes:
    content = {"format": 1, "law_day": DAY.isoformat(), "vectors": entries}
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def differences(folder: Path, files: dict[str, bytes]) -> list[str]:
    """The paths at which a folder is not as the files are; the README is written by hand."""
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    there.pop(README, None)
    stale = [path for path, content in files.items() if path not in there or there[path].read_bytes() != content]
    return sorted([*stale, *(set(there) - set(files))])


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files; what the kit no longer has is removed."""
    for path in differences(folder, files):
        target = folder / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[path])
        else:
            target.unlink()
