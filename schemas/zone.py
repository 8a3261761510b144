"""The legal hour of Morocco, from the zone data of the package `tzdata` and from nowhere else.

Python asks the machine's own files first, which may be years old: those, `PYTHONTZPATH` and `TZ` are not asked here.
Morocco left UTC+1 for good on Sunday 20 September 2026: at 02:00 the clock went back to 01:00 (IANA tzdb 2026c). Zone
data that do not know it are refused where they are first needed.

Two times of one zone are compared, subtracted and moved by Python as the clock on the wall shows them. That is wrong
about an hour that comes twice, or never: instants are compared and moved in UTC.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from zoneinfo import ZoneInfo

NAME = "Africa/Casablanca"
NEEDED = "2026.3"
"""The first release of the package that knows the change: tzdb 2026c."""

BEFORE, AFTER = datetime(2026, 9, 19, 12, tzinfo=UTC), datetime(2026, 9, 21, 12, tzinfo=UTC)
"""A day before the change and a day after it: the change itself may be corrected by an hour."""


class OldZoneData(ImportError):
    """The package `tzdata` is missing, damaged, or older than the change of 20 September 2026."""

    @property
    def words(self) -> Mapping[str, str]:
        """What is wrong and what to do, in three languages."""
        from schemas.words import phrase, shown

        said = {"package": _where(), "release": zone_release() or "?", "python": sys.executable, "needed": NEEDED}
        return phrase("zone.old", **{name: shown(value, 200) for name, value in said.items()})

    def __str__(self) -> str:
        return self.words["en"]


class _PinnedZone(ZoneInfo):
    """A zone that was read from the package. Copied, or pickled into another process, it is the one zone there."""

    def __reduce__(self) -> tuple[object, ...]:
        return casablanca, ()


@cache
def casablanca() -> ZoneInfo:
    """The zone of Casablanca: one object in each process. Raises OldZoneData."""
    try:
        with files("tzdata").joinpath(f"zoneinfo/{NAME}").open("rb") as data:
            zone = _PinnedZone.from_file(data, key=NAME)
    except Exception as error:  # whatever a damaged package throws, it cannot be used
        raise OldZoneData from error
    if [moment.astimezone(zone).utcoffset() for moment in (BEFORE, AFTER)] != [timedelta(hours=1), timedelta(0)]:
        raise OldZoneData
    return zone


def zone_release() -> str:
    """The release of the zone data, as 2026c; empty where the package says none."""
    return str(getattr(_package(), "IANA_VERSION", ""))


def _where() -> str:
    return str(getattr(_package(), "__file__", None) or "tzdata")


def _package() -> ModuleType | None:
    try:
        return import_module("tzdata")
    except Exception:  # missing, or damaged: what is told of it is that alone
        return None
