"""Doors and commands hold no SQL, and views no addresses: what is read is asked of `gateway/queries/`, or of the room
whose rows it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.checkout import CHECKOUT
from tests.house.test_arrows import modules

ASK = ("gateway/doors", "gateway/cli")
"""Who asks, and writes no question of its own."""

SQL = ("sqlalchemy", "gateway.ledger.database", "gateway.ledger.tables")
ONLY_TYPES = re.compile(r"sqlalchemy\.Engine|gateway\.ledger\.tables\.\w*Row(Type)?")
"""What a signature names."""

RUNS_SQL = {"execute", "exec_driver_sql"}
WRITES = {"insert", "update", "delete", "write", "begin"}
OF_A_DOOR = ("fastapi", "starlette", "gateway.doors")


def imported(tree: ast.AST) -> Iterator[str]:
    """Everything that is imported, by its whole name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def attributes(tree: ast.AST) -> Iterator[str]:
    """The names that are asked of something."""
    return (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def within(name: str, rooms: tuple[str, ...]) -> bool:
    """Whether a name is one of these modules, or in one."""
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def sql_in(source: str) -> set[str]:
    """What of a module is SQL: imports of what it is made with, and calls that run it."""
    tree = ast.parse(source)
    made = {name for name in imported(tree) if within(name, SQL) and not ONLY_TYPES.fullmatch(name)}
    return made | RUNS_SQL.intersection(attributes(tree))


@pytest.mark.parametrize("house", ASK)
def test_doors_and_commands_hold_no_sql(house: str) -> None:
    paths = list(modules(house))
    assert len(paths) > 20
    found = {str(path.relative_to(CHECKOUT)): sql_in(path.read_text(encoding="utf-8")) for path in paths}
    assert {path: sql for path, sql in found.items() if sql} == {}


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("import sqlalchemy as sa", {"sqlalchemy"}),
        ("from sqlalchemy import Engine, select", {"sqlalchemy.select"}),
        ("from gateway.ledger import database, tables", {"gateway.ledger.database", "gateway.ledger.tables"}),
        ("from gateway.ledger.database import read", {"gateway.ledger.database.read"}),
        ("import gateway.ledger.tables", {"gateway.ledger.tables"}),
        ("def show(c):\n    from gateway.ledger.tables import work\n", {"gateway.ledger.tables.work"}),
        ("connection.execute(query)", {"execute"}),
        ("from sqlalchemy import Engine\nfrom gateway.ledger.tables import DeclarationRow, RowType", set()),
        ("from gateway.ledger.tables import rows", {"gateway.ledger.tables.rows"}),
    ],
)
def test_sql_is_seen(source: str, seen: set[str]) -> None:
    assert sql_in(source) == seen


def test_queries_write_nothing() -> None:
    for path in modules("gateway/queries"):
        assert WRITES.isdisjoint(attributes(ast.parse(path.read_text(encoding="utf-8")))), path


def test_views_read_nothing_and_know_no_door() -> None:
    for path in modules("gateway/views"):
        names = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
        assert not [name for name in names if within(name, OF_A_DOOR)], path
        assert sql_in(path.read_text(encoding="utf-8")) == set(), path


def test_one_module_knows_the_addresses() -> None:
    def is_address(node: ast.AST) -> bool:
        return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/v1")

    knowing = [
        path.name
        for house in ("gateway/doors", "gateway/views", "gateway/queries")
        for path in modules(house)
        if any(map(is_address, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    ]
    assert knowing == ["addresses.py"]
