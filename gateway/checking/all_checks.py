"""All checks by name, and how they are run: one that cannot be done hinders no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from gateway.checking.check_clock import check_clock
from gateway.checking.check_database import check_database, check_projections
from gateway.checking.check_disk import check_disk
from gateway.checking.check_folders import check_folders
from gateway.checking.check_keys import check_keys
from gateway.checking.check_mark import check_mark
from gateway.checking.check_offices import check_offices
from gateway.checking.check_report import Checked
from gateway.checking.check_series import check_series
from gateway.checking.check_store import check_store
from gateway.checking.check_temporaries import check_temporaries
from gateway.checking.check_work import check_work
from gateway.checking.installation import Installation
from gateway.ledger.refusal import DatabaseRefused

CHECKS: Mapping[str, Callable[[Installation, Checked], None]] = {
    "database": check_database,
    "mark": check_mark,
    "disk": check_disk,
    "keys": check_keys,
    "clock": check_clock,
    "folders": check_folders,
    "offices": check_offices,
    "work": check_work,
    "temporaries": check_temporaries,
    "series": check_series,
    "store": check_store,
    "projections": check_projections,
}
"""The quick ones first."""

ON_DEMAND = {"projections"}
"""Done only where they are asked for: they take as long as an upgrade."""


def run(installation: Installation, names: Sequence[str] = ()) -> Iterator[Checked]:
    """Do the checks of these names, or all that are not on demand; each is given when it is done."""
    for name, check in CHECKS.items():
        if name in names or (not names and name not in ON_DEMAND):
            checked = Checked(name)
            try:
                check(installation, checked)
            except DatabaseRefused:
                checked.add("unknown", "no_database")
            except (OSError, sa.exc.SQLAlchemyError, ValueError, KeyError) as error:
                reason = str(getattr(error, "orig", None) or error) or type(error).__name__
                checked.add("unknown", "not_done", reason=f"{type(error).__name__}: {reason}")
            yield checked


def exit_code(done: Sequence[Checked]) -> int:
    """0: all is right. 1: something is wrong. 2: nothing is known to be wrong, but something could not be checked."""
    states = {each.state for each in done}
    return 1 if "wrong" in states else 2 if "unknown" in states else 0
