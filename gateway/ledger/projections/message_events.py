"""What came in, what was answered, and what the office did."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import Data, change, projects


@projects(EventKind.ACCEPTED)
def _accepted(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.submission).values(id=submission, received_at=at, **data))


@projects(EventKind.ARRIVED)
def _arrived(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.arrival).values(submission=submission, **data))


@projects(EventKind.INTERCHANGE_READ)
def _interchange_read(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    """An interchange is rejected or acknowledged. Of two with one reference at the same time one meets the key."""
    values = dict(data)
    takes_reference = values.pop("takes_reference")
    connection.execute(sa.insert(tables.interchange).values(submission=submission, read_at=at, **values))
    if takes_reference:
        taken = {name: data[name] for name in ("partner", "sender", "reference", "number")}
        connection.execute(sa.insert(tables.interchange_reference).values(submission=submission, **taken))


@projects(EventKind.CONTRL_WRITTEN)
def _contrl_written(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    table = tables.interchange
    which = sa.and_(table.c.submission == submission, table.c.number == data["number"])
    connection.execute(sa.update(table).where(which).values(contrl=data["sha256"]))


@projects(EventKind.ANSWERED)
def _answered(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    change(connection, tables.declaration, declaration, answers=dict(data))


@projects(EventKind.ACTED)
def _acted(connection: sa.Connection, subject: str, data: Data, at: str) -> None:
    """An act of the office: what it said, on what, and what it was answered. What it does are events of their own."""
    names = ("office", "number", "kind", "declaration", "sha256", "data", "answer")
    connection.execute(sa.insert(tables.act).values(done_at=at, **{name: data[name] for name in names}))


@projects(EventKind.ACT_REFUSED)
def _act_refused(connection: sa.Connection, act: str, data: Data, at: str) -> None:
    """Kept in the log alone: the bytes are in the store, the reasons in the event."""


@projects(EventKind.NOTICED)
def _noticed(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    row = {"declaration": declaration, "number": data["number"], "at": at, "data": dict(data)}
    connection.execute(sa.insert(tables.notice).values(**row))


@projects(EventKind.NOTICE_WRITTEN)
def _notice_written(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    table = tables.notice
    which = sa.and_(table.c.declaration == declaration, table.c.number == data["number"])
    connection.execute(sa.update(table).where(which).values(xml=data["xml"], cusres=data.get("cusres")))


@projects(EventKind.WORK_FORGOTTEN)
def _work_forgotten(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    """An operator ended work that was dead. Kept in the log alone: work is no projection."""
