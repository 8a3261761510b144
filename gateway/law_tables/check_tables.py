"""Everything that can be wrong with a folder of tables, against what this program knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.law_tables import list_tables, regime_tables, rule_tables, term_tables
from gateway.law_tables.manifest import changed_since
from gateway.law_tables.table_faults import Faults
from gateway.law_tables.table_reading import Table, read_folder, read_table
from schemas.law import shipped


@dataclass(frozen=True, slots=True)
class Checked:
    """A folder as it was read, its faults, and the tables that are not as its manifest says."""

    files: Mapping[str, bytes]
    faults: Faults
    changed: list[str]

    @property
    def sound(self) -> bool:
        """True where nothing is wrong with it."""
        return not self.faults.total


def check_folder(folder: Path) -> Checked:
    """Read a folder of tables, bounded, and check all that it says. Nothing is written."""
    faults, program = Faults(), shipped()
    files, known = read_folder(folder, faults), program.files()
    tables = {path: table for path, content in files.items() if (table := _table(path, content, known, faults))}
    for path in known if files or not faults.total else ():
        if path not in files and not path.startswith("regimes/"):
            faults.add("file-missing", path)
    codelists = _below("codelists", tables)
    list_tables.check_lists(codelists, faults)
    regime_tables.check_regimes(_below("regimes", tables), codelists, faults)
    rule_tables.check_rules(
        {path: table for path, table in tables.items() if path.startswith("rules/")}, program, faults
    )
    if "tolerances.csv" in tables:
        rule_tables.check_tolerances(tables["tolerances.csv"], program, faults)
    term_tables.check_terms(tables, codelists, program, faults)
    faults.found.sort(key=lambda fault: (fault.path, fault.line or 0))
    return Checked(files, faults, changed_since(folder, files))


def _below(name: str, tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables of a subfolder by their own name, without `.csv`."""
    start = f"{name}/"
    return {path[len(start) : -4]: table for path, table in tables.items() if path.startswith(start)}


def _table(path: str, content: bytes, known: Mapping[str, bytes], faults: Faults) -> Table | None:
    if path.startswith("regimes/"):
        return read_table(path, content, regime_tables.COLUMNS, faults)
    if path not in known:
        faults.add("file-unknown", path)
        return None
    own = read_table(path, known[path], None, Faults())
    return read_table(path, content, own.columns if own else None, faults)
