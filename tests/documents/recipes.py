"""The recipes of docs/recipes.md as programs, taken from the page: what people copy is what was tried."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.checkout import CHECKOUT
from tests.documents.tooling import NODE_MODULES, need, run

PAGE = CHECKOUT / "docs" / "recipes.md"
RECIPES = {
    "Java": ("java", "VerifyXml.java"),
    "Node, with xadesjs": ("node", "verify-xadesjs.mjs"),
    "Node, with xml-crypto": ("node", "verify-xml-crypto.mjs"),
}
"""Each section that has a program which the tests run: what runs it, and the name of its file."""


@dataclass(frozen=True)
class Told:
    """What a recipe said of a file: the root's name and the time of signing, or why it refuses."""

    root: str | None = None
    signed_at: datetime | None = None
    refused: str | None = None


def section(heading: str) -> str:
    """The page's text under a heading, up to the next one."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def program(heading: str) -> str:
    """The one program under a heading."""
    (code,) = re.findall(r"^```(?:java|js|csharp)\n(.*?)^```", section(heading), re.MULTILINE | re.DOTALL)
    return str(code)


def tell(heading: str, bundle: bytes, files: dict[str, bytes], folder: Path) -> dict[str, Told]:
    """What the recipe says of all files, in one process; skipped where what it runs on is missing."""
    runs, name = RECIPES[heading]
    assert f"`{runs} {name} trust-bundle.pem FILE...`" in section(heading), "the page says how it is called"
    if runs == "java":
        need(None if shutil.which("javac") else "no JDK (Debian: default-jdk-headless)")
    else:
        need(None if NODE_MODULES.is_dir() else "no tests/node/node_modules (run scripts/node-packages)")
        (folder / "node_modules").symlink_to(NODE_MODULES)
    (folder / name).write_text(program(heading), encoding="utf-8")
    (folder / "trust-bundle.pem").write_bytes(bundle)
    paths = [folder / f"{each}.xml" for each in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
    finished = run(runs, folder / name, folder / "trust-bundle.pem", *paths)
    assert finished.stderr == ""
    lines = finished.stdout.splitlines()
    assert len(lines) == len(files), "one line for each file, whatever stands in it"
    told = dict(zip(files, map(_read, lines, paths), strict=True))
    assert finished.returncode == int(any(each.refused for each in told.values()))
    return told


def _read(line: str, path: Path) -> Told:
    word, rest = line.split(" ", 1)
    if word == "genuine":
        root, signed_at, name = rest.split(" ")
        assert name == str(path)
        return Told(root, datetime.fromisoformat(signed_at))
    name, reason = rest.split(": ", 1)
    assert (word, name) == ("REFUSED", str(path))
    return Told(refused=reason)
