"""Checks the tables of deadlines, holidays, interest and accounts: days, whole numbers, a row wherever one must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gateway.law_tables.rows import DATED, check_always, check_day, check_rows, check_whole, check_word, is_amount
from gateway.law_tables.table_faults import Faults
from gateway.law_tables.table_reading import Row, Table
from schemas.law import Law

NAMES = ("name_fr", "name_en", "name_ar")
NOTES = ("note_fr", "note_en", "note_ar")
DEADLINE_COLUMNS = ["name", "value", "unit", *DATED, *NOTES]
HOLIDAY_COLUMNS = ["date", *NAMES, *DATED]
INTEREST_COLUMNS = ["rate", "period", *DATED]
ACCOUNT_COLUMNS = ["regime", "unit", "deadline_months", "last_months", *DATED]
PERIODS = ("year",)
UNITS = ("mass", "supplementary")


def check_terms(tables: Mapping[str, Table], lists: Mapping[str, Table], program: Law, faults: Faults) -> None:
    """Check what is there of the four tables, by path; the accounts against the list of régimes."""
    if "deadlines.csv" in tables:
        check_deadlines(tables["deadlines.csv"], program, faults)
    if "holidays.csv" in tables:
        check_holidays(tables["holidays.csv"], faults)
    if "interest.csv" in tables:
        check_interest(tables["interest.csv"], faults)
    if "regime_accounts.csv" in tables and "regimes" in lists:
        check_accounts(tables["regime_accounts.csv"], lists["regimes"], faults)


def check_deadlines(table: Table, program: Law, faults: Faults) -> None:
    """Check the deadlines: names and units that the program knows, whole numbers, a row for each on every day."""
    units = {row["name"]: row["unit"] for row in program.deadline_rows}
    check_rows(table, ["name"], faults)
    for row in table.rows:
        if check_word(table, row, "name", list(units), faults):
            check_word(table, row, "unit", [units[row["name"]]], faults)
        check_whole(table, row, "value", 0, faults)
        _check_filled(table, row, NOTES, faults)
    for name in units:
        rows = [row for row in table.rows if row["name"] == name]
        if not rows:
            faults.add("row-missing", table.path, None, "name", value=name)
        check_always(table, name, rows, faults)


def check_holidays(table: Table, faults: Faults) -> None:
    """Check the holidays: a day and its names, once at a time."""
    check_rows(table, ["date", "name_fr"], faults)
    for row in table.rows:
        check_day(table, row, "date", faults)
        _check_filled(table, row, NAMES, faults)


def check_interest(table: Table, faults: Faults) -> None:
    """Check the rates of late interest, one at a time and without a gap; there need be none."""
    check_rows(table, ["period"], faults)
    for row in table.rows:
        if not is_amount(row["rate"]):
            faults.add("value", table.path, row.line, "rate", value=row["rate"])
        check_word(table, row, "period", PERIODS, faults)
    check_always(table, "year", table.rows, faults, open_sides=True)


def check_accounts(table: Table, regimes: Table, faults: Faults) -> None:
    """Check the terms of accounts: a row for each suspensive régime and no other, units, and months in their order."""
    known = {row["code"] for row in regimes.rows}
    suspensive = {row["code"]: row.line for row in regimes.rows if row["suspensive"]}
    check_rows(table, ["regime"], faults)
    for row in table.rows:
        if row["regime"] not in known:
            faults.add("reference", table.path, row.line, "regime", value=row["regime"], list=regimes.path)
        else:
            check_word(table, row, "regime", list(suspensive), faults)
        check_word(table, row, "unit", UNITS, faults)
        deadline = check_whole(table, row, "deadline_months", 1, faults) if row["deadline_months"] else None
        if row["last_months"]:
            check_whole(table, row, "last_months", deadline or 1, faults)
    for code in sorted(set(suspensive) - {row["regime"] for row in table.rows}):
        faults.add("reference", regimes.path, suspensive[code], "suspensive", value=code, list=table.path)


def _check_filled(table: Table, row: Row, columns: Sequence[str], faults: Faults) -> None:
    for column in columns:
        if not row[column]:
            faults.add("name", table.path, row.line, column)
