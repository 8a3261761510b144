"""Where projectors register: one per kind of event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.tables import RowType, Table

Data = Mapping[str, Any]
Projector = Callable[[sa.Connection, str, Data, str], None]

PROJECTORS: dict[str, Projector] = {}


def projects(kind: EventKind) -> Callable[[Projector], Projector]:
    """Register the projector of a kind of event. It is given the connection, the stream's id, the data, and when the
    event took effect; it may use nothing else. Raises ValueError where the kind has one."""

    def register(projector: Projector) -> Projector:
        if kind in PROJECTORS:
            raise ValueError(f"{kind} has a projector")
        PROJECTORS[kind] = projector
        return projector

    return register


def change(connection: sa.Connection, table: sa.Table, key: str, **values: Any) -> None:
    """Change the row with this key; its first column is the key."""
    connection.execute(sa.update(table).where(tables.key_of(table) == key).values(**values))


def one(connection: sa.Connection, table: Table[RowType], key: str) -> RowType | None:
    """The row with this key (its first column), None where there is none."""
    return tables.first(connection, sa.select(table).where(tables.key_of(table) == key))
