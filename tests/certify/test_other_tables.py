"""A gateway whose tables lack one rule loses exactly the vectors of that rule."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gateway.certify.kit import Kit
from gateway.law_tables.manifest import write_manifest

from .conftest import CHECKOUT, Tried, serving

pytestmark = pytest.mark.service


RULE, TABLE, ENDED, FAMILY = "B28-1", "goods.csv", "2026-01-01", "economic-transfer"


@pytest.fixture
def without_the_rule(tmp_path: Path) -> Iterator[Tried]:
    """A service in whose tables the rule has ended."""
    folder = tmp_path / "tables"
    shutil.copytree(CHECKOUT / "schemas" / "tables", folder, ignore=shutil.ignore_patterns("manifest.json"))
    table = folder / "rules" / TABLE
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    (place,) = (place for place, line in enumerate(lines) if line.startswith(f"{RULE},"))
    code, severity, boxes, begins, _, rest = lines[place].split(",", 5)
    lines[place] = ",".join((code, severity, boxes, begins, ENDED, rest))
    table.write_text("".join(lines), encoding="utf-8")
    write_manifest(folder, date(2026, 7, 15))
    for tried in serving(tmp_path / "service"):
        install = [sys.executable, "-m", "gateway", "lists", "install", str(folder)]
        environment = tried.service.environment
        ran = subprocess.run(install, cwd=tmp_path, env=environment, capture_output=True, text=True, input="y\n")
        assert ran.returncode == 0, ran.stdout + ran.stderr
        yield tried


@pytest.mark.timeout(200)
def test_it_loses_exactly_the_vectors_of_that_rule(without_the_rule: Tried, kit: Kit) -> None:
    certified = without_the_rule.certify("--against", without_the_rule.service.url, "--only", FAMILY)
    of_family = kit.of_family(FAMILY).vectors
    of_rule = {each.file for each in of_family if RULE in {found.code for found in each.findings}}
    assert certified.code == 1, certified.said
    assert {each["file"] for each in certified.card["lost"]} == of_rule and of_rule
    for lost in certified.card["lost"]:
        assert {found["code"] for found in lost["missing"]} == {RULE}
        assert (lost["unexpected"], lost["misplaced"]) == ([], [])
    assert certified.card["points"] == len(of_family) - len(of_rule)
