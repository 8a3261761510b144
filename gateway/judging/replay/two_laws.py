"""Laws by their names: `TABLES` or `TABLES@DATE`.

TABLES is a folder of tables, `current` (those in force), `shipped` (those of the program), or a digest that is kept in
the data folder: its first 8 hex digits or more. DATE is a day as 2026-11-24, today where none is given.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from gateway.law_tables.check_tables import Checked, check_folder
from gateway.law_tables.in_force import law_by_digest, law_in_force
from gateway.law_tables.installing import DamagedTables, OutdatedTables, versions
from gateway.settings import Settings
from schemas.law import Law, LawOfDay, shipped
from schemas.words import phrase, shown

CURRENT, SHIPPED = "current", "shipped"
INCOMPLETE = ("file-missing", "rule-missing", "tolerance-missing")
"""Faults that tables of an earlier version of the program have: one may judge by these, though not install them."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGEST = re.compile(r"[0-9a-f]{8,64}")


class NoLaw(Exception):
    """The name names no law that can be judged by. `checked` has the faults of a folder, where that is why."""

    def __init__(self, key: str, checked: Checked | None = None, **facts: str) -> None:
        super().__init__(key)
        self.key, self.facts, self.checked = key, facts, checked

    @property
    def words(self) -> Mapping[str, str]:
        """What is wrong and what to do, in three languages."""
        return phrase(self.key, **{name: shown(fact, 200) for name, fact in self.facts.items()})


def day_of(text: str) -> date:
    """A day written as 2026-11-24. Raises NoLaw."""
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise NoLaw("replay.day", day=text) from None


def law_named(name: str, settings: Settings, today: date) -> LawOfDay:
    """The law that a name names. Raises NoLaw."""
    tables, at, day = name.rpartition("@")
    if not at or _is_folder(name):
        return _tables(name, settings).on(today)
    return _tables(tables, settings).on(day_of(day))


def law_of_digest(digest: str, settings: Settings) -> Law | None:
    """The tables of a whole digest, None where they are not kept here. Raises NoLaw where they are damaged."""
    try:
        return law_by_digest(settings, digest)
    except (DamagedTables, OSError) as problem:
        raise NoLaw("tables.damaged", folder=str(problem)) from problem


def _tables(name: str, settings: Settings) -> Law:
    if name == SHIPPED:
        return shipped()
    if name == CURRENT:
        return _in_force(settings)
    if _is_folder(name):
        return _of_folder(name)
    if not _DIGEST.fullmatch(name):
        raise NoLaw("replay.tables", name=name)
    found = [digest for digest in {shipped().digest, *versions(settings.data)} if digest.startswith(name)]
    if len(found) > 1:
        raise NoLaw("replay.several", name=name)
    law = law_of_digest(found[0], settings) if found else None
    if law is None:
        raise NoLaw("replay.tables", name=name)
    return law


def _in_force(settings: Settings) -> Law:
    try:
        return law_in_force(settings)
    except OutdatedTables as problem:
        raise NoLaw("tables.outdated", missing=str(problem)) from problem
    except (DamagedTables, OSError) as problem:
        raise NoLaw("tables.damaged", folder=str(problem)) from problem


def _of_folder(name: str) -> Law:
    """The tables as they were checked: what is edited in the folder meanwhile changes nothing."""
    checked = check_folder(Path(name))
    faults = checked.faults
    if faults.total > len(faults.found) or any(fault.key not in INCOMPLETE for fault in faults.found):
        raise NoLaw("replay.faulty", checked, folder=name)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for path, content in checked.files.items():
            archive.writestr(path, content)
    return Law(zipfile.Path(zipfile.ZipFile(kept)))


def _is_folder(name: str) -> bool:
    try:
        return bool(name) and Path(name).is_dir()
    except OSError:  # longer than a name may be
        return False
