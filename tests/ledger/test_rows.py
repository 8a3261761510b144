"""The type of a row says what its table has: its columns, in their order, with their types, and which may be NULL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
import sqlalchemy as sa
from mypy import api

from gateway.ledger import tables

ROWS = {cls.__name__: cls for cls in tables.Row.__subclasses__() if cls.__module__.startswith(tables.__name__)}


def type_of(table: sa.Table) -> type[tables.Row]:
    """The type of a table's rows, by its name."""
    return ROWS[f"{table.name.title().replace('_', '')}Row"]


def fields(row: type[tables.Row]) -> dict[str, Any]:
    """The type of each field as a type checker sees it."""
    return {name: hint for name, hint in get_type_hints(row).items() if not name.startswith("_")}


def plain(hint: Any) -> Any:
    """The one type behind a field: `str | None` and `Literal["a"]` are `str`, `Mapping[str, Any]` is `dict`."""
    if get_origin(hint) is Literal:
        (hint,) = {type(value) for value in get_args(hint)}
    elif NoneType in get_args(hint):
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    return {Mapping: dict, Sequence: list}.get(get_origin(hint), hint)


@pytest.mark.parametrize("table", tables.metadata.tables.values(), ids=lambda table: table.name)
def test_the_fields_of_a_row_are_the_columns_of_its_table(table: sa.Table) -> None:
    said = fields(type_of(table))
    assert list(said) == [column.name for column in table.columns]
    nullable = {column.name for column in table.columns if column.nullable}
    assert {name for name, hint in said.items() if NoneType in get_args(hint)} == nullable
    for column in table.columns:
        one = (dict, list) if isinstance(column.type, sa.JSON) else (column.type.python_type,)
        assert plain(said[column.name]) in one, column


def test_each_type_of_a_row_has_its_table() -> None:
    assert set(ROWS.values()) == {type_of(table) for table in tables.metadata.tables.values()}


SAMPLES = {str: "text", int: 7, float: 0.5, bool: True, dict: {"a": ["b"]}, list: ["c"]}


@pytest.mark.parametrize("table", tables.metadata.tables.values(), ids=lambda table: table.name)
def test_a_row_that_is_read_has_what_its_type_says(table: sa.Table) -> None:
    given = {name: SAMPLES[plain(hint)] for name, hint in fields(type_of(table)).items() if "Literal" not in str(hint)}
    given |= {name: get_args(hint)[0] for name, hint in fields(type_of(table)).items() if "Literal" in str(hint)}
    engine = sa.create_engine("sqlite://")
    tables.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(table).values(**given))
        row = tables.first(connection, sa.select(table))
        assert row is not None
        assert row._asdict() == given == {name: getattr(row, name) for name in given}
        assert tables.rows(connection, sa.select(table).where(sa.false())) == []


def test_a_query_of_some_columns_has_the_fields_of_its_type() -> None:
    class Late(tables.ArrivalRow):
        received_at: str

    query = tables.select(Late, tables.arrival, tables.submission)
    assert list(query.selected_columns.keys()) == [*fields(tables.ArrivalRow), "received_at"]
    assert query.selected_columns["partner"].table is tables.arrival
    with pytest.raises(KeyError):
        tables.select(Late, tables.arrival)


CHECKED = """
import sqlalchemy as sa
from gateway.dossier.desk import Desk
from gateway.ledger import database, tables

class Some(tables.Row):
    number: str

def ask(engine: sa.Engine, desk: Desk) -> list[str | None]:
    rows = database.read(engine, sa.select(tables.claim).where(tables.claim.c.state == "open"))
    held = desk.hold(tables.claim, "1")
    held.number  # wrong: there may be none
    return [
        database.one(engine, tables.claim, "1", "number").number,
        database.one(engine, tables.claim, "1", "number").numbr,  # wrong
        rows[0].credit,
        rows[0].credits,  # wrong
        rows[0].term_days,  # wrong: of another table
        desk.hold_known(tables.claim, "1").due_on,
        desk.hold_known(tables.claim, "1").disputed,  # wrong: a bool
        database.read(engine, tables.select(Some, tables.claim))[0].number,
        database.read(engine, tables.select(Some, tables.claim))[0].state,  # wrong: not asked for
    ]
"""


def test_a_misspelt_column_is_an_error_of_the_type_checker() -> None:
    told, failed, _ = api.run(["--strict", "--config-file=", "--ignore-missing-imports", "-c", CHECKED])
    found = {int(line.split(":")[1]) for line in told.splitlines() if line.startswith("<string>:")}
    assert found == {at for at, line in enumerate(CHECKED.splitlines(), 1) if "# wrong" in line}, told + failed
