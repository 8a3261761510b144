"""Tests can be chosen: a folder is named after its room, each test has a level, and a unit test starts no process."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.checkout import CHECKOUT
from tests.levels import LEVELS, level_of

TESTS = CHECKOUT / "tests"
HOUSE = ("", "gateway", "schemas", "parsers", "renderers")
NO_ROOM = {
    "house": "the whole of the code",
    "fuzz": "the fuzzer itself",
    "pipeline/answers": "what becomes of an answer when a part fails: pipeline, work and documents together",
    "pipeline/edifact": "the road of an interchange",
    "renderers/printed_form": "the printed form: several modules of one noun",
    "timekeeping/clock": "the guard of the clock",
    "timekeeping/legal_hour": "the legal hour: zone, ledger and service",
}
"""Folders of tests that are no room, and what theirs is."""


def folders() -> list[str]:
    """The folders that hold tests, by their path below `tests/`."""
    return sorted({path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")})


@pytest.mark.parametrize("folder", folders())
def test_a_folder_is_named_after_its_room(folder: str) -> None:
    rooms = [CHECKOUT / house / folder for house in HOUSE]
    is_room = any(room.is_dir() or room.with_suffix(".py").is_file() for room in rooms)
    assert is_room != (folder in NO_ROOM)


def test_what_is_no_room_is_there() -> None:
    assert set(NO_ROOM) <= set(folders())


def test_each_test_has_one_level(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        assert level_of(item) in LEVELS, item.nodeid
        assert sum(mark in LEVELS for mark in {each.name for each in item.iter_markers()}) == 1, item.nodeid


@pytest.mark.parametrize("start", [lambda: subprocess.run(["true"], check=True), os.fork])
def test_a_unit_test_starts_no_process(start: object, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="is a unit test"):
        start()  # type: ignore[operator]
