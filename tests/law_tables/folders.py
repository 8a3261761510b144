"""Folders of tables to break: copies of those of the program, with few places so that a check takes no time."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from gateway.law_tables.manifest import write_manifest
from gateway.settings import Settings
from schemas.law import parse
from tests.checkout import CHECKOUT

from .days import DAY

SHIPPED = CHECKOUT / "schemas" / "tables"


def tables_at(folder: Path) -> Path:
    """A sound copy of the program's tables, with the manifest that fits it."""
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("manifest.json"))
    places = folder / "codelists" / "places.csv"
    lines = places.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if re.match("#|code,|MA...,", line)]
    places.write_text("".join(kept), encoding="utf-8")
    write_manifest(folder, DAY)
    return folder


def edit(folder: Path, path: str, before: str, after: str) -> int:
    """Put `after` in the place of `before`, which stands once in the file. Returns its line, comments counted."""
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, (path, before, text.count(before))
    file.write_text(text.replace(before, after), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


def settings_of(data: Path) -> Settings:
    """Settings with a data folder of their own."""
    return Settings(data=data)


def codes(folder: Path, name: str) -> list[str]:
    """The codes of a list of a folder."""
    return [row["code"] for row in parse((folder / "codelists" / f"{name}.csv").read_text(encoding="utf-8"))]
