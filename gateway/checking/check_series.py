"""The series: each number was given once, none is left out but for the gaps that are listed, and events, table and
numbers say the same."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from gateway.checking.check_report import Checked
from gateway.checking.installation import Installation
from gateway.ledger import tables
from gateway.ledger.inspection import snapshot
from gateway.ledger.tables import EventRow

GIVES = {"registered": "dum_number", "assessed": "number", "document-due": "number", "paid": "quittance"}
"""The events that give a number of a series, and under which name it stands in them."""

GAP = "series-continued"
"""The event that lists a gap: `series`, `first` to `serial` were never given here. The series goes on behind it."""

EVENTS_AT_ONCE = 500

_TABLES = """
create table given (series text, first integer, serial integer, position integer, seen integer default 0,
    primary key (series, serial)) without rowid;
create table number (number text primary key, position integer) without rowid;
"""
_LEFT_OUT = """
select series, last + 1, first - 1 from (
    select series, first, lag(serial, 1, 0) over (partition by series order by serial) as last from given
) where first > last + 1
"""


def check_series(installation: Installation, checked: Checked) -> None:
    """Compare the events that give numbers with each other and with the table `series`, beside a file on the disk."""
    with (
        tempfile.TemporaryDirectory(prefix="dumgate-check-") as folder,
        closing(sqlite3.connect(Path(folder) / "given.sqlite", isolation_level=None)) as given,
        snapshot(installation.database) as ledger,
    ):
        given.executescript("pragma journal_mode=off; pragma synchronous=off;" + _TABLES)
        given.execute("begin")
        gaps = _events(ledger, given, installation, checked)
        for series, first, last in given.execute(_LEFT_OUT):
            checked.add("wrong", "series.gap", series=series, first=first, last=last)
        _table(ledger, given, checked)
        (count,) = given.execute("select count(distinct series) from given").fetchone()
        (numbers,) = given.execute("select count(*) from given").fetchone()
        checked.facts = {"series": count, "numbers": numbers - gaps, "gaps": gaps}


def _events(ledger: sa.Connection, given: sqlite3.Connection, installation: Installation, checked: Checked) -> int:
    """Note what each event gave; the number of gaps that are listed."""
    gaps, total = 0, ledger.execute(sa.select(sa.func.max(tables.event.c.position))).scalar() or 0
    for event in _giving(ledger):
        position, kind, data = event.position, event.kind, event.data
        installation.progress(checked.name, position, total)
        if not data.get("series") or not data.get("serial"):
            continue
        series, serial = data["series"], data["serial"]
        first = data["first"] if kind == GAP else serial
        gaps += kind == GAP
        row = (series, first, serial, position)
        if given.execute("insert or ignore into given values (?, ?, ?, ?, 0)", row).rowcount == 0:
            checked.add("wrong", "series.twice", series=series, serial=serial, position=position)
        number = data.get(GIVES.get(kind, ""))
        if number is None:
            continue
        if given.execute("insert or ignore into number values (?, ?)", (number, position)).rowcount == 0:
            checked.add("wrong", "series.number", number=number, position=position)
    return gaps


def _giving(ledger: sa.Connection) -> Iterator[EventRow]:
    event, last = tables.event, 0
    query = sa.select(event).where(event.c.kind.in_([*GIVES, GAP])).order_by(event.c.position).limit(EVENTS_AT_ONCE)
    while rows := tables.rows(ledger, query.where(event.c.position > last)):
        yield from rows
        last = rows[-1].position


def _table(ledger: sa.Connection, given: sqlite3.Connection, checked: Checked) -> None:
    streamed = ledger.execution_options(stream_results=True, yield_per=EVENTS_AT_ONCE)
    for row in streamed.execute(sa.select(tables.series)):
        which = (row.name, row.serial)
        if given.execute("update given set seen = 1 where series = ? and serial = ?", which).rowcount == 0:
            checked.add("wrong", "series.unknown", series=row.name, serial=row.serial)
    for series, serial in given.execute("select series, serial from given where not seen order by series, serial"):
        checked.add("wrong", "series.lacking", series=series, serial=serial)
