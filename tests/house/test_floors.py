"""The floors of the gateway: a room uses its own modules and those of lower floors; no two modules use each other."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.checkout import CHECKOUT
from tests.house.test_arrows import modules

FLOORS = (
    ("__main__",),
    ("cli",),
    ("backup",),
    ("checking", "serve", "demo"),
    ("doors.http", "doors.folder", "certify", "service"),
    ("pipeline", "views"),
    ("dossier", "history", "judging", "timekeeping", "trust"),
    ("documents", "partners", "queries", "work"),
    ("people",),
    ("delivery", "law_tables", "ledger"),
    ("access", "administration", "signing", "store"),
    ("clock", "edifact_terms", "garbage", "logs", "settings", "worded"),
)
"""The rooms of `gateway/` from the top down: folders, and the few modules beside them."""

FLOOR = {room: number for number, floor in enumerate(FLOORS) for room in floor}


def room_of(module: str) -> str | None:
    """The room of a module of the gateway by its dotted name; None for the gateway itself."""
    parts = module.split(".")[1:]
    if parts[:1] == ["doors"]:
        return ".".join(parts[:2]) if len(parts) > 1 else None
    return parts[0] if parts else None


def test_each_room_has_its_floor() -> None:
    rooms = {room_of(name) for name in uses(modules("gateway"))}
    assert rooms - {None} == set(FLOOR)


def test_arrows_run_down_only() -> None:
    up = [
        f"{user} -> {used}"
        for user, all_used in uses(modules("gateway")).items()
        for used in all_used
        if (below := room_of(used)) and (above := room_of(user)) and below != above and FLOOR[above] >= FLOOR[below]
    ]
    assert up == []


def test_no_modules_use_each_other() -> None:
    houses = [path for house in ("schemas", "parsers", "renderers", "gateway") for path in modules(house)]
    assert circles(uses(houses)) == []


def test_the_floors_test_sees_an_arrow_up_and_a_circle() -> None:
    wrong = {"gateway.store.files": {"gateway.work.runner"}, "gateway.work.runner": {"gateway.store.files"}}
    assert circles(wrong) == [["gateway.store.files", "gateway.work.runner"]]
    assert FLOOR["store"] > FLOOR["work"], "a store that used the work would use a higher floor"


def uses(paths: Iterable[Path]) -> dict[str, set[str]]:
    """What each module uses of ours, wherever in it the import stands."""
    files = {_name(path): path for path in paths}
    return {name: {used for used in _used(path, files) if used != name} for name, path in files.items()}


def _used(path: Path, files: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in files)
        elif isinstance(node, ast.ImportFrom) and node.module in files:
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield inner if inner in files else node.module


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The groups of modules that use each other, be it by way of others."""
    reached = {name: _reached(name, graph) for name in graph}
    groups = {tuple(sorted(other for other in reached[name] if name in reached[other])) for name in graph}
    return [list(group) for group in sorted(groups) if len(group) > 1]


def _reached(name: str, graph: Mapping[str, set[str]]) -> set[str]:
    found, ahead = set(), [name]
    while ahead:
        for used in graph.get(ahead.pop(), ()):
            if used not in found:
                found.add(used)
                ahead.append(used)
    return found


def _name(path: Path) -> str:
    parts = path.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
