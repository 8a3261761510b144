"""SIGKILL of an installation at each of its steps: what was in force stays so, until the new tables are whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.law_tables.check_tables import check_folder
from gateway.law_tables.in_force import law_in_force
from gateway.law_tables.installing import install, pointer
from schemas.law import Law

from .days import NOON
from .folders import edit, settings_of, tables_at

pytestmark = pytest.mark.service


KILLED_AT_A_RENAME = """
import os, signal, sys
left = int(sys.argv.pop(1))
def hook(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
from gateway.cli import main
main()
"""


def install_by_command(data: Path, folder: Path, renames: int) -> int:
    """`dumgate lists install` in a process of its own, killed before the rename that follows `renames` others."""
    command = [sys.executable, "-c", KILLED_AT_A_RENAME, str(renames), "lists", "install", str(folder)]
    environment = {**os.environ, "DUMGATE_DATA": str(data)}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path, str]:
    """The data folder, a folder that is not installed yet, and the digest of what is in force."""
    folder, data = tables_at(tmp_path / "tables"), tmp_path / "data"
    old = install(data, check_folder(folder).files, folder, NOON)
    edit(folder, "codelists/offices.csv", "100,Agadir,", "100,Agadir port,")
    return data, folder, old


@pytest.mark.parametrize("step", ["first file", "half", "folder", "pointer"])
def test_a_killed_installation_leaves_what_was_in_force(tables: tuple[Path, Path, str], step: str) -> None:
    data, folder, old = tables
    files = len(Law(folder).files()) + 1  # and the manifest
    renames = {"first file": 0, "half": files // 2, "folder": files, "pointer": files + 1}[step]
    assert install_by_command(data, folder, renames) == -signal.SIGKILL
    assert pointer(data).digest == law_in_force(settings_of(data)).digest == old
    assert bool(list((data / "tables").glob(".*.half"))) == (step != "pointer")
    assert install_by_command(data, folder, 1000) == 0
    assert pointer(data).digest == law_in_force(settings_of(data)).digest == Law(folder).digest != old
    assert not list((data / "tables").glob(".*.half"))
