"""The database: it answers, its pages are whole, its tables are those of this program; on demand, they say what the log
says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection

from gateway.checking.check_report import Checked, Fault
from gateway.checking.installation import Installation
from gateway.ledger import events, projections, tables
from gateway.ledger.inspection import snapshot
from gateway.ledger.upgrade import revision_of
from schemas.words import phrase

ROWS_AT_ONCE = 500
MOST_PROBLEMS = 20
"""Lines that SQLite gives of what is wrong with its pages."""


def check_database(installation: Installation, checked: Checked) -> None:
    """Whether it can be reached, is of this program, and (SQLite) its pages and indexes are whole."""
    refusal = installation.refusal
    if refusal is not None:
        checked.take(Fault(refusal.key, "wrong", given=(refusal.words, phrase("check.database.remedy"))))
        return
    with installation.database.connect() as connection:
        checked.facts = {"dialect": connection.dialect.name, "revision": revision_of(connection)}
        checked.facts["events"] = connection.execute(sa.select(sa.func.max(tables.event.c.position))).scalar() or 0
        if connection.dialect.name != "sqlite":
            return
        try:
            found = connection.exec_driver_sql(f"pragma integrity_check({MOST_PROBLEMS})").scalars().all()
        except sa.exc.DatabaseError as error:
            found = [str(error.orig)]
    for problem in found:
        if problem != "ok":
            checked.add("wrong", "database.pages", reason=problem)


def check_projections(installation: Installation, checked: Checked) -> None:
    """Whether each table says what the log says: it is played into a temporary database, and rows are compared.

    Reads one state of the ledger. A hundred events and rows are in memory at a time; the temporary database takes about
    as much room as the tables.
    """
    with tempfile.TemporaryDirectory(prefix="dumgate-check-") as folder:
        made = sa.create_engine(f"sqlite:///{Path(folder) / 'played.sqlite'}")
        sa.event.listen(made, "connect", _quick)
        try:
            with snapshot(installation.database) as ledger, made.begin() as played:
                tables.metadata.create_all(played)
                _play(ledger, played, installation, checked)
                for table in tables.PROJECTIONS:
                    _compare(table, ledger, played, checked)
        finally:
            made.dispose()


def _quick(connection: DBAPIConnection, _: object) -> None:
    for pragma in ("journal_mode=off", "synchronous=off"):  # it is thrown away
        connection.cursor().execute(f"pragma {pragma}")


def _play(ledger: sa.Connection, played: sa.Connection, installation: Installation, checked: Checked) -> None:
    total = ledger.execute(sa.select(sa.func.count()).select_from(tables.event)).scalar() or 0
    count = 0
    for count, each in enumerate(events.history(ledger), 1):
        projections.project(played, each.stream, each.kind, each.data, each.effective_at.isoformat())
        if count % events.EVENTS_AT_ONCE == 0:
            installation.progress(checked.name, count, total)
    checked.facts["events"] = count


def _compare(table: sa.Table, ledger: sa.Connection, played: sa.Connection, checked: Checked) -> None:
    """Each row here by its key there, then how many there are: no order of either database is relied on."""
    key = list(table.primary_key.columns)
    here, more = 0, 0
    for row in _rows(table, ledger):
        here += 1
        named = sa.and_(*(column == row[column.name] for column in key))
        other = played.execute(sa.select(table).where(named)).mappings().first()
        name = " ".join(str(row[column.name]) for column in key)
        if other is None:
            more += 1
            checked.add("wrong", "projections.more", table=table.name, row=name)
        elif dict(other) != row:
            columns = ", ".join(column for column in row if row[column] != other[column])
            checked.add("wrong", "projections.other", table=table.name, row=name, columns=columns)
    there = played.execute(sa.select(sa.func.count()).select_from(table)).scalar() or 0
    if fewer := there - (here - more):
        checked.add("wrong", "projections.fewer", table=table.name, count=fewer)


def _rows(table: sa.Table, ledger: sa.Connection) -> Iterator[dict[str, Any]]:
    streamed = ledger.execution_options(stream_results=True, yield_per=ROWS_AT_ONCE)
    for row in streamed.execute(sa.select(table)).mappings():
        yield dict(row)
