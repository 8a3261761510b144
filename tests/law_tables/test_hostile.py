"""Whatever stands in a file or a cell, a folder of tables is answered with faults, never with an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.law_tables import list_tables, regime_tables, rule_tables, term_tables
from gateway.law_tables.table_faults import Faults
from gateway.law_tables.table_reading import Row, Table, read_table
from schemas.law import parse, shipped
from schemas.vocabulary import LANGUAGES

pytestmark = pytest.mark.service


HEADER = "code,name_fr,from,until\n"
CELL = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "010",
        "2026-07-01",
        "9" * 50,
        "dum:",
        "dum:022 023",
        "country:-MA",
        "GoodsItem/",
        "/",
        "1e9",
        "-1",
        "{0}",
        "B",
        "yes",
    ]
)


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: (HEADER + text).encode("utf-8", "replace")))
def test_any_bytes_are_read_as_the_law_reads_them_or_told(content: bytes) -> None:
    faults = Faults()
    table = read_table("codelists/x.csv", content, None, faults)
    if not faults.total:
        assert table is not None
        rows = parse(content.decode("utf-8-sig"))
        if len(set(table.columns)) == len(table.columns):
            assert [row.values for row in table.rows] == rows
    for fault in faults.found:
        assert all(fault.message(language) and fault.fix(language) for language in LANGUAGES)


def rows_of(columns: list[str]) -> st.SearchStrategy[list[Row]]:
    cells = st.fixed_dictionaries(dict.fromkeys(columns, CELL))
    return st.lists(cells.map(lambda values: Row(7, values)), max_size=4)


def check_list(name: str) -> Callable[[list[Row], Faults], None]:
    return lambda rows, faults: list_tables.check_lists({name: Table(f"codelists/{name}.csv", [], rows)}, faults)


def check_family(rows: list[Row], faults: Faults) -> None:
    regime_tables.check_regimes({"direct-import": Table("regimes/direct-import.csv", [], rows)}, {}, faults)


def check_rules(rows: list[Row], faults: Faults) -> None:
    rule_tables.check_rules({"rules/totals.csv": Table("rules/totals.csv", [], rows)}, shipped(), faults)


def check_tolerances(rows: list[Row], faults: Faults) -> None:
    rule_tables.check_tolerances(Table("tolerances.csv", [], rows), shipped(), faults)


def check_terms(path: str) -> Callable[[list[Row], Faults], None]:
    lists_of_codes = {"regimes": Table("codelists/regimes.csv", [], [Row(1, {"code": "B", "suspensive": "yes"})])}
    return lambda rows, faults: term_tables.check_terms(
        {path: Table(path, [], rows)}, lists_of_codes, shipped(), faults
    )


LIST = ["code", "name_fr", "name_en", "name_ar", "from", "until", "status", "source", "family", "discharges"]


@pytest.mark.parametrize(
    ("columns", "check"),
    [
        (LIST, check_list("regimes")),
        (LIST, check_list("regime_families")),
        (LIST, check_list("places")),
        (regime_tables.COLUMNS, check_family),
        (rule_tables.COLUMNS, check_rules),
        (rule_tables.TOLERANCE_COLUMNS, check_tolerances),
        (term_tables.DEADLINE_COLUMNS, check_terms("deadlines.csv")),
        (term_tables.HOLIDAY_COLUMNS, check_terms("holidays.csv")),
        (term_tables.INTEREST_COLUMNS, check_terms("interest.csv")),
        (term_tables.ACCOUNT_COLUMNS, check_terms("regime_accounts.csv")),
    ],
    ids=[
        "regimes",
        "families",
        "places",
        "family",
        "rules",
        "tolerances",
        "deadlines",
        "holidays",
        "interest",
        "accounts",
    ],
)
def test_any_cell_is_checked(columns: list[str], check: Callable[[list[Row], Faults], None]) -> None:
    @given(rows_of(columns))
    def checked(rows: list[Row]) -> None:
        faults = Faults()
        check(rows, faults)
        for fault in faults.found:
            said = [fault.message(language) + fault.fix(language) for language in LANGUAGES]
            assert all(letter.isprintable() or letter in "\u2066\u2069" for text in said for letter in text)

    checked()
