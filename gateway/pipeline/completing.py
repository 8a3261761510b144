"""Reads once who stands in the boxes of declarations that were judged before verdicts kept it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from gateway.judging.parties_in import parties_in
from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.tables import DeclarationRow
from gateway.store.files import Damaged, FileStore
from schemas.days import day_of
from schemas.law import Law

AT_ONCE = 200
"""Declarations in one transaction: others write between."""

PARTIES = "parties"


@dataclass
class Completed:
    """What came of it: how many declarations were completed, and the ids of those whose body cannot be read."""

    completed: int = 0
    unread: list[str] = field(default_factory=list)


def complete(
    engine: sa.Engine,
    store: FileStore,
    law: Law,
    at: datetime,
    actor: str,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Completed:
    """Write down the parties of each registered declaration that has none, from its body; done once more, nothing is.

    `tell` is told how many declarations were looked at, and of how many. A body that is damaged or not there leaves
    its declaration as it is.
    """
    table, made = tables.declaration, Completed()
    registered = sa.select(table).where(table.c.dum_number.is_not(None)).order_by(table.c.id).limit(AT_ONCE)
    with engine.connect().execution_options(read_only=True) as connection:
        total = connection.execute(sa.select(sa.func.count(table.c.dum_number))).scalar() or 0
    looked, last = 0, ""
    while rows := database.read(engine, registered.where(table.c.id > last)):
        found = [(row, _read(engine, store, row, made)) for row in rows if PARTIES not in row.facts]
        lacking = [(row, parties) for row, parties in found if parties is not None]

        def record(connection: sa.Connection, lacking: list[tuple[DeclarationRow, Parties]] = lacking) -> int:
            log, count = Log(connection, at, actor, "cli"), 0
            for row, parties in lacking:
                now = tables.first(connection, sa.select(table).where(table.c.id == row.id))
                if now is None or PARTIES in now.facts:  # an amendment brought them meanwhile
                    continue
                regime = law.on(day_of(datetime.fromisoformat(row.judged_at))).family(row.facts["regime"])
                data = {"parties": parties, "flow": regime["direction"] if regime else "other"}
                log.append(Subject.DECLARATION.of(row.id), EventKind.PARTIES_READ, data)
                count += 1
            return count

        made.completed += database.write(engine, record) if lacking else 0
        looked, last = looked + len(rows), rows[-1].id
        tell(PARTIES, looked, total)
    return made


Parties = dict[str, dict[str, str | None]]


def _read(engine: sa.Engine, store: FileStore, row: DeclarationRow, made: Completed) -> Parties | None:
    """Who stands in the version in force; None, and noted, where its body cannot be read."""
    digest = row.in_force or database.one(engine, tables.submission, row.current).body["sha256"]
    try:
        return parties_in(store.get(digest))
    except (Damaged, OSError, ValueError):
        made.unread.append(row.id)
        return None
