"""Checks the tables of rules and tolerances: what the program knows, and only what is confirmed refuses."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.law_tables.regime_tables import boxes
from gateway.law_tables.rows import DATED, check_always, check_rows, check_word, is_amount
from gateway.law_tables.table_faults import Faults
from gateway.law_tables.table_reading import Table
from schemas.law import Law

COLUMNS = ["code", "severity", "boxes", *DATED]
TOLERANCE_COLUMNS = ["name", "value", "unit", *DATED, "note_fr", "note_en", "note_ar"]
SEVERITIES = ("refused", "warned")
OF_THE_OFFICE = tuple("ABCDEFGH")


def check_rules(tables: Mapping[str, Table], program: Law, faults: Faults) -> None:
    """Check the tables of rules, by path; each rule of the program must stand in the table that it stands in there."""
    known = {path: {row["code"] for row in program.rows(path)} for path in program.files() if path.startswith("rules/")}
    for path, table in tables.items():
        check_rows(table, ["code"], faults)
        codes = known.get(path, set())
        for row in table.rows:
            if row["code"] not in codes:
                faults.add("rule", path, row.line, "code", value=row["code"])
            is_severity = check_word(table, row, "severity", SEVERITIES, faults)
            if is_severity and row["severity"] == "refused" and row["status"] != "confirmed":
                faults.add("refuses", path, row.line, "severity", value=row["code"])
            for box in row["boxes"].split():
                if box not in boxes() and box not in OF_THE_OFFICE:
                    faults.add("box", path, row.line, "boxes", value=box)
        for code in sorted(codes - {row["code"] for row in table.rows}):
            faults.add("rule-missing", path, None, "code", value=code)


def check_tolerances(table: Table, program: Law, faults: Faults) -> None:
    """Check the tolerances: the names and units that the program knows, values from 0."""
    units = {row["name"]: row["unit"] for row in program.tolerance_rows}
    check_rows(table, ["name"], faults)
    for row in table.rows:
        if row["name"] not in units:
            faults.add("tolerance", table.path, row.line, "name", value=row["name"], expected=", ".join(units))
        else:
            check_word(table, row, "unit", [units[row["name"]]], faults)
        if not is_amount(row["value"]):
            faults.add("value", table.path, row.line, "value", value=row["value"])
        for column in ("note_fr", "note_en", "note_ar"):
            if not row[column]:
                faults.add("name", table.path, row.line, column)
    for name in units:
        check_always(table, name, [row for row in table.rows if row["name"] == name], faults)
    for name in sorted(set(units) - {row["name"] for row in table.rows}):
        faults.add("tolerance-missing", table.path, None, "name", value=name)
