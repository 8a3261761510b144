"""What came in, what was answered, and what the office did."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.projections.projectors import Data, change, projects


@projects("accepted")
def _accepted(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.submission).values(id=submission, received_at=at, **data))


@projects("arrived")
def _arrived(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.arrival).values(submission=submission, **data))


@projects("interchange-read")
def _interchange_read(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    """An interchange is rejected or acknowledged. Of two with one reference at the same time one meets the key."""
    values = dict(data)
    takes_reference = values.pop("takes_reference")
    connection.execute(sa.insert(tables.interchange).values(submission=submission, read_at=at, **values))
    if takes_reference:
        taken = {name: data[name] for name in ("partner", "sender", "reference", "number")}
        connection.execute(sa.insert(tables.interchange_reference).values(submission=submission, **taken))


@projects("contrl-written")
def _contrl_written(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    table = tables.interchange
    which = sa.and_(table.c.submission == submission, table.c.number == data["number"])
    connection.execute(sa.update(table).where(which).values(contrl=data["sha256"]))


@projects("answered")
def _answered(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    change(connection, tables.declaration, declaration, answers=dict(data))


@projects("acted")
def _acted(connection: sa.Connection, subject: str, data: Data, at: str) -> None:
    """An act of the office: what it said, on what, and what it was answered. What it does are events of their own."""
    names = ("office", "number", "kind", "declaration", "sha256", "data", "answer")
    connection.execute(sa.insert(tables.act).values(done_at=at, **{name: data[name] for name in names}))


@projects("act-refused")
def _act_refused(connection: sa.Connection, act: str, data: Data, at: str) -> None:
    """Kept in the log alone: the bytes are in the store, the reasons in the event."""


@projects("noticed")
def _noticed(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    row = {"declaration": declaration, "number": data["number"], "at": at, "data": dict(data)}
    connection.execute(sa.insert(tables.notice).values(**row))


@projects("notice-written")
def _notice_written(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    table = tables.notice
    which = sa.and_(table.c.declaration == declaration, table.c.number == data["number"])
    connection.execute(sa.update(table).where(which).values(xml=data["xml"], cusres=data.get("cusres")))


@projects("work-forgotten")
def _work_forgotten(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    """An operator ended work that was dead. Kept in the log alone: work is no projection."""
