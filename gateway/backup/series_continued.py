"""From where each series goes on: what ledger, mark, store and outboxes know of it, and the gap that is left."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from gateway.backup.backup_manifest import BackupError, private_file
from gateway.backup.evidence import Found, is_series, look
from gateway.ledger import database, tables
from gateway.ledger.agreement import numbers, whole
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.mark import Mark, MarkDamaged
from gateway.settings import Settings
from gateway.signing.material import KeyMaterialError, TrustBundle
from gateway.trust.installed import installed_bundle

ACTOR = "operator"
MOST_SHOWN = 20

LARGEST_JUMP = 9_999_999
"""The last number of a series: documents have seven digits for it."""

Tell = Callable[[str, int, int], None]


@dataclass
class Series:
    """A series and the highest number of it that each knows; 0 where it knows none."""

    name: str
    ledger: int = 0
    mark: int = 0
    store: int = 0
    outbox: int = 0

    @property
    def highest(self) -> int:
        """The highest number that anybody knows."""
        return max(self.ledger, self.mark, self.store, self.outbox)

    @property
    def gap(self) -> tuple[int, int] | None:
        """The numbers that the ledger does not know, the first and the last of them."""
        return (self.ledger + 1, self.highest) if self.highest > self.ledger else None


@dataclass
class Knowledge:
    """What is known beyond the ledger. `documents`, `submissions` and `unproven` count what was found; the first of
    each are kept to be shown, all stand in the report."""

    series: dict[str, Series] = field(default_factory=dict)
    documents: int = 0
    submissions: set[str] = field(default_factory=set)
    unproven: int = 0
    first: list[Found] = field(default_factory=list)

    def of(self, name: str) -> Series:
        """The series of this name."""
        return self.series.setdefault(name, Series(name))


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that this ledger never gives: an event says so for ever."""

    series: str
    first: int
    last: int
    why: str
    actor: str
    at: str


def known(
    engine: sa.Engine,
    settings: Settings,
    marks: Sequence[Path] = (),
    stores: Sequence[Path] = (),
    tell: Tell = lambda *_: None,
    report: Path | None = None,
    files: bool = True,
) -> Knowledge:
    """What ledger, mark, store and outboxes know of each series. Changes nothing; works while the service runs.

    `marks` are further marks, kept from before a restore, and `stores` further stores. `files`: look at store and
    outboxes too, which takes a while.
    `report` is a file for all that is known beyond the ledger, as JSON. Raises BackupError for a mark that was named
    and cannot be read.
    """
    found = Knowledge()
    for name, last in numbers(engine).items():
        found.of(name).ledger = last
    for mark in (settings.mark_file, *marks):
        for name, last in _marked(mark, named=mark in marks).items():
            found.of(name).mark = max(last, found.of(name).mark)
    with ExitStack() as held:
        write = held.enter_context(private_file(report)) if report is not None else None
        if files:
            ledger = {name: each.ledger for name, each in found.series.items()}
            places = [("store", each) for each in (settings.data / "store", *stores)]
            for place, folder in (*places, ("outbox", settings.outbox)):
                told = partial(_told, tell, place)
                for each in look(folder, _bundle(settings), ledger, _known_submissions(engine), told):
                    _take(found, place, each)
                    if write is not None:
                        write.write(json.dumps({"in": place, **each.as_dict()}, ensure_ascii=False).encode() + b"\n")
        if write is not None:
            for series in sorted(found.series.values(), key=lambda each: each.name):
                if series.gap:
                    gap = {"first": series.gap[0], "last": series.gap[1]}
                    write.write(json.dumps({"in": "series", **asdict(series), **gap}).encode() + b"\n")
    return found


def _told(tell: Tell, place: str, count: int) -> None:
    tell(place, count, 0)


def _take(found: Knowledge, place: str, each: Found) -> None:
    found.documents += 1
    if not each.proven:
        found.unproven += 1
    elif each.submission:
        found.submissions.add(each.submission)
    if len(found.first) < MOST_SHOWN:
        found.first.append(each)
    for name, last in each.numbers.items() if each.proven else ():
        series = found.of(name)
        setattr(series, place, max(last, getattr(series, place)))


def _marked(mark: Path, named: bool) -> Mapping[str, int]:
    try:
        return Mark(mark).read().series
    except (FileNotFoundError, MarkDamaged) as error:
        if named:
            raise BackupError("series.no_mark", file=mark) from error
        return {}


def _bundle(settings: Settings) -> TrustBundle | None:
    try:
        return TrustBundle.from_pem(installed_bundle(settings.data))
    except KeyMaterialError:
        return None


def _known_submissions(engine: sa.Engine) -> Callable[[Collection[str]], set[str]]:
    table = tables.submission.c.id
    return lambda ids: {row.id for row in database.read(engine, sa.select(table).where(table.in_(ids)))}


def continue_from(
    engine: sa.Engine, mark: Mark, wanted: Mapping[str, int], known_: Knowledge, why: str, at: datetime
) -> list[Gap]:
    """Let each series of `wanted` go on from a number, and open the gateway for numbers; the gaps that are left.

    All gaps are one commit, an event each; the mark is set to the ledger after it. Raises BackupError for what is no
    series, where a series would give a number a second time, or one that is behind its last was not said. Raises
    MarkUnwritable.
    """
    behind = {name: each for name, each in known_.series.items() if each.gap}
    for name, next_number in wanted.items():
        if name not in known_.series and not is_series(name):
            raise BackupError("series.no_series", series=name)
        highest = known_.series[name].highest if name in known_.series else 0
        if next_number <= highest:
            raise BackupError("series.too_low", series=name, number=next_number, highest=highest)
        if next_number - 1 > LARGEST_JUMP:
            raise BackupError("series.too_high", series=name, number=next_number, most=LARGEST_JUMP)
    unsaid = sorted(set(behind) - set(wanted))
    if unsaid:
        raise BackupError("series.unsaid", series=", ".join(unsaid))

    def record(connection: sa.Connection) -> list[Gap]:
        entries, made = Log(connection, at, ACTOR), []
        for name, next_number in sorted(wanted.items()):
            ledger = known_.series[name].ledger if name in known_.series else 0
            if next_number - 1 > ledger:
                data = {"series": name, "first": ledger + 1, "serial": next_number - 1, "why": why, "by": ACTOR}
                entries.append(Subject.SERIES.of(name), EventKind.SERIES_CONTINUED, data)
                made.append(Gap(name, ledger + 1, next_number - 1, why, ACTOR, at.isoformat()))
        return made

    mark.must_be_makeable()
    made = database.write(engine, record)
    mark.make(whole(engine))
    return made


def gaps(engine: sa.Engine) -> list[Gap]:
    """Every gap that was ever left, the oldest first."""
    table = tables.series_gap
    rows = database.read(engine, sa.select(table).order_by(table.c.at, table.c.name, table.c.first))
    return [Gap(row.name, row.first, row.last, row.why, row.actor, row.at) for row in rows]
