"""The projections as they are, and as the log alone gives them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.events import rebuild


def projections(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
    """The rows of every projection, in the order of their primary keys."""
    return {
        table.name: [
            dict(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()
        ]
        for table in tables.PROJECTIONS
    }


def assert_rebuild_changes_nothing(engine: sa.Engine) -> None:
    """Empty the projections, play the log again, compare; the database is left as it was."""
    with engine.connect() as connection, connection.begin() as transaction:
        before = projections(connection)
        assert any(before.values())
        played = rebuild(connection)
        assert played == connection.execute(sa.select(sa.func.count()).select_from(tables.event)).scalar()
        assert projections(connection) == before
        transaction.rollback()


def assert_gapless(engine: sa.Engine) -> dict[str, int]:
    """Every series counts 1, 2, 3, ...; the last number of each."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(tables.series).order_by(tables.series.c.name, tables.series.c.serial)).all()
    serials: dict[str, list[int]] = {}
    for row in rows:
        serials.setdefault(row.name, []).append(row.serial)
    for name, found in serials.items():
        assert found == list(range(1, len(found) + 1)), name
    return {name: len(found) for name, found in serials.items()}
