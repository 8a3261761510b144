"""The house stands: gateway -> parsers, renderers -> schemas; never back, never sideways; and no clock, net or database
where none belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import CHECKOUT

ALLOWED = {
    "schemas": {"schemas"},
    "parsers": {"parsers", "schemas"},
    "renderers": {"renderers", "schemas"},
    "gateway": {"gateway", "parsers", "renderers", "schemas"},
}
ROOMS = set(ALLOWED)

OUTSIDE = {"sqlalchemy", "alembic", "psycopg", "httpx", "fastapi", "starlette", "uvicorn", "requests", "watchdog"}
"""What the pure rooms never touch: databases, the network, the folder watcher."""

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def modules(room: str) -> Iterator[Path]:
    yield from sorted((CHECKOUT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_imports_follow_the_arrows(room: str) -> None:
    against = [
        f"{path.relative_to(CHECKOUT)}: {name}"
        for path in modules(room)
        for name in imports(path)
        if name.partition(".")[0] in ROOMS - ALLOWED[room]
    ]
    assert against == []


@pytest.mark.parametrize("room", ["schemas", "parsers", "renderers"])
def test_pure_rooms_touch_no_database_and_no_network(room: str) -> None:
    outside = [
        f"{path.relative_to(CHECKOUT)}: {name}"
        for path in modules(room)
        for name in imports(path)
        if name.partition(".")[0] in OUTSIDE
    ]
    assert outside == []


@pytest.mark.parametrize("room", ["schemas", "parsers", "renderers"])
def test_pure_rooms_read_no_clock(room: str) -> None:
    readings = []
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if (name, node.func.attr) in CLOCKS:
                    readings.append(f"{path.relative_to(CHECKOUT)}:{node.lineno}")
    assert readings == []


def test_no_relative_imports() -> None:
    """A module says in full where it takes things from, so that the arrows can be read."""
    relative = [
        f"{path.relative_to(CHECKOUT)}:{node.lineno}"
        for room in ROOMS
        for path in modules(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]
    assert relative == []


def test_the_arrows_test_sees_a_wrong_import(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def late() -> None:\n    from gateway.ledger import tables\n")
    assert list(imports(wrong)) == ["gateway.ledger"]
