"""The zone is that of the package, whatever the machine has; what is too old is refused with what to do."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from schemas.days import CASABLANCA
from schemas.zone import zone_release
from tests.checkout import CHECKOUT

from .zones import WINTER, Rules, package, system_files

pytestmark = pytest.mark.service


DECEMBER = "datetime(2026, 12, 1, 12, tzinfo=UTC)"
SEEN = f"""
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from gateway.clock import CASABLANCA, casablanca_now
from renderers.formats import clock
by = [str({DECEMBER}.astimezone(zone).utcoffset()) for zone in (ZoneInfo("Africa/Casablanca"), CASABLANCA)]
print(json.dumps([*by, clock({DECEMBER}), str(casablanca_now().utcoffset())]))
"""


def ran(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments and a changed environment."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DUMGATE", "LANG"))
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("rules", ["old", "new"])
@pytest.mark.parametrize("local", ["", "America/Caracas", "<+01>-1"])
def test_the_files_of_the_machine_are_not_asked(tmp_path: Path, rules: Rules, local: str) -> None:
    told = ran("-c", SEEN, PYTHONTZPATH=str(system_files(tmp_path, rules)), TZ=local)
    assert told.returncode == 0, told.stderr
    by_the_machine, ours, shown, now = json.loads(told.stdout)
    assert by_the_machine == str(WINTER[rules])
    assert (ours, shown, now) == ("0:00:00", "12:00", "0:00:00")


def test_without_any_files_of_the_machine() -> None:
    told = ran("-c", SEEN, PYTHONTZPATH="")
    assert json.loads(told.stdout)[1:] == ["0:00:00", "12:00", "0:00:00"]


REPEATED = datetime(2026, 9, 20, 1, 30, tzinfo=CASABLANCA, fold=1)


def is_the_zone(moment: datetime) -> tuple[bool, int, datetime]:
    return moment.tzinfo is CASABLANCA, moment.fold, moment


def test_the_zone_is_one_object_in_every_process() -> None:
    for each in (copy.copy(CASABLANCA), copy.deepcopy(CASABLANCA), pickle.loads(pickle.dumps(CASABLANCA))):  # noqa: S301
        assert each is CASABLANCA
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as workers:
        there, fold, back = workers.submit(is_the_zone, REPEATED).result(60)
    assert (there, fold, back.tzinfo is CASABLANCA) == (True, 1, True)
    assert back.astimezone(UTC) == REPEATED.astimezone(UTC) == datetime(2026, 9, 20, 1, 30, tzinfo=UTC)


def test_the_change_of_2026() -> None:
    change = datetime(2026, 9, 20, 1, tzinfo=UTC)
    before, at = ((change + timedelta(seconds=each)).astimezone(CASABLANCA).isoformat() for each in (-1, 0))
    assert (before, at) == ("2026-09-20T01:59:59+01:00", "2026-09-20T01:00:00+00:00")
    assert zone_release() >= "2026c"


COMMANDS = {
    "serve": ("serve", "--port", "0"),
    "validate": ("validate", "examples/import.xml"),
    "convert": ("convert", "examples/import.xml", "{folder}/import.edi"),
    "demo": ("demo", "--folder", "{folder}/demo"),
    "partners": ("partners", "add", "atlas"),
    "legal-hour": ("legal-hour",),
}
REMEDY = {"en": "Renew them: ", "fr": "Les renouveler : ", "ar": "جددوها: "}


@pytest.mark.parametrize(
    ("command", "language"), [*((command, "en") for command in COMMANDS), ("validate", "fr"), ("validate", "ar")]
)
def test_old_zone_data_are_refused_with_what_to_do(tmp_path: Path, command: str, language: str) -> None:
    arguments = [each.format(folder=tmp_path) for each in COMMANDS[command]]
    old = str(package(tmp_path / "old", "old", "2025b"))
    data = str(tmp_path / "data")
    told = ran("-m", "gateway", *arguments, PYTHONPATH=old, DUMGATE_DATA=data, LANG=language, PYTHONIOENCODING="utf-8")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("dumgate: ") and len(told.stderr.splitlines()) == 1
    for part in (REMEDY[language], 'install --upgrade "tzdata>=2026.3"', "2025b", old):
        assert part in told.stderr
    assert not (tmp_path / "import.edi").exists() and not (tmp_path / "data").exists()


def test_a_help_text_needs_no_zone(tmp_path: Path) -> None:
    old = str(package(tmp_path, "old", "2025b"))
    assert ran("-m", "gateway", "serve", "--help", PYTHONPATH=old).returncode == 0


def test_new_zone_data_of_another_origin_are_taken(tmp_path: Path) -> None:
    new = str(package(tmp_path, "new", "2027a"))
    told = ran("-c", SEEN, PYTHONPATH=new)
    assert json.loads(told.stdout)[1:] == ["0:00:00", "12:00", "0:00:00"]


@pytest.mark.parametrize("damage", ["no files", "cut short", "no zone data", "not a package"])
def test_damaged_zone_data_are_told_in_the_same_words(tmp_path: Path, damage: str) -> None:
    folder = package(tmp_path, "new", "2026c")
    file = folder / "tzdata" / "zoneinfo" / "Africa" / "Casablanca"
    if damage == "no files":
        file.unlink()
    elif damage == "not a package":
        (folder / "tzdata" / "__init__.py").write_text("raise ImportError")
    else:
        file.write_bytes(file.read_bytes()[:60] if damage == "cut short" else b"nothing of the kind")
    told = ran("-m", "gateway", "validate", "examples/import.xml", PYTHONPATH=str(folder), LANG="en")
    assert (told.returncode, told.stdout) == (2, "")
    assert REMEDY["en"] in told.stderr and "Traceback" not in told.stderr
