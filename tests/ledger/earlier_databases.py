"""Databases as earlier revisions left them, what they held (read without any code of the gateway), and what must be
there of it after an upgrade."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.database import read

FOLDER = Path(__file__).parent / "earlier"
REVISIONS = tuple(sorted(path.name.partition(".")[0] for path in FOLDER.glob("*.rows.sql")))

BEFORE_CLAIMS = ("0001", "0002")
"""A payment settled all then, and a quittance was issued by its declaration."""

CAME_LATER = {
    "declaration": {"law": {}, "dum": None, "edifact": None, "in_force": None},
    "event": {"zone_data": None, "via": None, "under": None},
    "notice": {"cusres": None},
    "partner": {"edifact": {}},
}
"""What stands in columns that came later, of what was there before."""

Rows = dict[str, list[dict[str, Any]]]


def make(url: str, revision: str) -> None:
    """Make the database of a revision in an empty one."""
    engine = sa.create_engine(url)
    for part in (engine.dialect.name, "rows"):
        script = (FOLDER / f"{revision}.{part}.sql").read_text(encoding="utf-8")
        connection: Any = engine.raw_connection()
        if engine.dialect.name == "sqlite":
            connection.driver_connection.executescript(script)
        else:
            connection.driver_connection.execute(script)
        connection.commit()
        connection.close()
    engine.dispose()


def held(revision: str) -> Rows:
    """What the database of a revision held, table by table."""
    database = sqlite3.connect(":memory:")
    for part in ("sqlite", "rows"):
        database.executescript((FOLDER / f"{revision}.{part}.sql").read_text(encoding="utf-8"))
    names = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
    found = {name: _rows(database, name) for name in names if not name.startswith("sqlite_")}
    database.close()
    return found


def _rows(database: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    columns = [(each[1], each[2]) for each in database.execute(f'pragma table_info("{table}")')]
    return [
        {name: _value(value, kind) for (name, kind), value in zip(columns, row, strict=True)}
        for row in database.execute(f'select * from "{table}"')  # noqa: S608 - a name of our own
    ]


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    return json.loads(value) if kind == "JSON" else bool(value) if kind == "BOOLEAN" else value


def rows(engine: sa.Engine, name: str) -> list[dict[str, Any]]:
    """What a table of today holds, in the order of its keys."""
    table = tables.metadata.tables[name]
    return [dict(row._mapping) for row in read(engine, sa.select(table).order_by(*table.primary_key.columns))]


def assert_as_before(engine: sa.Engine, revision: str) -> None:
    """All that a revision held is there, word for word, but for what its time did otherwise."""
    otherwise = {"alembic_version", "work"} | ({"payment", "document"} if revision in BEFORE_CLAIMS else set())
    for name, before in held(revision).items():
        if name in otherwise:
            continue
        now = rows(engine, name)
        if name == "event":  # an upgrade may add to the log, at its end
            now = now[: len(before)]
        expected = [{**CAME_LATER.get(name, {}), **row} for row in before]
        for row in expected:
            row.pop("payment", None)
        kept = expected[0].keys() if expected else ()
        assert _ordered([{key: row[key] for key in kept} for row in now]) == _ordered(expected), name


def _ordered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))
