"""Zone data of our own making: the rules of Morocco before and after the change of 2026, compiled by Debian's `zic`."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

Rules = Literal["old", "new"]

RAMADAN = """
Rule Morocco 2025 only - Feb 23 3:00 -1:00 -
Rule Morocco 2025 only - Apr 6 2:00 0 -
Rule Morocco 2026 only - Feb 15 3:00 -1:00 -
Rule Morocco 2026 only - Mar 22 2:00 0 -
Rule Morocco 2027 only - Feb 7 3:00 -1:00 -
Rule Morocco 2027 only - Mar 14 2:00 0 -
Zone Africa/Casablanca 0:00 - +00 2018 Oct 28 3:00
"""
UNTIL: dict[Rules, str] = {
    "old": "                       1:00 Morocco %z\n",
    "new": "                       1:00 Morocco %z 2026 Sep 20 2:00\n                       0:00 - %z\n",
}
"""By tzdb 2025b, which knows no end of UTC+1, and by 2026c."""
WINTER = {"old": timedelta(hours=1), "new": timedelta(0)}
"""The distance from UTC in December 2026."""


def compiler() -> str:
    """The path of `zic`; without it the test is skipped, in CI it fails."""
    found = shutil.which("zic", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is not None:
        return found
    reason = "zic is not installed (Debian: apt install libc-bin)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def system_files(folder: Path, rules: Rules) -> Path:
    """A folder as /usr/share/zoneinfo is, for PYTHONTZPATH."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "source"
    source.write_text(RAMADAN + UNTIL[rules], encoding="ascii")
    subprocess.run([compiler(), "-d", str(folder), str(source)], check=True, capture_output=True, timeout=60)
    return folder


def package(folder: Path, rules: Rules, release: str) -> Path:
    """A folder for PYTHONPATH in which a package `tzdata` has such files."""
    system_files(folder / "tzdata" / "zoneinfo", rules)
    (folder / "tzdata" / "__init__.py").write_text(f'IANA_VERSION = "{release}"\n', encoding="ascii")
    return folder


def zone(folder: Path, rules: Rules) -> ZoneInfo:
    """The zone of Casablanca by these rules."""
    with (system_files(folder, rules) / "Africa" / "Casablanca").open("rb") as data:
        return ZoneInfo.from_file(data, key="Africa/Casablanca")
