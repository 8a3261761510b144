"""Counts the house: rooms, floors and arrows inside `gateway/`, and with `--trace` the way of four journeys through it.

`python scripts/house.py [--trace] [REVISION]` counts in this tree, or as it was at a revision. A room is a folder of
`gateway/` (of `doors/` each folder) or a module beside them; an arrow is a room that uses another; a circle is rooms
that reach each other. Arrows up are the fewest without which there is no circle; floors are the longest way down that
is left. How the journeys are counted: scripts/housekit/journeys.py.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from housekit.journeys import journeys
from housekit.rooms import room_of

ROOT = Path(__file__).resolve().parent.parent
TAKEN = ("gateway", "schemas", "parsers", "renderers", "examples")


def arrows(tree: Path) -> dict[str, set[str]]:
    """Each room of the gateway with the rooms that it uses."""
    files = {_module(path.relative_to(tree)): str(path.relative_to(tree)) for path in tree.glob("gateway/**/*.py")}
    found: dict[str, set[str]] = {}
    for path in files.values():
        if path in ("gateway/__init__.py", "gateway/doors/__init__.py"):
            continue
        room = room_of(path)
        used = {room_of(files[name]) for name in _used(tree / path) if name in files}
        found.setdefault(room, set()).update(used - {room, "__init__"})
    return found


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _used(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def counted(graph: Mapping[str, set[str]]) -> str:
    """The line that says how a house is built."""
    reach = {room: _reached(room, graph) for room in graph}
    circles = {frozenset(other for other in reach[room] if room in reach[other]) for room in graph} - {frozenset()}
    up = {arrow for circle in circles for arrow in _fewest_up(sorted(circle), graph)}
    down = {room: {each for each in used if (room, each) not in up} for room, used in graph.items()}
    total, large = sum(map(len, graph.values())), ", ".join(f"of {len(each)} rooms" for each in circles)
    floors = max(_height(room, down) for room in down)
    return f"{len(graph)} rooms, {floors} floors, {total} arrows, {len(up)} up, {len(circles)} circles {large}".rstrip()


def _reached(room: str, graph: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [room]
    while ahead:
        new = graph.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def _fewest_up(circle: Sequence[str], graph: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """The fewest arrows of a circle that run up, whatever the order of its rooms: the best for each set on top."""
    best: dict[frozenset[str], set[tuple[str, str]]] = {frozenset(): set()}
    for _ in circle:
        longer: dict[frozenset[str], set[tuple[str, str]]] = {}
        for top, up in best.items():
            for room in sorted(set(circle) - top):
                more, found = top | {room}, up | {(room, used) for used in graph[room] & top}
                if more not in longer or len(found) < len(longer[more]):
                    longer[more] = found
        best = longer
    return best[frozenset(circle)]


def _height(room: str, graph: Mapping[str, set[str]]) -> int:
    return 1 + max((_height(used, graph) for used in graph[room]), default=0)


def main(arguments: Sequence[str]) -> None:
    """Print what was asked for. Raises CalledProcessError where there is no such revision."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("revision", nargs="?", help="a revision of this repository; without it, the files as they are")
    parser.add_argument("--trace", action="store_true", help="count the four journeys too: it takes a minute")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree" if asked.revision else ROOT
        if asked.revision:
            command = ["git", "archive", asked.revision, *TAKEN]
            packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S603
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                archive.extractall(tree, filter="data")
        print(counted(arrows(tree)))
        for line in journeys(tree, Path(folder) / "run") if asked.trace else ():
            print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
