"""scripts/house.py counts what is there: on this tree, and on a house that is built wrongly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import CHECKOUT

pytestmark = pytest.mark.service


def _tree(folder: Path, uses: dict[str, list[str]]) -> Path:
    for room, used in uses.items():
        (folder / "gateway" / room).mkdir(parents=True)
        lines = [f"from gateway.{each} import part" for each in used]
        (folder / "gateway" / room / "part.py").write_text("\n".join(lines))
    return folder


def _counted(tree: Path) -> str:
    program = "import pathlib, sys, house; print(house.counted(house.arrows(pathlib.Path(sys.argv[1]))))"
    command = [sys.executable, "-c", program, str(tree)]
    return subprocess.run(command, cwd=CHECKOUT / "scripts", capture_output=True, text=True, check=True).stdout.strip()


def test_this_house_has_no_arrow_up_and_no_circle() -> None:
    assert _counted(CHECKOUT).endswith(" 0 up, 0 circles")


def test_a_circle_and_its_arrow_up_are_counted(tmp_path: Path) -> None:
    uses = {"cli": ["store", "work"], "work": ["store", "ledger"], "ledger": ["store"], "store": ["work"]}
    assert _counted(_tree(tmp_path, uses)) == "4 rooms, 4 floors, 6 arrows, 1 up, 1 circles of 3 rooms"
