"""The kit as files: every vector, its attachments, and the manifest with what is expected of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from schemas.law import door_codes, shipped
from vectorkit.asked import left_out, put_in, wrong_countries, wrong_indicators
from vectorkit.cases import at_home, in_other_families, of_the_future
from vectorkit.edifact.case import Case
from vectorkit.edifact.maker import cases, made_of
from vectorkit.edifact.twins import NOT_SAID, twin_of
from vectorkit.invoices import invoice_vectors
from vectorkit.sounding import sound_vectors
from vectorkit.structure_faults import broken_elements, unlisted_codes
from vectorkit.unread import attachment_vectors, encoded_vectors, unread_vectors
from vectorkit.vector import DAY, Vector, WrongVectorError, entry

MANIFEST, README = "manifest.json", "README.md"
KINDS_OF_A_DOCUMENT = ("XML", "XSD", "LST", "ATT", "PDF", "INV", "EDI")
AT_THE_DOOR = {"XML02", "XML09", "PDF01", "PDF08", "EDI18", "EDI85"}
"""Codes of limits of size, time and memory, which need bulk, and of a reading that was broken off by a crash."""
AS_AGREED = {"EDI23", "EDI25", "EDI81"}
"""Codes of what was agreed with a partner: the kit is for one of whom nothing was."""


def vectors() -> Iterator[Vector]:
    """All vectors of the kit."""
    for make in (
        *(sound_vectors, encoded_vectors, at_home, of_the_future, in_other_families, broken_elements, unlisted_codes),
        *(left_out, put_in, wrong_countries, wrong_indicators, unread_vectors, attachment_vectors, invoice_vectors),
    ):
        yield from make()


@dataclass
class Making:
    """The kit as far as it is made: its files by their path, its entries, why some vectors have no twin, and what is
    wrong with it, in words."""

    files: dict[str, bytes] = field(default_factory=dict)
    vectors: list[dict[str, Any]] = field(default_factory=list)
    interchanges: list[dict[str, Any]] = field(default_factory=list)
    without_twin: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def put(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Add files; two of one name are a fault."""
        for path, content in files:
            if path in self.files:
                self.faults.append(f"{path}: made twice")
            self.files[path] = content

    def vector(self, vector: Vector) -> None:
        """Add a vector, and its twin where it has one. Raises WrongVectorError."""
        told = entry(vector)
        self.put([(vector.path, vector.content), *_beside(vector)])
        self.vectors.append(told)
        twin = twin_of(vector, told)
        if twin.entry is None:
            self.without_twin[twin.why_not] += 1
        else:
            self.put([(twin.path, twin.content)])
            self.vectors.append(dict(twin.entry))

    def interchange(self, case: Case) -> None:
        """Add an interchange with its CONTRLs. Raises WrongVectorError."""
        made = made_of(case)
        self.put(made.files.items())
        self.interchanges.append(made.entry)


def made() -> Making:
    """The whole kit."""
    making = Making()
    works = [partial(making.vector, each) for each in vectors()] + [
        partial(making.interchange, each) for each in cases()
    ]
    for work in works:
        try:
            work()
        except WrongVectorError as wrong:
            making.faults.append(str(wrong))
    for entries in (making.vectors, making.interchanges):
        entries.sort(key=lambda each: str(each["file"]))
    fired = codes_of([*making.vectors, *making.interchanges])
    making.faults += [f"{code}: fired by no vector" for code in sorted(wanted_codes() - fired)]
    unused = set(NOT_SAID.values()) - set(making.without_twin)
    making.faults += [f"no twin is missing because: {reason}" for reason in sorted(unused)]
    making.files[MANIFEST] = _manifest(making)
    making.files = dict(sorted(making.files.items()))
    return making


def wanted_codes() -> set[str]:
    """The codes that a document alone can raise: every rule, and those of the document's own doors."""
    doors = {code for code in door_codes() if code.startswith(KINDS_OF_A_DOCUMENT)}
    return (doors - AT_THE_DOOR - AS_AGREED) | set(shipped().on(DAY).rules)


def codes_of(entries: list[dict[str, Any]]) -> set[str]:
    """The codes that some vector fires."""
    return {found["code"] for each in entries for found in each["findings"]}


def _beside(vector: Vector) -> Iterator[tuple[str, bytes]]:
    for name, content in vector.files.items():
        yield f"{vector.family}/{name}", content


def _manifest(making: Making) -> bytes:
    content = {
        "format": 1,
        "law_day": DAY.isoformat(),
        "vectors": making.vectors,
        "interchanges": making.interchanges,
    }
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
