"""The law in force, for whoever judges: asked for each time, so that a running service takes new tables by itself."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Protocol

import structlog

from gateway.law_tables.installing import CURRENT, SHIPPED, DamagedTables, OutdatedTables, kept, pointer
from gateway.settings import Settings
from schemas.law import Law, shipped

_State = tuple[int, int, int] | None

_lock = Lock()
_known: dict[Path, tuple[_State, Law]] = {}
_by_digest: dict[tuple[Path, str], Law] = {}


def law_in_force(settings: Settings) -> Law:
    """The tables in force: those installed last, else those that come with the program. Costs one stat when unchanged.

    Raises DamagedTables where they are damaged or gone, and OutdatedTables where they lack what the program needs, if
    this process has judged by none yet; one that has goes on with what it had, and logs it.
    """
    data = settings.data.absolute()
    state = _state_of(data / "tables" / CURRENT)
    with _lock:
        known = _known.get(data)
        if known is not None and known[0] == state:
            return known[1]
        try:
            law = _load(data)
        except (DamagedTables, OSError) as problem:
            if known is None:
                raise
            structlog.get_logger().error("tables-damaged", problem=repr(problem), still=known[1].digest)
            law = known[1]
        _known[data] = state, law
        return law


def law_by_digest(settings: Settings, digest: str) -> Law | None:
    """The tables of a digest, to judge again as it was judged; None where they were never kept here.

    Raises DamagedTables where they have changed on the disk.
    """
    if digest == shipped().digest:
        return shipped()
    data = settings.data.absolute()
    law = _by_digest.get((data, digest)) or kept(data, digest)
    if law is not None:
        _by_digest[data, digest] = law
    return law


class LawFor(Protocol):
    """Gives the tables of a digest; those in force where none is given, or where they were never kept here."""

    def __call__(self, digest: str = "") -> Law:
        """Raises DamagedTables, and OutdatedTables."""
        ...


def _load(data: Path) -> Law:
    said = pointer(data)
    if said.digest in (SHIPPED, shipped().digest):
        return shipped()
    law = kept(data, said.digest)
    if law is None:
        raise DamagedTables(data / "tables" / said.digest)
    missing = _missing(law)
    if missing:
        raise OutdatedTables(", ".join(missing[:5]))
    return law


def _missing(law: Law) -> list[str]:
    """What the program knows and these tables do not: tables, rules, tolerances and deadlines added since."""
    program = shipped()
    tables = {path for path in program.files() if not path.startswith("regimes/")} - set(law.files())
    rules = {row["code"] for row in program.rule_rows} - {row["code"] for row in law.rule_rows}
    tolerances = {row["name"] for row in program.tolerance_rows} - {row["name"] for row in law.tolerance_rows}
    deadlines = {row["name"] for row in program.deadline_rows} - {row["name"] for row in law.deadline_rows}
    return sorted(tables | rules | tolerances | deadlines)


def _state_of(file: Path) -> _State:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size
