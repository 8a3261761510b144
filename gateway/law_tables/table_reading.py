"""Reads a folder of tables that anybody may have edited: bounded, no link followed, faults in place of errors."""

from __future__ import annotations

import csv
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway.law_tables.table_faults import Faults

FOLDERS = ("codelists", "regimes", "rules")
MANIFEST = "manifest.json"
MOST_FILES = 200
MOST_BYTES = 20_000_000
MOST_BYTES_ALTOGETHER = 60_000_000
MOST_ROWS = 200_000
BESIDE = ("README.md", MANIFEST)
"""Files that a folder of tables may hold besides its tables; so may it hidden ones, such as a spreadsheet's locks."""

QUOTED_COMMENT = '"#'
"""How a spreadsheet may save a comment that has a quotation mark in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the line of the file where it begins."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: its columns and its sound rows."""

    path: str
    columns: list[str]
    rows: list[Row]


def read_folder(folder: Path, faults: Faults) -> dict[str, bytes]:
    """The tables of a folder by their path in it (`codelists/offices.csv`), in the order of their paths."""
    found: dict[str, bytes] = {}
    for number, (path, file) in enumerate(_entries(folder, faults)):
        if number >= MOST_FILES:
            faults.add("many", "", most=str(MOST_FILES))
            break
        left = min(MOST_BYTES, MOST_BYTES_ALTOGETHER - sum(map(len, found.values())))
        content = read_file(file, path, left, faults)
        if content is not None:
            found[path] = content
    return dict(sorted(found.items()))


def _entries(folder: Path, faults: Faults, above: str = "") -> Iterator[tuple[str, Path]]:
    try:
        listed = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        faults.add("folder", above)
        return
    for entry in listed:
        path = f"{above}{entry.name}"
        if entry.name.startswith(".") or path in BESIDE:
            continue
        if entry.is_symlink():
            faults.add("link", path)
        elif entry.is_dir():
            if path in FOLDERS:
                yield from _entries(Path(entry), faults, f"{path}/")
            else:
                faults.add("folder-unknown", path)
        elif entry.name.endswith(".csv"):
            yield path, Path(entry)
        else:
            faults.add("file-unknown", path)


def read_file(file: Path, path: str, most: int, faults: Faults) -> bytes | None:
    """The bytes of a plain file that is no link, None with a fault where it is none or has more than `most`."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        faults.add("unreadable", path)
        return None
    with os.fdopen(handle, "rb") as opened:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            faults.add("unreadable", path)
            return None
        content = opened.read(most + 1)
    if len(content) > most:
        faults.add("large", path, most=str(most))
        return None
    return content


def read_table(path: str, content: bytes, columns: list[str] | None, faults: Faults) -> Table | None:
    """The table in `content`, which must have `columns` in any order (None: any); None where nothing can be read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add("encoding", path, content.count(b"\n", 0, error.start) + 1)
        return None
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip(",") and not line.startswith("#")
    ]
    for number, line in lines:
        if line.startswith(QUOTED_COMMENT):
            faults.add("comment", path, number)
    lines = [each for each in lines if not each[1].startswith(QUOTED_COMMENT)]
    if not lines:
        faults.add("empty", path)
        return None
    number, header = lines[0]
    if "," not in header and ";" in header:
        faults.add("semicolons", path, number)
        return None
    if len(lines) > MOST_ROWS:
        faults.add("long", path, most=str(MOST_ROWS))
        return None
    records = list(_records(path, lines, faults))
    if not records:
        return None
    (names, _), *rows = records
    for name in names:
        if not name.isprintable():
            faults.add("characters", path, number, name, value=name)
    if columns is not None and not _has_columns(path, number, names, columns, faults):
        return None
    return Table(path, names, list(_sound_rows(path, names, rows, faults)))


def _records(path: str, lines: list[tuple[int, str]], faults: Faults) -> Iterator[tuple[list[str], int]]:
    """The records with the line where each begins; one that goes over several lines is a fault."""
    reader = csv.reader(line for _, line in lines)
    before = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            faults.add("unreadable", path, lines[before][0])
            return
        begins = lines[before][0]
        if reader.line_num - before > 1:
            faults.add("break", path, begins)
        before = reader.line_num
        yield record, begins


def _has_columns(path: str, line: int, names: list[str], columns: list[str], faults: Faults) -> bool:
    before = faults.total
    for name in columns:
        if names.count(name) != 1:
            faults.add("column-twice" if name in names else "column-missing", path, line, name)
    for name in names:
        if name not in columns:
            faults.add("column-unknown", path, line, name or "-", expected=", ".join(columns))
    return faults.total == before


def _sound_rows(path: str, names: list[str], rows: list[tuple[list[str], int]], faults: Faults) -> Iterator[Row]:
    for record, line in rows:
        if len(record) != len(names):
            faults.add("cells", path, line, found=str(len(record)), expected=str(len(names)))
            continue
        values = dict(zip(names, record, strict=True))
        for name, value in values.items():
            if value != value.strip() or not value.isprintable():
                faults.add("characters", path, line, name, value=value)
        yield Row(line, values)
