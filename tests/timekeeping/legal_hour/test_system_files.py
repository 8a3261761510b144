"""The tests of the legal hour hold on a machine whose zone files are old as on one whose files are new."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import CHECKOUT

from .zones import Rules, system_files

pytestmark = pytest.mark.service


TESTS = (
    "tests/schemas/days",
    "tests/timekeeping/legal_hour/test_clock_changes.py",
    "tests/timekeeping/legal_hour/test_books.py",
    "tests/timekeeping/legal_hour/test_service.py",
)


@pytest.mark.parametrize("rules", ["old", "new"])
def test_they_hold_by_the_files_of_any_machine(tmp_path: Path, rules: Rules) -> None:
    files = str(system_files(tmp_path / "zoneinfo", rules))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    options = ("-q", "-p", "no:cacheprovider", "-k", "not postgresql", f"--basetemp={tmp_path / 'inside'}")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *TESTS],
        cwd=CHECKOUT,
        env=inherited | {"PYTHONTZPATH": files},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " passed" in ran.stdout
